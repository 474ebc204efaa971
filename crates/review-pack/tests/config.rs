//! Mistakes in `config.json`.

use crate::support::{check_case, check_edits, check_table};

const FILE: &str = "config.json";

#[test]
fn mistakes_of_form_stop_at_their_own_file() {
    check_case((FILE, "\"pack\": \"base\",", "\"pack\": \"base\""), &["C003 config.json:3:3"]);
    check_case((FILE, "[\"Queues\"]]", "[\"Queues\"],]"), &["C003 config.json:10:68"]);
    check_case((FILE, "\"pack\"", "// a note\n\"pack\""), &["C003 config.json:2:3"]);
    check_case((FILE, "\"base\"", "base"), &["C003 config.json:2:11"]);
    check_case((FILE, "\"base\"", "\"ba\\se\""), &["C003 config.json:2:14"]);
    check_case((FILE, "", ""), &["C003 config.json:1:1"]);
    check_case((FILE, "", "[]"), &["C008 config.json:1:1"]);
}

#[test]
fn keys_and_values_are_checked_one_by_one() {
    let table: &[(&str, &str, &[&str])] = &[
        ("\"max_rounds\": 2", "\"max_round\": 2", &["C006 config.json:3:47"]),
        ("\"max_rounds\": 2", "\"max_rounds\": 2, \"max_rounds\": 3", &["C005 config.json:3:64"]),
        ("\"pack\": \"base\",", "", &["C007 config.json:1:1"]),
        ("\"base\"", "7", &["C008 config.json:2:11"]),
        ("\"base\"", "\" \"", &["C008 config.json:2:11"]),
        ("\"base\"", "\"Base Pack\"", &["C010 config.json:2:11"]),
        ("\"time_threshold_seconds\": 60", "\"time_threshold_seconds\": 0", &["C009 config.json:3:43"]),
        ("\"time_threshold_seconds\": 60", "\"time_threshold_seconds\": 86401", &["C009 config.json:3:43"]),
        ("\"time_threshold_seconds\": 60", "\"time_threshold_seconds\": -1", &["C009 config.json:3:43"]),
        ("\"time_threshold_seconds\": 60", "\"time_threshold_seconds\": 1.5", &["C008 config.json:3:43"]),
        ("\"time_threshold_seconds\": 60", "\"time_threshold_seconds\": \"60\"", &["C008 config.json:3:43"]),
        ("\"time_threshold_seconds\": 60", "\"retry_time_outs\": 1", &["C008 config.json:3:36"]),
        ("\"max_rounds\": 2", "\"max_rounds\": 11", &["C009 config.json:3:61"]),
        ("\"max_rounds\": 2", "\"max_warehouse_seconds\": 600", &[]),
        ("\"max_rounds\": 2", "\"query_text\": \"full\"", &[]),
        ("\"max_rounds\": 2", "\"query_text\": \"all\"", &["C060 config.json:3:61"]),
        ("\"needs\":", "\"query_texts\": [\"table_name\"], \"needs\":", &[]),
        ("\"needs\":", "\"query_texts\": [\"schema\"], \"needs\":", &["C071 config.json:6:100"]),
        ("\"base\",", "\"base\", \"databases\": { \"include\": [\"a*\"], \"exclude\": [\"ab?\"] },", &[]),
        ("\"base\",", "\"base\", \"databases\": { \"includes\": [\"a*\"] },", &["C006 config.json:2:34"]),
        ("\"base\",", "\"base\", \"databases\": [\"a*\"],", &["C008 config.json:2:32"]),
        ("\"base\",", "\"base\", \"databases\": { \"include\": \"a*\" },", &["C008 config.json:2:45"]),
        (
            "\"base\",",
            "\"base\", \"databases\": { \"include\": [\"a%\", 7, \"b\"], \"exclude\": [\"B\", \"\"] },",
            &["C065 config.json:2:46", "C008 config.json:2:52", "C066 config.json:2:73", "C008 config.json:2:78"],
        ),
        ("\"max_rounds\": 2", "\"max_warehouse_seconds\": 0", &["C009 config.json:3:72"]),
        ("\"max_rounds\": 2", "\"max_warehouse_seconds\": 120960001", &["C009 config.json:3:72"]),
    ];
    check_table(FILE, table);
}

