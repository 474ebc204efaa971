//! What a person reads: a list of problems as text, pinned.

use std::fmt::Write as _;

use crate::support::edited;

fn listed(diagnostics: &[review_core::diagnostic::Diagnostic]) -> String {
    diagnostics.iter().fold(String::new(), |mut text, d| {
        let place = &d.place;
        let at = format!("{}:{}:{}+{}", place.file, place.line, place.column, place.length);
        writeln!(text, "{:?} {} {at}: {} [{}] => {}", d.level, d.code, d.message, d.label, d.help)
            .expect("to a String");
        for other in &d.others {
            writeln!(text, "    {}:{} {}", other.place.line, other.place.column, other.text).expect("to a String");
        }
        text
    })
}

#[test]
fn all_problems_of_all_files_come_at_once_and_in_reading_order() {
    let files = edited(&[
        ("config.json", "\"max_rounds\": 2", "\"max_round\": 2"),
        ("config.json", "\"name\": \"Queues\"", "\"name\": \"tableinfo\""),
        ("scripts/TableInfo.sql", ":days", ":day"),
        ("recommendations.yaml", "effort: small", "effort: [small"),
        ("signals/TableInfo.yaml", "observed: skew", "observed: skw"),
        ("signals/TableInfo.yaml", "and table_name not like 'tmp%'", "and table_name = 'tmp%'\n      and n > '5'"),
    ]);
    insta::assert_snapshot!(listed(&review_pack::check(&files).diagnostics), @r"
    Error C006 config.json:3:47+11: `defaults` has no key `max_round` [unknown key] => write `max_rounds`
    Warning C056 config.json:4:19+6: no script uses the parameter `days` [never used] => write `:days` in a script, or take the parameter out
    Error C012 config.json:7:15+11: query `tableinfo` is listed twice [differs in case only] => give it another name; result files must differ on every file system
        6:15 first listed here
    Error C021 config.json:10:58+8: there is no query `Queues` [nobody defines it] => write one of `TableInfo`, `tableinfo`
    Error C003 recommendations.yaml:5:7+1: this is not YAML: illegal placement of ':' indicator [] => mend it here or on the line before: indentation, quotes and brackets are the usual reasons
    Error C055 scripts/TableInfo.sql:4:25+4: the pack has no parameter `day` [nobody declares it] => write `days`
    Error C026 signals/Queues.yml:1:8+6: there is no query `Queues` to have signals [nobody defines it] => write one of `TableInfo`, `tableinfo`
    Error C032 signals/TableInfo.yaml:12:24+6: `=` takes `%` for a percent sign, not for a pattern [compared character by character] => write `like` or `not like`
    Error C033 signals/TableInfo.yaml:13:11+7: the text '5' is compared with the number n [text against number] => quote or unquote the literal, declare the column's type, or cast one side
    Error C028 signals/TableInfo.yaml:14:15+3: nobody declares a column `skw` [not declared] => write `skew`
    ");
}
