//! `docs/REPORT_QUALITIES.md` names tests that are there, and the proofs of it that stand nowhere else.

use std::path::Path;

use review_core::plan::SkipReason;
use review_report::{Limits, ReportInput, model, sample_input};

use crate::page::page;

const DOCUMENT: &str = include_str!("../../../../docs/REPORT_QUALITIES.md");

/// Each ``file`: `test`` of the document.
fn named() -> Vec<(&'static str, &'static str)> {
    let pieces: Vec<&str> = DOCUMENT.split('`').collect();
    let followed = |at: &usize| pieces[*at].ends_with(".rs") || pieces[*at].ends_with(".mjs");
    let files = (1..pieces.len()).step_by(2).filter(followed);
    files.filter(|at| pieces.get(at + 1) == Some(&": ")).map(|at| (pieces[at], pieces[at + 2])).collect()
}

#[test]
fn every_test_that_the_document_names_is_there() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = named();
    assert!(named.len() > 40, "{}", named.len());
    for (file, test) in named {
        let is_check = file.starts_with("checks/");
        let path = if is_check { here.join("../../tests/browser").join(file) } else { here.join(file) };
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut lines = text.lines();
        let is_there = if is_check {
            lines.any(|line| line.trim_start().starts_with("check(") && line.replace("\\'", "'").contains(test))
        } else {
            lines.any(|line| line.trim_start().trim_start_matches("async ").starts_with(&format!("fn {test}(")))
        };
        assert!(is_there, "{file} has no test named `{test}`");
    }
}

#[test]
fn every_quality_has_a_proof() {
    let lines: Vec<&str> = DOCUMENT.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    assert_eq!(lines.len(), 25);
    for (number, line) in (1..).zip(lines) {
        assert!(line.starts_with(&format!("| {number} |")), "{line}");
        let cells: Vec<&str> = line.split(" | ").collect();
        assert!(cells.len() == 4 && cells[2].contains("`: `"), "{line}");
    }
}

/// What stands between `open` and the first `close` after it.
fn between<'a>(page: &'a str, open: &str, close: &str) -> &'a str {
    let (_, rest) = page.split_once(open).expect("the beginning");
    rest.split_once(close).expect("the end").0
}

#[test]
fn the_clock_of_the_warehouse_is_said_and_sessions_in_another_zone_stand_out() {
    let mut input = sample_input();
    let of = |page: &str| between(page, "<dt>Clock</dt><dd>", "</dd>").to_owned();
    let clock = of(&page(&input));
    assert!(clock.contains("<strong class=\"short\">") && clock.contains("America/New_York"), "{clock}");
    input.run.identity.time_zone = Some("UTC".to_owned());
    assert_eq!(of(&page(&input)), "UTC, as in the warehouse");
}

#[test]
fn the_first_screen_answers_what_when_how_bad_and_what_first() {
    let page = page(&sample_input());
    let header = between(&page, "<header id=\"top\">", "</header>");
    let model = model(&sample_input(), &Limits::default());
    let changes = model.changes.expect("changes");
    for told in [
        &model.run.warehouse,
        &model.run.pack,
        &model.run.started_at[..10].to_owned(),
        &model.summary.verdict,
        &changes.before_on,
        &model.summary.first_steps[0].title,
        &model.summary.unseen[0].reason,
    ] {
        assert!(header.contains(told.as_str()), "{told}");
    }
    assert!((1..=5).contains(&model.summary.first_steps.len()));
}

#[test]
fn a_suppression_that_expired_is_told_on_the_first_screen_and_at_its_finding() {
    let page = page(&sample_input());
    let first = between(&page, "<header", "</header>");
    assert!(first.contains("A suppression has expired:") && first.contains("#finding-skew-is-the-rule"), "{first}");
    assert!(first.contains("web team had") && first.contains("set aside until 2026-11-01"), "{first}");
    let finding = between(&page, "id=\"finding-skew-is-the-rule\"", "</dl>");
    assert!(finding.contains("<strong>Expired:</strong> web team had it set aside until 2026-11-01"), "{finding}");
    assert!(first.contains("1 set aside"), "what still holds is counted: {first}");
}

#[test]
fn what_is_not_known_stands_on_the_first_screen_with_its_reason() {
    let mut input = sample_input();
    let failed = input.sections.iter().find(|section| section.query.name.as_str() == "SpectrumPerformance");
    let failed = failed.expect("a query that failed").query.clone();
    let reason = "`SpectrumPerformance` has no result: failed: permission denied";
    let window = input.findings.window.as_mut().expect("a window");
    (window.query, window.found, window.reason) = (failed.clone(), None, Some(reason.to_owned()));
    let measured = &mut input.findings.measures[0];
    (measured.query, measured.value, measured.reason) = (failed.name, None, Some(reason.to_owned()));
    let page = page(&input);
    let header = between(&page, "<header id=\"top\">", "</header>");
    let window = between(header, "<dt>Window</dt><dd>", "</dd>");
    assert!(window.contains("7 days asked for"), "{window}");
    assert!(window.contains("what was found is not known: SpectrumPerformance failed"), "{window}");
    let numbers = between(header, "<p class=\"numbers\">", "</p>");
    assert!(
        numbers.starts_with("In the 7 days asked for: 1 failed load (0 before). Not known: hours waited"),
        "{numbers}"
    );
    assert!(numbers.contains("hours waited in queues (SpectrumPerformance failed)"), "{numbers}");
    assert!(header.contains("<b>not known:</b> hours waited in queues"), "{header}");
    let critical = between(header, "Critical</span>", "</li>");
    assert!(critical.contains("1 not judged"), "fewer findings may be fewer judged: {critical}");
}

