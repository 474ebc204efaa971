use std::collections::BTreeMap;

use super::*;
use review_core::lane::Halt;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn run(day: u32, closed: Option<Numbers>) -> KnownRun {
    KnownRun {
        warehouse: "sales".to_owned(),
        pack: "redshift".to_owned(),
        run: format!("2026-11-{day:02}T07-30-00Z-00000001").parse().expect("an id"),
        location: format!("base/{day}"),
        closed,
        trouble: None,
        driven: Driven::Unknown,
    }
}

/// Nothing that somebody has to look at.
fn quiet() -> Numbers {
    Numbers { severities: Some(BTreeMap::from([(Severity::Medium, 60)])), ..numbers() }
}

fn numbers() -> Numbers {
    Numbers {
        at: at("2026-11-01T08:00:00Z"),
        halt: None,
        partial: false,
        is_baseline: true,
        has_no_result: false,
        planned: 9,
        with_findings: 2,
        failed: 0,
        timed_out: 0,
        severities: Some(BTreeMap::from([(Severity::High, 1), (Severity::Low, 3)])),
    }
}

fn only(runs: &[KnownRun], now: &str) -> WarehouseLine {
    let mut lines = lines(runs, at(now));
    assert_eq!(lines.len(), 1);
    lines.remove(0)
}

#[test]
fn a_run_is_shown_by_its_worst_finding_and_without_them_by_what_its_manifest_says() {
    let of = |numbers: Option<Numbers>| {
        let square = Square::of(&run(1, numbers));
        (square.look, square.words)
    };
    assert_eq!(of(Some(numbers())), (Look::Worst(Severity::High), "1 high, 3 low".to_owned()));
    let bare = Numbers { severities: None, ..numbers() };
    assert_eq!(of(Some(bare.clone())), (Look::Findings, "findings in 2 queries".to_owned()));
    assert_eq!(of(Some(Numbers { with_findings: 0, ..bare })), (Look::Clean, "nothing found".to_owned()));
    let clean = Numbers { severities: Some(BTreeMap::new()), ..numbers() };
    assert_eq!(of(Some(clean)).0, Look::Clean);
    let failed = Numbers { failed: 1, ..numbers() };
    assert_eq!(of(Some(failed)), (Look::Incomplete, "1 high, 3 low; 1 query failed".to_owned()));
    let halted = Numbers { halt: Some(Halt::Stop), ..numbers() };
    assert!(of(Some(halted)).1.ends_with("cut short: it was asked to stop"));
    assert_eq!(of(None).0, Look::Open);
    let open = |driven| Square::of(&KnownRun { driven, ..run(1, None) });
    assert_eq!(open(Driven::AtWork).words, "in progress");
    assert_eq!(
        (open(Driven::Gone).look, open(Driven::Gone).words.as_str()),
        (Look::BrokenOff, "broken off: its driver has gone")
    );
    assert!(open(Driven::Unknown).words.starts_with("not complete; "));
}

#[test]
fn a_warehouse_is_overdue_after_one_and_a_half_of_its_usual_periods() {
    // Weekly, and once by hand in between.
    let weekly: Vec<KnownRun> = [1, 8, 9, 15, 22].map(|day| run(day, Some(quiet()))).to_vec();
    let line = only(&weekly, "2026-11-29T07:30:00Z");
    assert_eq!(line.period.map(|period| period / 3_600_000_000), Some(7 * 24));
    assert!(line.flags.is_empty(), "{:?}", line.flags);
    assert!(only(&weekly, "2026-12-02T19:29:59Z").flags.is_empty());
    let late = only(&weekly, "2026-12-02T19:31:00Z");
    assert!(matches!(late.flags.as_slice(), [Flag::Overdue { .. }]), "{:?}", late.flags);
    assert!(late.flags[0].words().contains("overdue: the last complete run began 10 d 12 h ago"));
    // Two runs are no rhythm.
    assert_eq!(only(&weekly[..2], "2027-11-29T07:30:00Z").period, None);
}

