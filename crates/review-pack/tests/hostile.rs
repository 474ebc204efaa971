//! Whatever the bytes are, a check ends, in bounded time, with diagnostics and never with a panic.

use proptest::prelude::*;
use review_pack::PackFiles;

use crate::support::{base, edited, short};

fn codes(files: &PackFiles) -> Vec<String> {
    review_pack::check(files).diagnostics.iter().map(short).collect()
}

#[test]
fn a_file_that_is_too_large_is_refused_unread() {
    let huge = " ".repeat(10 * 1024 * 1024);
    for path in ["config.json", "signals/TableInfo.yaml", "scripts/Queues.sql", "recommendations.yaml"] {
        assert!(codes(&edited(&[(path, "", &huge)])).contains(&format!("C002 {path}:0:0")), "{path}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = "[".repeat(100_000);
    assert_eq!(codes(&edited(&[("config.json", "", &deep)])), ["C002 config.json:1:66"]);
    let found = codes(&edited(&[("recommendations.yaml", "", &deep)]));
    assert_eq!(found, ["C002 recommendations.yaml:1:256"]);
    let dashes = "- ".repeat(100_000);
    assert_eq!(codes(&edited(&[("recommendations.yaml", "", &dashes)])), ["C002 recommendations.yaml:1:129"]);
}

#[test]
fn long_and_deep_sql_is_bounded() {
    let place = "table_name not like 'tmp%'";
    let long = "n > 1 or ".repeat(2_000) + "n > 1";
    assert_eq!(codes(&edited(&[("signals/TableInfo.yaml", place, &long)])), Vec::<String>::new());
    let too_long = "n > 1 or ".repeat(3_000) + "n > 1";
    assert_eq!(codes(&edited(&[("signals/TableInfo.yaml", place, &too_long)])), ["C002 signals/TableInfo.yaml:11:7"]);
    let deep = "(".repeat(5_000) + "n > 1" + &")".repeat(5_000);
    let found = codes(&edited(&[("signals/TableInfo.yaml", place, &deep)]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("C030"), "{found:?}");
    for script in [
        "select 1 where ".to_owned() + &"1 = 1 and ".repeat(12_000) + "true",
        "select ".to_owned() + &"(".repeat(50_000),
    ] {
        let found = codes(&edited(&[("scripts/Queues.sql", "", &script)]));
        assert!(found.iter().all(|code| code.starts_with("C019")), "{found:?}");
    }
}

#[test]
fn a_thousand_mistakes_are_listed_up_to_a_bound() {
    let links = format!("links: [{}1]", "1, ".repeat(100_000));
    let found = codes(&edited(&[("recommendations.yaml", "links: [\"https://example.com/mend\"]", &links)]));
    assert_eq!(found.len(), 5_001);
    assert_eq!(found.iter().filter(|code| code.starts_with("C002")).count(), 1);
    let long = "x".repeat(100_000);
    let checked = review_pack::check(&edited(&[("config.json", "\"max_rounds\": 2", &format!("\"{long}\": 2"))]));
    assert!(checked.diagnostics.iter().all(|diagnostic| diagnostic.message.chars().count() <= 301));
}

/// The bound on queries, and some that no workflow knows: quick all the same.
#[test]
fn the_largest_pack_is_checked_and_planned() {
    let names = || (0..10_000).map(|number| format!("Q{number}"));
    let queries: Vec<String> =
        names().map(|name| format!("{{\"name\": \"{name}\", \"script\": \"scripts/Queues.sql\"}}")).collect();
    let lanes: Vec<String> = names().map(|name| format!("[\"{name}\"]")).collect();
    let config = |queries: &str, lanes: &str| {
        let workflows = format!("{{\"default\": {{\"stages\": [{{\"lanes\": [{lanes}]}}]}}}}");
        format!("{{\"pack\": \"large\", \"queries\": [{queries}], \"workflows\": {workflows}}}")
    };
    let mut files = base();
    files.retain(|path, _| path == "scripts/Queues.sql");
    files.insert("config.json".into(), config(&queries.join(","), &lanes.join(",")).into());
    let pack = review_pack::check(&files).pack.expect("a pack");
    assert_eq!(pack.workflows["default"].stages[0].len(), 10_000);
    let unknown = lanes[..200].join(",").replace('Q', "R");
    files.insert("config.json".into(), config(&queries.join(","), &unknown).into());
    assert_eq!(codes(&files).len(), 5_001);
    files.insert("config.json".into(), config(&(queries.join(",") + "," + &queries[0]), "").into());
    assert!(codes(&files).contains(&"C002 config.json:1:30".to_owned()));
}

/// A file of the base pack with a stretch replaced by other bytes.
fn mutated() -> impl Strategy<Value = PackFiles> {
    let names: Vec<String> = base().into_keys().collect();
    let pieces = prop_oneof![
        Just(b"'".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"{".to_vec()),
        Just(b"]".to_vec()),
        Just(b": ".to_vec()),
        Just(b"- ".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n  ".to_vec()),
        Just(b"\t".to_vec()),
        Just(b"|\n".to_vec()),
        Just(b"&a *a !t".to_vec()),
        Just(b"\xef\xbb\xbf".to_vec()),
        Just("\u{85}\u{2028}ä\u{1F600}".as_bytes().to_vec()),
        Just(b"(select 1 from TableInfo)".to_vec()),
        Just(b":limit".to_vec()),
        Just(b"--".to_vec()),
        Just(b"\0".to_vec()),
        Just(Vec::new()),
        proptest::collection::vec(any::<u8>(), 0..6),
    ];
    let edits = proptest::collection::vec((proptest::sample::select(names), any::<u16>(), 0_usize..12, pieces), 1..4);
    edits.prop_map(|edits| {
        let mut files = base();
        for (path, at, length, piece) in edits {
            let bytes = files.get_mut(&path).expect("a file of the base pack");
            let start = usize::from(at) % (bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, piece);
        }
        files
    })
}

/// Words of SQL in no order at all.
fn sql_soup() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "select",
        "from",
        "TableInfo",
        "Queues",
        "where",
        "(",
        ")",
        "(",
        ")",
        ",",
        "n",
        "skew",
        "table_name",
        "made",
        ":limit",
        ":",
        "::",
        "'",
        "'a%'",
        "5",
        "-1.5e3",
        "null",
        "true",
        "and",
        "or",
        "not",
        "=",
        "<>",
        "<",
        "is",
        "in",
        "between",
        "like",
        "case",
        "when",
        "then",
        "else",
        "end",
        "cast",
        "as",
        "integer",
        "decimal(3,1)",
        "interval",
        "'1 day'",
        "date",
        "timestamp",
        "extract",
        "day",
        "sum",
        "count(*)",
        "over",
        "partition",
        "by",
        "order",
        "group",
        "having",
        "limit",
        "union",
        "all",
        "with",
        "q",
        "exists",
        "any",
        "array",
        "[",
        "]",
        "{",
        "}",
        ".",
        "*",
        "+",
        "-",
        "/",
        "||",
        "--",
        "/*",
        "*/",
        ";",
        "\"",
        "$1",
        "$$",
        "@",
        "E'",
        "trim",
        "position",
        "substring",
        "join",
        "lateral",
        "unnest",
        "values",
        "distinct",
        "filter",
        "within",
        "listagg",
        "\n",
        "into",
        "delete",
        "insert",
        "for",
        "update",
        "~",
        "approximate",
        "collate",
        "at time zone",
        "\u{1F600}",
    ];
    proptest::collection::vec(proptest::sample::select(WORDS), 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_in_any_file(content in proptest::collection::vec(any::<u8>(), 0..300), which in 0_usize..6) {
        let mut files = base();
        let path = files.keys().nth(which).expect("six files").clone();
        files.insert(path, content);
        let checked = review_pack::check(&files);
        prop_assert_eq!(checked.pack.is_some(), !checked.has_errors());
    }

    #[test]
    fn any_text_in_any_file(content in "\\PC{0,200}", which in 0_usize..6) {
        let mut files = base();
        let path = files.keys().nth(which).expect("six files").clone();
        files.insert(path, content.into_bytes());
        let checked = review_pack::check(&files);
        prop_assert_eq!(checked.pack.is_some(), !checked.has_errors());
    }

    #[test]
    fn any_words_of_sql_as_condition_and_script(sql in sql_soup(), as_aggregate in any::<bool>()) {
        let indented = sql.replace('\n', "\n      ");
        let (path, find) = match as_aggregate {
            true => ("signals/Queues.yml", "sum(slots) < (select count(*) from TableInfo)"),
            false => ("signals/TableInfo.yaml", "skew >= :limit\n      and table_name not like 'tmp%'"),
        };
        let condition = if as_aggregate { format!("|\n      {indented}") } else { indented };
        let checked = review_pack::check(&edited(&[(path, find, &condition), ("scripts/Queues.sql", "", &sql)]));
        prop_assert_eq!(checked.pack.is_some(), !checked.has_errors());
    }

    /// Near misses reach further than noise. Every place must lie within its file.
    #[test]
    fn packs_with_a_few_bytes_changed(files in mutated()) {
        let checked = review_pack::check(&files);
        prop_assert_eq!(checked.pack.is_some(), !checked.has_errors());
        for diagnostic in &checked.diagnostics {
            let place = &diagnostic.place;
            let Some(bytes) = files.get(&place.file).filter(|_| place.line > 0) else { continue };
            let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let line = text.split('\n').nth(place.line as usize - 1);
            prop_assert!(line.is_some(), "{:?}", diagnostic);
            let length = line.unwrap_or_default().chars().count();
            prop_assert!(place.column as usize <= length + 1, "{:?}", diagnostic);
        }
    }
}