#[test]
fn what_is_not_for_this_warehouse_is_no_gap_on_the_first_screen() {
    let mut input = sample_input();
    let failed = input.sections.iter().find(|section| section.query.name.as_str() == "SpectrumPerformance");
    let failed = failed.expect("a query without a result").query.clone();
    let reason = Some("`SpectrumPerformance` has no result".to_owned());
    for measured in &mut input.findings.measures {
        (measured.query, measured.value, measured.reason) = (failed.name.clone(), None, reason.clone());
    }
    let window = input.findings.window.as_mut().expect("a window");
    (window.query, window.found, window.reason) = (failed.clone(), None, reason);
    let told = |input: &ReportInput| model(input, &Limits::default()).summary;
    assert!(told(&input).manager.is_some() && told(&input).window.is_some());
    let lanes = input.run.plan.stages.iter_mut().flat_map(|stage| &mut stage.lanes);
    let planned = lanes.flat_map(|lane| &mut lane.queries).find(|planned| planned.id == failed);
    planned.expect("it is planned").skip = Some(SkipReason::Deployment(vec!["serverless".to_owned()]));
    let summary = told(&input);
    assert_eq!((summary.manager, summary.window), (None, None));
    assert_eq!(summary.unjudged.iter().map(|one| one.count).sum::<usize>(), 0);
}

#[test]
fn findings_come_before_tables_and_what_found_nothing_comes_last() {
    let page = page(&sample_input());
    let at = |id: &str| page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id}"));
    let order = ["top", "findings", "recommendations", "queries", "nothing-found", "provenance"];
    assert!(order.map(at).is_sorted(), "{order:?}");
    let rest = between(&page, "id=\"nothing-found\"", "</section>");
    assert!(rest.contains("<details class=\"fold\">"), "it is folded: {rest}");
}

#[test]
fn a_finding_says_what_is_needed_to_believe_it_and_to_act() {
    let page = page(&sample_input());
    let card = between(&page, "aria-labelledby=\"finding-large-table-skewed-title\">", "</article>");
    for told in [
        "Large tables whose rows lie unevenly on the slices",
        "48 of 61 tables",
        "skew_rows",
        "4.17 to 7.82",
        "<b>:skew</b> = 4",
        "AWS review config",
        "2 could not be judged",
        "A moment: how it was when the query ran",
        "First seen",
        "<h5>Evidence</h5>",
        "Pick a column with many values",
        "Try it first",
        "Take it back",
        "Effort medium",
        "Slows queries while it runs",
        "ALTER DISTSTYLE AUTO;",
        "href=\"#query-TableInfo\"",
        ">large-table-skewed</a>",
    ] {
        assert!(card.contains(told), "{told}");
    }
    let plan = between(&page, "id=\"recommendation-pick-distribution-key\"", "</details>");
    assert!(plan.contains("https://docs.aws.amazon.com/redshift/"), "the plan links what to read");
}

#[test]
fn a_recommendation_stands_once_with_all_findings_that_lead_to_it() {
    let model = model(&sample_input(), &Limits::default());
    let of = |id: &str| model.recommendations.iter().filter(|advice| advice.id == id).collect::<Vec<_>>();
    let [advice] = of("pick-distribution-key")[..] else { panic!("it stands once") };
    let findings: Vec<&str> = advice.findings.iter().map(|finding| finding.signal.as_str()).collect();
    assert_eq!(findings, ["large-table-skewed", "skew-is-the-rule"]);
    assert_eq!(page(&sample_input()).matches("id=\"recommendation-pick-distribution-key\"").count(), 1);
}

#[test]
fn the_last_runs_of_a_signal_are_signs_with_words() {
    let model = model(&sample_input(), &Limits::default());
    let ticks = &model.findings[0].ticks;
    assert!(ticks.len() > 1, "{ticks:?}");
    let page = page(&sample_input());
    let signs = between(&page, "<span class=\"ticks\" role=\"img\" title=\"", "</span>");
    for tick in ticks {
        assert!(signs.contains(&tick.words), "{signs}");
    }
    let (_, signs) = signs.split_once("\">").expect("signs");
    assert_eq!(signs.trim().chars().count(), ticks.len());
}

#[test]
fn the_provenance_names_what_made_the_page_and_how_to_check_it() {
    let page = page(&sample_input());
    let footer = between(&page, "<footer id=\"provenance\"", "</footer>");
    let run = model(&sample_input(), &Limits::default()).run;
    for told in [
        &run.id,
        &run.program,
        &run.pack,
        &run.pack_digest,
        "run-manifest.json",
        "SHA-256",
        "7 statements",
        "51,427 rows kept",
        "redshift-review evaluate RUN",
    ] {
        assert!(footer.contains(told), "{told}");
    }
}
