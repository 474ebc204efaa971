//! Measures and the window, and mistakes in them.

use review_core::measure::Better;

use crate::support::{check_edits, check_rows, edited};

const FILE: &str = "signals/TableInfo.yaml";
const OTHER: &str = "signals/Queues.yml";
const GOOD: &str = "{ id: halves, value: sum(skew) / 2, words: halves, one: half, better: less }";

/// A measure after line 4 of the file, in one line: what differs from one without a mistake, and what is said.
#[track_caller]
fn measures(table: &[(&str, &str, &[&str])]) {
    for (find, replace, expected) in table {
        assert_eq!(GOOD.matches(find).count(), 1, "`{find}` stands once");
        let measure = format!("unit: tables\nmeasures:\n  - {}", GOOD.replace(find, replace));
        check_rows(&[(&[(FILE, "unit: tables", &measure)], expected)]);
    }
}

#[test]
fn a_measure_is_read_as_it_is_written() {
    let text = format!("unit: tables\nwindow: {{ column: seen, days: days }}\nmeasures:\n  - {GOOD}");
    let text = text.replace("better: less", "better: more, digits: 2");
    let checked = review_pack::check(&edited(&[(FILE, "unit: tables", &text)]));
    let pack = checked.pack.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let of = pack.signals.iter().find(|of| of.query.as_str() == "TableInfo").expect("the file");
    let [measure] = of.measures.as_slice() else { panic!("one measure") };
    assert_eq!((measure.id.as_str(), measure.value.sql.as_str()), ("halves", "sum(skew) / 2"));
    assert_eq!((measure.words.as_str(), measure.one.as_str()), ("halves", "half"));
    assert_eq!((measure.digits, measure.better), (2, Better::More));
    let window = of.window.as_ref().expect("a window");
    assert_eq!((window.column.as_str(), window.days.as_str()), ("seen", "days"));
    let page = &review_pack::documentation(&pack)["queries/TableInfo.md"];
    assert!(page.contains("- **halves**, halves: `sum(skew) / 2`; more is better.\n"), "{page}");
    assert!(page.contains("`days` says how much is asked for"), "{page}");
}

#[test]
fn what_must_be_the_same_is_a_measure_of_the_pack() {
    let untold = GOOD.replace("better: less", "better: less, told: false");
    let text = format!("unit: tables\nmeasures:\n  - {untold}");
    let edits = |same: &str| [(FILE, "unit: tables", text.clone()), (OTHER, "signals:", format!("{same}\nsignals:"))];
    let checked = |same: &str| {
        let edits = edits(same);
        let edits: Vec<(&str, &str, &str)> = edits.iter().map(|(file, find, with)| (*file, *find, &**with)).collect();
        review_pack::check(&edited(&edits))
    };
    let pack = checked("compared_when_same: [halves]").pack.expect("a pack");
    let of = |query: &str| pack.signals.iter().find(|of| of.query.as_str() == query).expect("the file");
    assert!(!of("TableInfo").measures[0].told);
    let of_signals = |pack: &review_pack::Pack| -> Vec<Vec<String>> {
        let own = pack.signals.iter().find(|of| of.query.as_str() == "Queues").expect("the file");
        own.signals.iter().map(|signal| signal.compared_when_same.clone()).collect()
    };
    assert!(of_signals(&pack).iter().all(|ids| ids == &["halves"]), "{:?}", of_signals(&pack));
    let pages = review_pack::documentation(&pack);
    let page = &pages["queries/Queues.md"];
    assert!(page.contains("Compared with another run where these are the same: `halves`.\n"), "{page}");
    let page = &pages["queries/TableInfo.md"];
    assert!(page.contains("; less is better; only to see whether runs can be compared.\n"), "{page}");
    let wrong = checked("compared_when_same: [halfs]");
    let [problem] = wrong.diagnostics.as_slice() else { panic!("one problem: {:?}", wrong.diagnostics) };
    assert_eq!(problem.code, "C083");
    assert!(format!("{problem:?}").contains("`halves`"), "{problem:?}");
}

#[test]
fn words_and_keys_of_a_measure_are_known() {
    measures(&[
        ("one: half, ", "", &["C007 signals/TableInfo.yaml:6:5"]),
        ("words: halves", "words: ''", &["C008 signals/TableInfo.yaml:6:48"]),
        ("better: less", "better: worse", &["C060 signals/TableInfo.yaml:6:75"]),
        ("better: less", "better: less, digits: 5", &["C009 signals/TableInfo.yaml:6:89"]),
        ("better: less", "better: less, unit: s", &["C006 signals/TableInfo.yaml:6:81"]),
        ("better: less", "better: less, told: never", &["C008 signals/TableInfo.yaml:6:87"]),
    ]);
}

#[test]
fn the_value_is_one_number_for_all_rows() {
    measures(&[
        ("sum(skew) / 2", "max(made)", &["C072 signals/TableInfo.yaml:6:26"]),
        ("sum(skew) / 2", "sum(skew) > 2", &["C072 signals/TableInfo.yaml:6:26"]),
        ("sum(skew) / 2", "sum(skw)", &["C028 signals/TableInfo.yaml:6:30"]),
        ("sum(skew) / 2", "'1 / 2'", &["C031 signals/TableInfo.yaml:6:27"]),
    ]);
}

#[test]
fn ids_are_unique_and_one_file_says_the_window() {
    let two = format!("unit: tables\nmeasures:\n  - {GOOD}\n  - {GOOD}");
    check_rows(&[(&[(FILE, "unit: tables", &two)], &["C044 signals/TableInfo.yaml:7:11"])]);
    let window = |column: &str, days: &str| format!("unit: tables\nwindow: {{ column: {column}, days: {days} }}");
    check_rows(&[
        (&[(FILE, "unit: tables", &window("skew", "days"))], &["C008 signals/TableInfo.yaml:5:19"]),
        (&[(FILE, "unit: tables", &window("mad", "days"))], &["C028 signals/TableInfo.yaml:5:19"]),
        (&[(FILE, "unit: tables", &window("seen", "day"))], &["C055 signals/TableInfo.yaml:5:31"]),
    ]);
    let queues = "  slots: integer\n  at: timestamp\nwindow: { column: at, days: days }";
    check_edits(
        &[(FILE, "unit: tables", &window("seen", "days")), (OTHER, "  slots: integer", queues)],
        &["C061 signals/TableInfo.yaml:5:9"],
    );
}
