//! A pack without a mistake, and the one helper all tables of mistakes go through.

use review_core::diagnostic::Diagnostic;
use review_pack::PackFiles;

const BASE: [(&str, &str); 6] = [
    ("config.json", include_str!("base/config.json")),
    ("scripts/TableInfo.sql", include_str!("base/scripts/TableInfo.sql")),
    ("scripts/Queues.sql", include_str!("base/scripts/Queues.sql")),
    ("signals/TableInfo.yaml", include_str!("base/signals/TableInfo.yaml")),
    ("signals/Queues.yml", include_str!("base/signals/Queues.yml")),
    ("recommendations.yaml", include_str!("base/recommendations.yaml")),
];

/// The pack without a mistake.
pub(crate) fn base() -> PackFiles {
    BASE.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect()
}

/// One edit of a file. `find` must stand there exactly once; an empty `find` means the whole file.
pub(crate) type Edit<'a> = (&'a str, &'a str, &'a str);

/// The base pack with edits.
pub(crate) fn edited(edits: &[Edit<'_>]) -> PackFiles {
    let mut files = base();
    for (path, find, replace) in edits {
        let text = files.get(*path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        let text = if find.is_empty() {
            (*replace).to_owned()
        } else {
            assert_eq!(text.matches(find).count(), 1, "`{find}` stands once in {path}");
            text.replace(find, replace)
        };
        files.insert((*path).to_owned(), text.into_bytes());
    }
    files
}

/// A diagnostic as tables write it: `C012 config.json:7:15`.
pub(crate) fn short(diagnostic: &Diagnostic) -> String {
    let place = &diagnostic.place;
    format!("{} {}:{}:{}", diagnostic.code, place.file, place.line, place.column)
}

/// One row of a table: an edit, and exactly the diagnostics it must lead to.
pub(crate) type Row<'a> = (&'a [Edit<'a>], &'a [&'a str]);

/// Checks every row, and shows all that differ.
#[track_caller]
pub(crate) fn check_rows(rows: &[Row<'_>]) {
    let wrong: Vec<String> = rows.iter().filter_map(|(edits, expected)| difference(edits, expected)).collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// Makes one edit, and expects exactly these diagnostics.
#[track_caller]
pub(crate) fn check_case(edit: Edit<'_>, expected: &[&str]) {
    check_rows(&[(&[edit], expected)]);
}

/// Makes several edits, and expects exactly these diagnostics.
#[track_caller]
pub(crate) fn check_edits(edits: &[Edit<'_>], expected: &[&str]) {
    check_rows(&[(edits, expected)]);
}

/// A table of single edits of one file: what to find, what to put there, what is said of it.
#[track_caller]
pub(crate) fn check_table(path: &str, table: &[(&str, &str, &[&str])]) {
    let edits: Vec<[Edit<'_>; 1]> = table.iter().map(|(find, replace, _)| [(path, *find, *replace)]).collect();
    let rows: Vec<Row<'_>> = edits.iter().zip(table).map(|(edit, row)| (edit.as_slice(), row.2)).collect();
    check_rows(&rows);
}

fn difference(edits: &[Edit<'_>], expected: &[&str]) -> Option<String> {
    let checked = review_pack::check(&edited(edits));
    let found: Vec<String> = checked.diagnostics.iter().map(short).collect();
    assert_eq!(checked.pack.is_some(), !checked.has_errors());
    for diagnostic in &checked.diagnostics {
        assert!(!diagnostic.message.is_empty() && !diagnostic.help.is_empty(), "{diagnostic:?}");
        assert!(!diagnostic.message.ends_with('.') && !diagnostic.help.ends_with('.'), "{diagnostic:?}");
        let mut pages = review_pack::codes().iter().copied().chain(review_pack::dialect_codes());
        assert!(pages.any(|page| page.code == diagnostic.code), "{diagnostic:?}");
    }
    let files = edited(edits);
    let said = |diagnostic: &Diagnostic| format!("{} | {}", excerpt(&files, diagnostic), diagnostic.message);
    let messages: Vec<String> = checked.diagnostics.iter().map(said).collect();
    (found != expected)
        .then(|| format!("{edits:?}\n   expected {expected:?}\n   found    {found:?}\n   {}", messages.join("\n   ")))
}

/// What stands at the place of a diagnostic.
fn excerpt(files: &PackFiles, diagnostic: &Diagnostic) -> String {
    let place = &diagnostic.place;
    let text = files.get(&place.file).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let line = (place.line as usize).checked_sub(1).and_then(|line| text.split('\n').nth(line)).unwrap_or_default();
    line.chars().skip((place.column as usize).saturating_sub(1)).take(place.length as usize).collect()
}
