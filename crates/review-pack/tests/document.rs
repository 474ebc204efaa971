//! `docs/POSTGRESQL_PACK.md` lists what the shipped PostgreSQL pack has, and the pack keeps its promises.

use std::fs;
use std::path::{Path, PathBuf};

use review_core::diagnostic::Level;
use review_core::finding::RemedyCost;
use review_pack::{Literal, Pack, PackFiles, Query, Scope, Signal};

const DOCUMENT: &str = "docs/POSTGRESQL_PACK.md";
const BEGIN: &str = "<!-- queries: begin -->\n";
const END: &str = "<!-- queries: end -->";
/// What a statement that the report offers must not begin with: it would take away data or objects.
const REMOVING: [&str; 5] = ["drop", "delete", "truncate", "update", "vacuum (full"];

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn add_files(folder: &Path, prefix: &str, files: &mut PackFiles) {
    for entry in fs::read_dir(folder).expect("a folder of the pack") {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => add_files(&entry.path(), &format!("{name}/"), files),
            false => drop(files.insert(name, fs::read(entry.path()).expect("a file of the pack"))),
        }
    }
}

fn pack() -> Pack {
    shipped("postgresql")
}

pub(crate) fn shipped(name: &str) -> Pack {
    let mut files = PackFiles::new();
    add_files(&in_repository(&format!("packs/{name}")), "", &mut files);
    let mut checked = review_pack::check(&files);
    checked.diagnostics.retain(|diagnostic| diagnostic.level != Level::Hint);
    assert_eq!(checked.diagnostics, vec![], "no error and no warning");
    checked.pack.expect("a pack")
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The part of a script's opening comment between two of its words.
fn told(query: &Query, from: &str, to: &str) -> String {
    let (_, rest) = query.script.split_once(from).unwrap_or_else(|| panic!("{} says {from}", query.name));
    let told = on_one_line(rest.split_once(to).unwrap_or_else(|| panic!("{} says {to}", query.name)).0);
    let first: String = told.chars().take(1).flat_map(char::to_uppercase).collect();
    first + told.get(1..).unwrap_or_default()
}

fn thresholds(signal: &Signal) -> String {
    let thresholds = signal.thresholds.iter().map(|(name, threshold)| {
        let (Literal::Number(value) | Literal::Text(value)) = &threshold.value else { panic!("a value: {name}") };
        format!("`{name}` {value} ({})", threshold.source)
    });
    thresholds.collect::<Vec<_>>().join("; ")
}

fn section(pack: &Pack, query: &Query) -> String {
    let scope = match query.scope {
        Scope::Warehouse => "once",
        Scope::Database => "once for each database",
    };
    let mut text = format!("### {}: {scope}\n\n{}\n\n", query.name, told(query, "Shows:", "Why:"));
    text.push_str("| signal | severity | speaks of rows where | fires when | thresholds and where they come from |\n");
    text.push_str("| --- | --- | --- | --- | --- |\n");
    let signals = pack.signals_of(&query.name).expect("every query has signals");
    for signal in &signals.signals {
        let population =
            signal.population.as_ref().map_or("all".to_owned(), |at| format!("`{}`", on_one_line(&at.sql)));
        text.push_str(&format!(
            "| `{}` | {} | {population} | `{}` | {} |\n",
            signal.id,
            signal.severity.word(),
            on_one_line(&signal.test.expression().sql),
            thresholds(signal)
        ));
    }
    text + "\n"
}

/// Set `UPDATE_DOCS=1` to write the list anew.
#[test]
fn the_document_lists_every_query_and_signal_as_it_is() {
    let (pack, path) = (pack(), in_repository(DOCUMENT));
    let document = fs::read_to_string(&path).expect(DOCUMENT);
    let (before, rest) = document.split_once(BEGIN).expect("a place for the list");
    let (listed, after) = rest.split_once(END).expect("an end of the list");
    let current: String = pack.queries.iter().map(|query| section(&pack, query)).collect();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{current}{END}{after}")).expect("the document can be written");
        return;
    }
    assert_eq!(listed, current, "{DOCUMENT} is behind the pack: run the test with UPDATE_DOCS=1");
}

#[test]
fn no_fix_takes_away_data_or_objects_and_every_advice_can_be_looked_up() {
    for (id, advice) in &pack().recommendations {
        assert!(!advice.links.is_empty(), "{id} has a link");
        let fix = advice.fix.as_deref().unwrap_or_default().to_lowercase();
        let statements = fix.split(';').map(str::trim);
        let removing = statements.filter(|statement| REMOVING.iter().any(|word| statement.starts_with(word)));
        assert_eq!(removing.collect::<Vec<_>>(), Vec::<&str>::new(), "{id}");
    }
}

#[test]
fn what_has_to_be_tested_or_disturbs_says_how_to_try_it_and_how_to_take_it_back() {
    let disturbs = |cost: &RemedyCost| *cost != RemedyCost::CostsMoney;
    let (mut told, mut untold) = (0, Vec::new());
    for (id, advice) in &shipped("redshift").recommendations {
        let (is_told, is_due) = (advice.try_first.is_some() && advice.undo.is_some(), advice.cost.iter().any(disturbs));
        told += usize::from(is_told);
        if is_due && !is_told {
            untold.push(id.clone());
        }
    }
    assert_eq!(untold, Vec::<String>::new());
    assert!(told > 60, "{told}");
}

#[test]
fn every_signal_says_whether_it_shows_a_moment_or_a_window() {
    let pack = shipped("redshift");
    let silent = pack.signals.iter().flat_map(|of| &of.signals).filter(|signal| signal.shows.is_none());
    assert_eq!(silent.map(|signal| signal.id.clone()).collect::<Vec<_>>(), Vec::<String>::new());
}

/// Set `UPDATE_DOCS=1` to write the pages anew.
#[test]
fn the_pages_of_the_shipped_pack_are_as_the_pack_says() {
    let folder = in_repository("docs/packs/redshift");
    let pages = review_pack::documentation(&shipped("redshift"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, page) in &pages {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(path, page).expect("a page can be written");
        }
        return;
    }
    let mut written = PackFiles::new();
    add_files(&folder, "", &mut written);
    let names = |files: Vec<&String>| files.into_iter().cloned().collect::<Vec<_>>();
    let help = "run the test with UPDATE_DOCS=1";
    assert_eq!(names(written.keys().collect()), names(pages.keys().collect()), "{help}");
    for (path, page) in &pages {
        assert!(written[path] == page.as_bytes(), "docs/packs/redshift/{path} is behind the pack: {help}");
    }
}
