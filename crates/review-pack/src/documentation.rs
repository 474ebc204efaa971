//! The documentation of a pack, made from the pack itself: a page a query, one of all recommendations, an index.

mod advice;
mod charts;
mod index;
mod measures;
mod rights;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use review_core::finding::Shows;
use review_core::identity::Deployment;

use crate::model::{Case, Literal, Pack, Query, QuerySignals, Scope, Signal, Test};
use crate::parameters::literal_sql;

/// The page of all recommendations.
const RECOMMENDATIONS: &str = "recommendations.md";

/// The pages of a pack by file name, Markdown: `README.md` is the index, `recommendations.md` the advice, and
/// `queries/<Query>.md` a page for each query with its signals.
pub fn documentation(pack: &Pack) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    pages.insert("README.md".to_owned(), index::page(pack));
    pages.insert(RECOMMENDATIONS.to_owned(), advice::page(pack));
    for query in &pack.queries {
        pages.insert(format!("queries/{}.md", query.name), page(pack, query));
    }
    pages
}

/// What the comment at the head of a script says, by its words (`Shows`, `Why`, ...), in order.
fn header(script: &str) -> Vec<(String, String)> {
    let comment = script.trim_start().strip_prefix("/*").and_then(|rest| rest.split_once("*/"));
    let Some((comment, _)) = comment else { return vec![] };
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in comment.lines().skip(1).map(str::trim) {
        let word = line.split_once(": ").filter(|(word, _)| {
            word.starts_with(|first: char| first.is_ascii_uppercase()) && word.chars().all(char::is_alphabetic)
        });
        match (word, parts.last_mut()) {
            (Some((word, text)), _) => parts.push((word.to_owned(), text.trim().to_owned())),
            (None, Some((_, text))) => {
                text.push(' ');
                text.push_str(line);
            }
            (None, None) => {}
        }
    }
    parts
}

/// What a query says of itself.
fn about(query: &Query) -> Vec<(String, String)> {
    query.call.as_ref().map_or_else(|| header(&query.script), |template| template.about.clone())
}

fn part<'p>(parts: &'p [(String, String)], word: &str) -> Option<&'p str> {
    parts.iter().find(|(known, _)| known == word).map(|(_, text)| text.as_str())
}

/// The sections in the order in which queries name them first.
fn sections(pack: &Pack) -> Vec<&str> {
    let mut sections: Vec<&str> = Vec::new();
    for query in &pack.queries {
        if !sections.contains(&query.section.as_str()) {
            sections.push(&query.section);
        }
    }
    sections
}

fn signals_of<'p>(pack: &'p Pack, query: &Query) -> impl Iterator<Item = &'p Signal> {
    pack.signals_of(&query.name).into_iter().flat_map(|of| &of.signals)
}

fn link(query: &Query, signal: &Signal) -> String {
    format!(
        "[`{id}`](queries/{name}.md#{id}) ({severity})",
        id = signal.id,
        name = query.name,
        severity = signal.severity.word()
    )
}

fn needs(query: &Query) -> String {
    let words: Vec<&str> = query.needs.iter().map(|need| deployment(*need)).collect();
    if words.is_empty() { "every warehouse".to_owned() } else { words.join(", ") }
}

const fn deployment(need: Deployment) -> &'static str {
    match need {
        Deployment::SingleAz => "single-AZ",
        Deployment::MultiAz => "Multi-AZ",
        Deployment::Serverless => "Serverless",
        Deployment::Postgresql => "PostgreSQL",
    }
}

fn page(pack: &Pack, query: &Query) -> String {
    let parts = about(query);
    let mut page = format!("# {}\n\n", query.name);
    for (word, text) in &parts {
        let _ = writeln!(page, "**{word}.** {}\n", sentence(text));
    }
    let scope = match query.scope {
        Scope::Warehouse => "once",
        Scope::Database => "once in each local database",
    };
    let _ = write!(
        page,
        "| | |\n| --- | --- |\n| section | {} |\n| runs | {scope} |\n| runs on | {} |\n| time threshold | {} s |\n| rows \
         kept | {} |\n",
        query.section,
        needs(query),
        query.time_threshold_seconds,
        query.max_rows
    );
    match &query.call {
        Some(template) => {
            let _ = writeln!(page, "| asks | `{}`; nothing of the warehouse itself |", template.call);
        }
        None => rights::lines(query, &mut page),
    }
    parameters(pack, query, &mut page);
    if !query.query_texts.is_empty() {
        let columns: Vec<String> = query.query_texts.iter().map(|column| format!("`{column}`")).collect();
        let _ = writeln!(page, "| query texts | {} |", columns.join(", "));
    }
    let _ = writeln!(page, "| script | `{}` |", query.script_path);
    if let Some(of) = pack.signals_of(&query.name) {
        columns(of, &mut page);
        charts::list(of, &mut page);
        measures::list(of, &mut page);
        for one in &of.signals {
            signal(pack, of, one, &mut page);
        }
    }
    page
}

