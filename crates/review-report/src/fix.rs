//! Fix SQL for one object: the template of the recommendation with the values of an evidence row.
//!
//! People copy this SQL into a session with more rights than the review has, and the values come from names that
//! anybody who may create a table has chosen. So a value is put in as the place asks for (name, literal, number),
//! and where no safe form exists there is a reason instead of a statement.

use review_core::result::{Cell, Column, Row};

use crate::escape::is_hidden;
use crate::reserved::is_reserved;

/// Where in SQL a placeholder stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Code,
    Literal,
    QuotedName,
    Comment,
    LineComment,
}

/// Whether the template names a column.
pub(crate) fn has_placeholder(template: &str) -> bool {
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        if placeholder(&rest[at..]).is_some() {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// The statement for one row, unless it has more than `most_characters`; or the reason why there is none.
pub(crate) fn fix(template: &str, columns: &[Column], row: &Row, most_characters: usize) -> Result<String, String> {
    let sql = fill(template, columns, row)?;
    match sql.chars().nth(most_characters) {
        Some(_) => Err("its values are too long to be written out here".to_owned()),
        None => Ok(sql),
    }
}

fn fill(template: &str, columns: &[Column], row: &Row) -> Result<String, String> {
    let mut sql = String::with_capacity(template.len() + 32);
    let mut place = Place::Code;
    let mut rest = template.trim_end();
    while let Some(first) = rest.chars().next() {
        if let Some(name) = placeholder(rest) {
            let at = columns.iter().position(|column| column.name == name);
            let found = at.and_then(|at| Some((columns.get(at)?, row.get(at)?)));
            let (column, cell) = found.ok_or_else(|| format!("the evidence has no column {name}"))?;
            rest = &rest[name.len() + 2..];
            let value = value(place, column, cell)?;
            if place == Place::Code && is_glued(&sql, rest) && !value.chars().all(is_word) {
                return Err(format!("{name} cannot be part of a longer word here; write it by hand"));
            }
            sql.push_str(&value);
            continue;
        }
        let length = step(&mut place, rest).unwrap_or(first.len_utf8());
        sql.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    Ok(sql)
}

/// Whether what stands before or after a placeholder would run into its value: `prefix_{name}`, `{a}{b}`, `-{n}`.
fn is_glued(before: &str, after: &str) -> bool {
    let sticks = |c: char| is_word(c) || matches!(c, '"' | '{' | '-');
    before.ends_with(sticks) || after.starts_with(sticks)
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// The column that a placeholder at the beginning of `text` names.
fn placeholder(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    (starts && characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))).then_some(name)
}

/// Follows the SQL over what stands at the beginning of `rest`; says how many bytes belong together, when more
/// than one character does.
fn step(place: &mut Place, rest: &str) -> Option<usize> {
    let (next, length) = match (*place, rest.as_bytes()) {
        (Place::Code, [b'-', b'-', ..]) => (Place::LineComment, 2),
        (Place::Code, [b'/', b'*', ..]) => (Place::Comment, 2),
        (Place::Code, [b'\'', ..]) => (Place::Literal, 1),
        (Place::Code, [b'"', ..]) => (Place::QuotedName, 1),
        (Place::Literal, [b'\\', _, ..]) => (Place::Literal, 1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
        (Place::Literal, [b'\'', ..]) | (Place::QuotedName, [b'"', ..]) => (Place::Code, 1),
        (Place::Comment, [b'*', b'/', ..]) => (Place::Code, 2),
        (Place::LineComment, [b'\n', ..]) => (Place::Code, 1),
        _ => return None,
    };
    *place = next;
    Some(length)
}

/// The cell in the form its place asks for.
fn value(place: Place, column: &Column, cell: &Cell) -> Result<String, String> {
    let text = cell.text().ok_or_else(|| format!("{} is NULL here", column.name))?;
    if let Some(hidden) = text.chars().find(|c| is_hidden(*c) || matches!(c, '\n' | '\t')) {
        let code = u32::from(hidden);
        return Err(format!("{} holds an invisible character (U+{code:04X}) here; write it by hand", column.name));
    }
    match place {
        Place::Code if is_exact(column) && !is_decimal(&text) => Err(format!("{} is not a number here", column.name)),
        Place::Code if is_exact(column) || matches!(cell, Cell::Long(_) | Cell::Double(_)) => Ok(text),
        Place::Code if text.is_empty() => Err(format!("{} is empty here", column.name)),
        Place::Code => Ok(name(&text)),
        Place::QuotedName => Ok(text.replace('"', "\"\"")),
        Place::Literal => Ok(text.replace('\\', "\\\\").replace('\'', "''")),
        Place::Comment | Place::LineComment if text.chars().all(|c| c.is_alphanumeric() || "_-. ".contains(c)) => {
            Ok(text)
        }
        Place::Comment | Place::LineComment => {
            Err(format!("{} cannot stand in a comment here; write it by hand", column.name))
        }
    }
}

/// Whether the column holds exact numbers, which arrive as text. What matters is the column, not the looks of a
/// value: a table may be called `123`.
fn is_exact(column: &Column) -> bool {
    matches!(column.type_name.to_ascii_lowercase().as_str(), "numeric" | "decimal")
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// A name, quoted unless it is plain.
fn name(text: &str) -> String {
    let mut bytes = text.bytes();
    let starts = bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b == b'_');
    let is_plain = starts && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if is_plain && !is_reserved(text) { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, value: Cell) -> Result<String, String> {
        fill(template, &[Column::new("t", "varchar"), Column::new("pid", "int4")], &vec![value, Cell::Long(42)])
    }

    fn check(template: &str, value: &str, sql: &str) {
        assert_eq!(filled(template, Cell::Text(value.into())), Ok(sql.to_owned()));
    }

    #[test]
    fn a_plain_name_stays_and_any_other_is_quoted() {
        check("VACUUM {t};", "orders", "VACUUM orders;");
        check("VACUUM {t};", "Orders", "VACUUM \"Orders\";");
        check("VACUUM {t};", "order", "VACUUM \"order\";");
        check("VACUUM {t};", "123", "VACUUM \"123\";");
        check("VACUUM {t};", "a\"; drop table b; --", "VACUUM \"a\"\"; drop table b; --\";");
        check("VACUUM {t};", "größe", "VACUUM \"größe\";");
    }

    #[test]
    fn a_value_is_escaped_as_its_place_asks_for() {
        check("select '{t}'", "it's \\ here", "select 'it''s \\\\ here'");
        check("select \"{t}\"", "a\"b", "select \"a\"\"b\"");
        check("select 'x\\'' || {t}", "Y", "select 'x\\'' || \"Y\"");
        check("-- for {t}\nVACUUM {t};", "orders", "-- for orders\nVACUUM orders;");
        check("select pg_terminate_backend({pid}); -- {t}", "a b", "select pg_terminate_backend(42); -- a b");
    }

    #[test]
    fn braces_that_name_nothing_stay() {
        check("select '{\"a\": {t}}', {1}", "x", "select '{\"a\": x}', {1}");
        assert!(!has_placeholder("select '{}' {1}") && has_placeholder("select '{' {t}"));
    }

    #[test]
    fn a_value_never_runs_into_what_stands_beside_it() {
        check("DROP TABLE old_{t};", "orders", "DROP TABLE old_orders;");
        check("select 1 - {pid}", "", "select 1 - 42");
        let reason = Err("t cannot be part of a longer word here; write it by hand".to_owned());
        for template in ["DROP TABLE old_{t};", "DROP TABLE {t}_old;", "DROP TABLE {t}{t};", "DROP TABLE {t}\"x\";"] {
            assert_eq!(filled(template, Cell::Text("Big Orders".into())), reason, "{template}");
        }
        let columns = [Column::decimal("n", 10, 2)];
        assert!(fill("select 1-{n}", &columns, &vec![Cell::Text("-1".into())]).is_err());
    }

    /// Every text of up to four of the characters that mean something in SQL.
    fn awkward() -> Vec<String> {
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            let longer = texts.iter().flat_map(|text| "a\"'\\-*/;$".chars().map(move |c| format!("{text}{c}")));
            texts = longer.chain([String::new()]).collect();
        }
        texts
    }

    #[test]
    fn no_value_leaves_the_quotes_it_stands_in() {
        for text in awkward().into_iter().filter(|text| !text.is_empty()) {
            let name = filled("x {t} y", Cell::Text(text.clone())).expect("a name");
            let name =
                name.strip_prefix("x ").and_then(|rest| rest.strip_suffix(" y")).expect("the template around it");
            let inner = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let read = inner.map_or(name.to_owned(), |inner| inner.replace("\"\"", "\u{1}"));
            assert!(!read.contains('"') && read.replace('\u{1}', "\"") == text, "{name}");
            let literal = filled("'{t}'", Cell::Text(text.clone())).expect("a literal");
            let inner = literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).expect("its quotes");
            let rest = inner.replace("\\\\", "").replace("''", "");
            assert!(!rest.contains(['\'', '\\']), "{literal}");
        }
    }

    #[test]
    fn there_is_a_reason_where_no_safe_form_exists() {
        for (template, value, reason) in [
            ("VACUUM {t};", Cell::NULL, "t is NULL here"),
            ("VACUUM {t};", Cell::Text("".into()), "t is empty here"),
            ("VACUUM {x};", Cell::NULL, "the evidence has no column x"),
            (
                "VACUUM {t};",
                Cell::Text("a\u{202e}b".into()),
                "t holds an invisible character (U+202E) here; write it by hand",
            ),
            (
                "VACUUM {t};",
                Cell::Text("a\nb".into()),
                "t holds an invisible character (U+000A) here; write it by hand",
            ),
            ("/* {t} */", Cell::Text("*/ drop".into()), "t cannot stand in a comment here; write it by hand"),
        ] {
            assert_eq!(filled(template, value), Err(reason.to_owned()));
        }
    }

    #[test]
    fn a_number_is_a_number_by_its_column() {
        let columns = [Column::decimal("n", 10, 2)];
        assert_eq!(fill("limit {n}", &columns, &vec![Cell::Text("-1.50".into())]), Ok("limit -1.50".to_owned()));
        for bad in ["1;x", "NaN", "", "-"] {
            let filled = fill("limit {n}", &columns, &vec![Cell::Text(bad.into())]);
            assert_eq!(filled, Err("n is not a number here".to_owned()), "{bad}");
        }
    }
}
