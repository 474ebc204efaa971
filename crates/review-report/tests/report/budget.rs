//! A page stays small, and says what it left out.

use std::time::Instant;

use review_core::QueryId;
use review_core::accounting::Status;
use review_core::result::{Cell, Column, Row};
use review_report::{Limits, QuerySection, ReportInput, html, model, sample_input};

use crate::page::page;

/// `sections` queries of `rows` rows with cells of `characters` characters.
fn large(sections: usize, rows: usize, characters: usize) -> ReportInput {
    let mut input = sample_input();
    let template = input.sections[1].clone();
    let columns: Vec<Column> = (0..8).map(|index| Column::new(format!("column_{index}"), "varchar")).collect();
    let row: Row = (0..8).map(|_| Cell::Text("\"".repeat(characters))).collect();
    let section = |index: usize| QuerySection {
        query: QueryId::warehouse(format!("Query{index}").parse().expect("a name")),
        columns: columns.clone(),
        rows: vec![row.clone(); rows],
        before: None,
        total_rows: rows as u64,
        ..template.clone()
    };
    input.sections = (0..sections).map(section).collect();
    input
}

#[test]
fn a_hundred_thousand_rows_make_a_page_of_one_hundred() {
    let began = Instant::now();
    let input = large(1, 100_000, 20);
    let page = page(&input);
    assert!(page.len() < 300_000, "{}", page.len());
    assert!(page.contains("100 of 100,000 rows"));
    assert!(page.contains("csv/Query0.csv"));
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

#[test]
fn many_wide_tables_share_the_budget() {
    let input = large(20, 60, 1_000);
    let limits = Limits { bytes: 1_000_000, ..Limits::default() };
    let model = model(&input, &limits);
    let page = html(&model, None).expect("a page");
    assert!(page.len() <= limits.bytes, "{}", page.len());
    assert!(page.len() > limits.bytes / 2, "{}", page.len());
    assert_eq!(model.size.cut_tables.len(), 21, "20 tables and one evidence");
    let shown: Vec<u64> = model.size.cut_tables[1..].iter().map(|cut| cut.shown).collect();
    assert!(shown.iter().all(|rows| *rows > 0 && *rows < 60), "{shown:?}");
}

#[test]
fn a_page_stays_within_its_bytes_whatever_fills_it() {
    for (sections, rows, characters, bytes) in [(1, 3_000, 1, 100_000), (200, 5, 30, 1_200_000), (5, 5, 5_000, 300_000)]
    {
        let limits = Limits { bytes, table_rows: 5_000, ..Limits::default() };
        let page = html(&model(&large(sections, rows, characters), &limits), None).expect("a page");
        assert!(page.len() <= bytes, "{sections} x {rows} x {characters}: {}", page.len());
        assert!(page.len() > bytes / 3, "{sections} x {rows} x {characters}: {}", page.len());
    }
}

#[test]
fn three_thousand_queries_stay_within_the_bytes_of_a_page_and_each_has_its_line() {
    for queries in [400, 1_000, 3_000] {
        let mut input = large(queries, 5, 30);
        input.sections.iter_mut().for_each(|section| section.script = "select 1 -- and so on\n".repeat(100));
        let limits = Limits::default();
        let model = model(&input, &limits);
        let page = html(&model, None).expect("a page");
        assert!(page.len() <= limits.bytes, "{queries}: {}", page.len());
        let lines = model.size.brief_queries;
        assert!(lines > 0 && lines <= queries, "{queries}: {lines}");
        assert!(page.contains(&format!("{} queries stand as one line each", grouped(lines))), "{lines}");
        for named in ["id=\"query-Query", ">SQL</a>"] {
            let count = page.matches(named).count();
            assert!(count >= lines && (named == ">SQL</a>" || count == queries), "{named}: {count}");
        }
        let (first, last) = ("href=\"csv/Query0.csv\"", format!("href=\"csv/Query{}.csv\"", queries - 1));
        assert!(page.contains(first) && page.contains(&last) && page.contains("href=\"scripts/Query"));
    }
}

/// `1284` as `1,284`, up to a million.
fn grouped(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

#[test]
fn the_queries_of_the_least_interest_become_lines_first() {
    let mut input = large(1_000, 3, 30);
    let plain = sample_input();
    // The one that findings read, one that failed, and one that was skipped, last in the plan.
    input.sections.extend(plain.sections.iter().cloned());
    let model = model(&input, &Limits::default());
    let queries: Vec<_> = model.sections.iter().flat_map(|section| &section.queries).collect();
    let brief = |status: &str| queries.iter().filter(|query| query.status == status && query.brief).count();
    assert_eq!((brief("findings"), brief("failed"), brief("timed_out")), (0, 0, 0));
    assert!(brief("ok") > 500, "{}", brief("ok"));
    let first = queries.iter().position(|query| query.brief).expect("a line");
    let ok = |query: &&&review_report::QueryTable| query.status == "ok";
    assert!(queries[first..].iter().filter(ok).all(|query| query.brief), "the first of the plan are shown in full");
    let shown = queries.iter().filter(|query| !query.brief && query.status == "findings");
    assert!(shown.clone().count() > 0);
    assert!(shown.into_iter().all(|query| query.table.as_ref().is_some_and(|table| !table.rows.is_empty())));
}

#[test]
fn a_thousand_failures_stay_within_the_bytes_and_each_is_named() {
    let mut input = sample_input();
    let failed = input.sections.iter().find(|section| section.account.status == Status::Failed).expect("one").clone();
    let section = |index: usize| QuerySection {
        query: QueryId::warehouse(format!("Query{index}").parse().expect("a name")),
        ..failed.clone()
    };
    input.sections.extend((0..1_000).map(section));
    let limits = Limits::default();
    let model = model(&input, &limits);
    let page = html(&model, None).expect("a page");
    assert!(page.len() <= limits.bytes, "{}", page.len());
    assert_eq!(page.matches("<article class=\"failure\">").count(), limits.failures);
    assert_eq!(model.failures.len(), 1_002, "the model holds all of them");
    assert!(page.contains("And 902 more: each stands among the queries"));
    assert_eq!(page.matches("id=\"query-Query").count(), 1_000);
}

#[test]
fn a_table_too_wide_for_its_share_keeps_its_rows_and_loses_its_long_texts() {
    let input = large(1, 10, 3_000);
    let model = model(&input, &Limits { bytes: 140_000, ..Limits::default() });
    let table = model.sections[0].queries[0].table.as_ref().expect("a table");
    assert!(table.rows.len() > 3, "{}", table.rows.len());
    assert_eq!((table.rows[0][0].full.as_deref(), table.rows[0][0].characters_left_out), (None, 2_840));
    assert!(html(&model, None).expect("a page").contains("(2,840 more characters"));
}

#[test]
fn a_long_script_is_cut_and_its_file_named() {
    let mut input = sample_input();
    input.sections[0].script = "select '<'; ".repeat(100_000);
    let limits = Limits::default();
    let model = model(&input, &limits);
    let query = &model.sections[0].queries[0];
    assert!(query.script_cut && query.script.len() <= limits.script_characters);
    assert!(html(&model, None).expect("a page").contains("The rest is in <a href=\"scripts/TableInfo.sql\">"));
}

#[test]
fn a_long_message_is_cut() {
    let mut input = sample_input();
    input.sections[2].account.reason = Some("x".repeat(1_000_000));
    let error = input.sections[2].records[1].error.as_mut().expect("an error");
    error.message = "x".repeat(1_000_000);
    assert!(page(&input).len() < 200_000);
}

/// The sample's query with charts, so many times.
fn charted(sections: usize) -> ReportInput {
    let mut input = sample_input();
    let template = input.sections.iter().find(|section| !section.charts.is_empty()).expect("charts").clone();
    let section = |index: usize| QuerySection {
        query: QueryId::warehouse(format!("Query{index}").parse().expect("a name")),
        ..template.clone()
    };
    input.sections = (0..sections).map(section).collect();
    input
}

#[test]
fn charts_have_a_part_of_the_page_and_what_is_left_out_is_said() {
    let limits = Limits { bytes: 1_000_000, ..Limits::default() };
    let model = model(&charted(60), &limits);
    let shown: usize = model.sections.iter().flat_map(|section| &section.queries).map(|query| query.charts.len()).sum();
    assert!(shown > 20 && model.size.charts_left_out > 100, "{shown} {}", model.size.charts_left_out);
    assert_eq!(model.summary.charts.len(), 2, "the first screen comes first");
    assert_eq!(shown + model.size.charts_left_out, 60 * 4);
    let page = html(&model, None).expect("a page");
    assert!(page.len() <= limits.bytes, "{}", page.len());
    assert!(page.contains(&format!("{} charts are left out.", model.size.charts_left_out)));
}

#[test]
fn a_chart_is_drawn_from_all_rows_of_a_large_result() {
    let began = Instant::now();
    let mut input = charted(1);
    let rows = &mut input.sections[0].rows;
    *rows = rows.iter().cycle().take(200_000).cloned().collect();
    input.sections[0].total_rows = 200_000;
    let model = model(&input, &Limits::default());
    let chart = &model.sections[0].queries[0].charts[0];
    let queries: i64 = input.sections[0]
        .rows
        .iter()
        .filter_map(|row| match &row[2] {
            Cell::Long(count) => Some(*count),
            _ => None,
        })
        .sum();
    let total = format!("Total: {:.1} million queries", queries as f64 / 1e6);
    assert!(chart.description.contains(&total), "{total}: {}", chart.description);
    assert!(chart.svg.as_str().len() < 20_000, "{}", chart.svg.as_str().len());
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