/// Text from a comment, as a sentence. The name of a view stays as it is.
fn sentence(text: &str) -> String {
    if text.split_whitespace().next().is_some_and(|word| word.contains('_')) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn parameters(pack: &Pack, query: &Query, page: &mut String) {
    let is_used = |name: &str| {
        query.script.match_indices(&format!(":{name}")).any(|(at, found)| {
            let after = query.script[at + found.len()..].chars().next();
            !query.script[..at].ends_with(':') && !after.is_some_and(|next| next.is_alphanumeric() || next == '_')
        })
    };
    let used = pack.parameters.iter().filter(|(name, _)| is_used(name));
    let used: Vec<String> =
        used.map(|(name, parameter)| format!("`{name}` = {}", literal_sql(&parameter.value))).collect();
    if !used.is_empty() {
        let _ = writeln!(page, "| parameters | {} |", used.join(", "));
    }
}

fn columns(of: &QuerySignals, page: &mut String) {
    let _ = write!(page, "\n## Columns\n\n| column | type |\n| --- | --- |\n");
    for (name, kind) in &of.columns {
        let _ = writeln!(page, "| `{name}` | {kind} |");
    }
    let object: Vec<String> = of.object.iter().map(|column| format!("`{column}`")).collect();
    if !object.is_empty() {
        let _ = write!(
            page,
            "\nA finding names its object by {}; findings are counted in {}.\n",
            object.join(", "),
            of.unit
        );
    }
}

fn signal(pack: &Pack, of: &QuerySignals, signal: &Signal, page: &mut String) {
    let _ = write!(
        page,
        "\n## {}\n\n{}. Severity: {}.{}\n\n",
        signal.id,
        signal.title,
        signal.severity.word(),
        shows(signal)
    );
    if let Some(population) = &signal.population {
        let _ = writeln!(page, "Looks at {} with\n\n```sql\n{}\n```\n", of.unit, population.sql.trim());
    }
    let fires = match signal.test {
        Test::Rows(_) => "Fires for each of them with",
        Test::Aggregate(_) => "Fires when, over all of them,",
    };
    let _ = writeln!(page, "{fires}\n\n```sql\n{}\n```", signal.test.expression().sql.trim());
    if !signal.thresholds.is_empty() {
        let _ = write!(page, "\n| threshold | value | source |\n| --- | --- | --- |\n");
        for (name, threshold) in &signal.thresholds {
            let _ = writeln!(page, "| `{name}` | {} | {} |", literal_sql(&threshold.value), cell(&threshold.source));
        }
    }
    let remedies = signal.recommendations.iter().filter_map(|id| Some((id, pack.recommendations.get(id)?)));
    let remedies: Vec<String> =
        remedies.map(|(id, advice)| format!("[{}](../{RECOMMENDATIONS}#{id})", advice.title)).collect();
    if !remedies.is_empty() {
        let _ = write!(page, "\nRemedy: {}.\n", remedies.join("; "));
    }
    if !signal.compared_when_same.is_empty() {
        let ids: Vec<String> = signal.compared_when_same.iter().map(|id| format!("`{id}`")).collect();
        let _ = write!(page, "\nCompared with another run where these are the same: {}.\n", ids.join(", "));
    }
    let _ = write!(page, "\nFires on {}; stays silent on {}.\n", cases(&signal.fires), cases(&signal.silent));
}

fn shows(signal: &Signal) -> &'static str {
    match signal.shows {
        Some(Shows::Moment) => " Shows the moment at which the query ran.",
        Some(Shows::Window) => " Shows what happened in the window.",
        None => "",
    }
}

/// The first case as text, and how many more there are.
fn cases(cases: &[Case]) -> String {
    let Some(first) = cases.first() else { return "nothing".to_owned() };
    let mut text = match first.rows.as_slice() {
        [] => "no rows".to_owned(),
        [row] => row_text(row),
        [row, rest @ ..] => format!("{} and {} more", row_text(row), rows(rest.len())),
    };
    if cases.len() > 1 {
        let _ = write!(text, " (and {} more)", plural(cases.len() - 1, "case"));
    }
    text
}

fn rows(count: usize) -> String {
    plural(count, "row")
}

fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn row_text(row: &BTreeMap<String, Literal>) -> String {
    let cells: Vec<String> = row.iter().map(|(name, value)| format!("{name} = {}", literal_sql(value))).collect();
    format!("`{}`", cells.join(", "))
}

/// Text within a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_script_is_read_by_its_words() {
        let script =
            "/* redshift-review X\n   Shows: what there\n          is: all of it.\n   Why:   because. */\nselect 1";
        let expected = [("Shows", "what there is: all of it."), ("Why", "because.")];
        let read = header(script);
        let read: Vec<(&str, &str)> = read.iter().map(|(word, text)| (word.as_str(), text.as_str())).collect();
        assert_eq!(read, expected);
        assert_eq!(header("select 1"), vec![]);
    }
}
