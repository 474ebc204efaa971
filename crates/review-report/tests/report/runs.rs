//! Pages of runs of every kind.

use review_core::accounting::{Accounting, Status};
use review_core::lane::Halt;
use review_report::{Limits, ReportInput, html, model, sample_input};

use crate::page::page;

/// `page` with what stands between the first `open` and the `close` after it replaced by dots.
fn without(page: &str, open: &str, close: &str) -> String {
    let (before, rest) = page.split_once(open).expect("the beginning");
    let (_, after) = rest.split_once(close).expect("the end");
    format!("{before}{open}...{close}{after}")
}

/// The text of a page without its style sheet and script, which are looked at in a browser rather than in a test.
fn bare(page: &str) -> String {
    let page = without(&without(page, "<style>", "</style>"), "<script>", "</script>");
    without(&without(&page, "style-src 'sha256-", "'"), "script-src 'sha256-", "'")
}

fn unseen() -> ReportInput {
    let mut input = sample_input();
    input.halt = None;
    input.sections.retain(|section| section.account.status == Status::Failed);
    let planned = u32::try_from(input.sections.len()).expect("few");
    let queries = input.sections.iter().map(|section| section.account.clone()).collect();
    input.accounting = Accounting { planned, failed: planned, queries, ..Accounting::default() };
    input.findings.signals.retain(|signal| signal.signal == "no-pruning");
    input
}

#[test]
fn the_page_of_the_sample_is_as_agreed() {
    insta::assert_snapshot!(bare(&page(&sample_input())));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(page(&sample_input()), page(&sample_input().clone()));
}

#[test]
fn a_run_in_which_everything_failed_does_not_look_healthy() {
    let input = unseen();
    let model = model(&input, &Limits::default());
    assert_eq!(model.summary.verdict, "Nothing could be reviewed: 1 failed.");
    assert!(!model.summary.complete);
    let page = page(&input);
    assert!(page.contains("Nothing could be judged, so nothing was found."));
    assert!(page.contains("GRANT USAGE ON SCHEMA lake_events TO review;"));
}

#[test]
fn a_run_that_planned_nothing_says_so() {
    let mut input = unseen();
    input.sections.clear();
    input.findings.signals.clear();
    input.accounting = Accounting::default();
    let page = page(&input);
    assert!(page.contains("Nothing was planned, so nothing was reviewed."));
    assert!(page.contains("No query was planned."));
}

#[test]
fn the_verdict_names_what_was_not_seen() {
    let verdict = model(&sample_input(), &Limits::default()).summary.verdict;
    assert_eq!(
        verdict,
        "1 high and 1 medium findings; 2 queries ok, 1 with findings; 1 failed; 1 timed out; 1 skipped; 1 signal could \
         not be judged."
    );
}

#[test]
fn a_run_that_was_stopped_is_not_complete() {
    let mut input = sample_input();
    input.sections.retain(|section| section.account.status == Status::Ok);
    input.accounting = Accounting { planned: 1, ok: 1, ..Accounting::default() };
    input.run.plan.stages.clear();
    let complete = |halt: Option<Halt>, input: &mut ReportInput| {
        input.halt = halt;
        model(input, &Limits::default()).summary.complete
    };
    assert!(complete(None, &mut input));
    assert!(!complete(Some(Halt::Stop), &mut input));
    assert!(page(&input).contains("This run was stopped by a person"));
}

#[test]
fn findings_come_by_severity_then_by_count() {
    let mut input = sample_input();
    let mut more = input.findings.signals[0].clone();
    more.signal = "more-of-it".to_owned();
    more.evidence.total = 900;
    input.findings.signals.reverse();
    input.findings.signals.push(more);
    let model = model(&input, &Limits::default());
    let order: Vec<&str> = model.findings.iter().map(|finding| finding.signal.as_str()).collect();
    assert_eq!(order, ["more-of-it", "large-table-skewed", "skew-is-the-rule"]);
    let leads: Vec<&str> = model.recommendations[0].findings.iter().map(|finding| finding.signal.as_str()).collect();
    assert_eq!(leads, ["more-of-it", "large-table-skewed"], "{}", model.recommendations[0].id);
}

#[test]
fn sample_data_is_marked_and_real_data_is_not() {
    let mut input = sample_input();
    assert!(page(&input).contains("Sample data."));
    input.run.identity.sample = false;
    assert!(!html(&model(&input, &Limits::default()), None).expect("a page").contains("Sample data."));
}

#[test]
fn a_moment_has_no_more_digits_than_html_takes() {
    let mut input = sample_input();
    // The HTML standard, "Times": a fraction of a second has one to three digits.
    input.run.started_at = "2026-11-22T07:30:00.474148Z".parse().expect("a moment");
    let page = page(&input);
    assert!(
        page.contains(r#"datetime="2026-11-22T07:30:00.474Z""#)
            && !page.contains(r#"datetime="2026-11-22T07:30:00.474148Z"#)
    );
}