#[test]
fn queries_are_checked_one_by_one() {
    let table: &[(&str, &str, &[&str])] = &[
        ("\"scope\": \"database\"", "\"scope\": \"cluster\"", &["C060 config.json:7:66"]),
        ("[\"single_az\"]", "[\"single\"]", &["C058 config.json:6:94"]),
        ("[\"single_az\"]", "\"single_az\"", &["C008 config.json:6:93"]),
        ("scripts/Queues.sql", "scripts/Queue.sql", &["C014 config.json:7:35", "C020 scripts/Queues.sql:0:0"]),
        ("scripts/Queues.sql", "../Queues.sql", &["C011 config.json:7:35", "C020 scripts/Queues.sql:0:0"]),
        ("scripts/Queues.sql", "/etc/passwd", &["C011 config.json:7:35", "C020 scripts/Queues.sql:0:0"]),
        ("scripts/Queues.sql", "scripts\\\\Queues.sql", &["C011 config.json:7:35", "C020 scripts/Queues.sql:0:0"]),
        ("\"script\": \"scripts/Queues.sql\", ", "", &["C007 config.json:7:5", "C020 scripts/Queues.sql:0:0"]),
        ("\"section\": \"Tables\"", "\"section\": [1]", &["C008 config.json:6:74"]),
    ];
    check_table(FILE, table);
}

#[test]
fn names_of_queries_are_valid_and_differ_by_more_than_case() {
    let again = "\"database\" },\n    { \"name\": \"tableinfo\", \"script\": \"scripts/Queues.sql\" }";
    check_case((FILE, "\"database\" }", again), &["C012 config.json:8:15"]);
    let edits = [
        (FILE, "\"name\": \"Queues\"", "\"name\": \"Queues-1\""),
        (FILE, "[\"Queues\"]", "[\"Queues-1\"]"),
        ("signals/Queues.yml", "query: Queues", "query: Queues-1"),
    ];
    check_edits(&edits, &["C013 config.json:7:15", "C027 signals/Queues.yml:1:8"]);
}

#[test]
fn workflows_name_each_query_once_and_miss_none() {
    let table: &[(&str, &str, &[&str])] = &[
        ("[\"Queues\"]", "[\"Queue\"]", &["C022 config.json:7:15", "C021 config.json:10:58"]),
        (", [\"Queues\"]", "", &["C022 config.json:7:15"]),
        ("[\"Queues\"]", "[\"Queues\", \"TableInfo\"]", &["C023 config.json:10:68"]),
        ("[\"Queues\"]", "[\"Queues\"], []", &["C024 config.json:10:69"]),
        (
            "{ \"lanes\": [[\"TableInfo\"], [\"Queues\"]] }",
            "{ \"lanes\": [] }",
            &["C022 config.json:6:15", "C022 config.json:7:15", "C024 config.json:10:41"],
        ),
        ("\"default\"", "\"nightly\"", &["C025 config.json:9:16"]),
        ("{ \"stages\": [", "{ \"order\": \"serial\", \"stages\": [", &["C063 config.json:10:5"]),
        (
            "{ \"stages\": [ { \"lanes\": [[\"TableInfo\"], [\"Queues\"]] } ] }",
            "{ \"order\": \"seriel\" }",
            &["C060 config.json:10:27"],
        ),
        ("{ \"stages\": [ { \"lanes\": [[\"TableInfo\"], [\"Queues\"]] } ] }", "{}", &["C063 config.json:10:5"]),
    ];
    check_table(FILE, table);
}

#[test]
fn parameters_have_a_type_and_a_value_of_it() {
    let table: &[(&str, &str, &[&str])] = &[
        ("\"value\": 7", "\"value\": 7.5", &["C057 config.json:4:57"]),
        ("\"value\": 7", "\"value\": null", &["C008 config.json:4:57"]),
        ("\"integer\"", "\"int\"", &["C029 config.json:4:37"]),
        (
            "\"days\":",
            "\"Days\":",
            &["C010 config.json:4:19", "C056 config.json:4:19", "C055 scripts/TableInfo.sql:4:25"],
        ),
    ];
    check_table(FILE, table);
}

#[test]
fn a_template_that_is_named_must_exist() {
    let named = "\"base\",\n  \"template\": \"templates/mine.html\",";
    check_case((FILE, "\"base\",", named), &["C059 config.json:3:15"]);
    let edits = [(FILE, "\"base\",", named), ("templates/mine.html", "", "<p>")];
    check_edits(&edits, &[]);
    let both = [(FILE, "\"base\",", named), ("templates/mine.html", "", "<p>"), ("templates/report.html", "", "<b>")];
    check_edits(&both, &["C020 templates/report.html:0:0"]);
}

#[test]
fn a_missing_or_doubled_configuration_is_named() {
    let mut files = crate::support::base();
    files.remove(FILE);
    let codes: Vec<String> = review_pack::check(&files).diagnostics.iter().map(crate::support::short).collect();
    assert_eq!(codes, ["C014 config.json:0:0"]);
    check_case(("config.yaml", "", "pack: other"), &["C061 config.yaml:0:0"]);
}