#[test]
fn what_is_not_complete_is_flagged_and_comes_first() {
    let mut runs = vec![run(1, Some(quiet())), run(8, None)];
    let line = only(&runs, "2026-11-08T08:00:00Z");
    assert_eq!(line.flags, [Flag::Open]);
    assert_eq!(line.last.location, "base/1", "the last complete one");
    assert_eq!(
        line.squares.iter().map(|one| one.look).collect::<Vec<_>>(),
        [Look::Worst(Severity::Medium), Look::Open]
    );
    runs[0].closed = Some(Numbers { timed_out: 2, ..quiet() });
    assert_eq!(only(&runs, "2026-11-08T08:00:00Z").flags, [Flag::Open, Flag::Incomplete]);
    assert_eq!(only(&runs[1..], "2026-11-08T08:00:00Z").flags, [Flag::NeverComplete]);
    let mut other = run(8, None);
    other.warehouse = "zebra".to_owned();
    other.trouble = Some("damaged".to_owned());
    let all = lines(&[run(1, Some(quiet())), other], at("2026-11-08T08:00:00Z"));
    assert_eq!(all[0].warehouse, "zebra", "what needs a look comes first");
    assert_eq!(all[0].flags, [Flag::Damaged("damaged".to_owned())]);
}

#[test]
fn a_run_in_progress_is_no_reason_to_look_and_one_whose_driver_has_gone_is() {
    let flags =
        |driven| only(&[run(1, Some(quiet())), KnownRun { driven, ..run(8, None) }], "2026-11-08T08:00:00Z").flags;
    assert_eq!(flags(Driven::AtWork), [Flag::InProgress]);
    assert!(!Flag::InProgress.is_alarming());
    let gone = flags(Driven::Gone);
    assert_eq!(gone, [Flag::BrokenOff("base/8".to_owned())]);
    assert!(gone[0].is_alarming() && gone[0].words().ends_with("redshift-review resume base/8"), "{}", gone[0].words());
    let first = KnownRun { driven: Driven::AtWork, ..run(8, None) };
    assert_eq!(only(&[first], "2026-11-08T08:00:00Z").flags, [Flag::InProgress], "the first run of all");
}

#[test]
fn findings_of_severity_high_need_a_look() {
    let flags = |numbers: Numbers| only(&[run(1, Some(numbers))], "2026-11-01T08:00:00Z").flags;
    let found = flags(numbers());
    assert!(found[0].is_alarming());
    assert_eq!(found.iter().map(Flag::words).collect::<Vec<_>>(), ["1 high finding"]);
    let counts = BTreeMap::from([(Severity::Critical, 1), (Severity::High, 9), (Severity::Medium, 60)]);
    assert_eq!(flags(Numbers { severities: Some(counts), ..numbers() })[0].words(), "1 critical and 9 high findings");
    assert_eq!(flags(quiet()), []);
}

#[test]
fn part_of_a_review_and_a_run_that_was_cut_short_do_not_stand_for_the_warehouse() {
    let part = Numbers { partial: true, is_baseline: false, severities: Some(BTreeMap::new()), ..numbers() };
    let cut = Numbers { halt: Some(Halt::Stop), is_baseline: false, ..quiet() };
    let runs = |last: &Numbers| [run(1, Some(quiet())), run(8, Some(last.clone()))];
    let line = only(&runs(&part), "2026-11-08T08:00:00Z");
    assert_eq!((line.last.location.as_str(), line.flags), ("base/1", vec![Flag::Part]));
    assert_eq!((line.squares[1].look, line.squares[1].words.as_str()), (Look::Part, "part of a review: nothing found"));
    assert!(!Flag::Part.is_alarming());
    let line = only(&runs(&cut), "2026-11-08T08:00:00Z");
    assert_eq!((line.last.location.as_str(), line.flags), ("base/1", vec![Flag::CutShort]));
    // Without a whole one there is nothing better to show.
    let line = only(&runs(&cut)[1..], "2026-11-08T08:00:00Z");
    assert_eq!((line.last.location.as_str(), line.flags), ("base/8", vec![Flag::Incomplete]));
    let nothing = Numbers { has_no_result: true, ..part };
    let square = Square::of(&run(1, Some(nothing)));
    assert_eq!((square.look, square.words.as_str()), (Look::Incomplete, "part of a review: nothing could be reviewed"));
}

#[test]
fn only_the_last_runs_are_squares() {
    let runs: Vec<KnownRun> = (1..=28).map(|day| run(day, Some(numbers()))).collect();
    let line = only(&runs, "2026-11-28T08:00:00Z");
    assert_eq!((line.runs, line.squares.len()), (28, SQUARES_MAX));
    assert_eq!(line.squares.last().map(|one| one.location.as_str()), Some("base/28"));
}
