//! Very much of something: how large a page becomes, and how long it takes.
//!
//! Times depend on the machine and on how the program was built, so each stands beside a floor that was measured in
//! the same run: writing the same cells, escaped, into one text.

use std::path::Path;
use std::time::Instant;
use std::{fs, io};

use review_core::QueryId;
use review_core::result::{Cell, Column, Row};
use review_report::{Limits, QuerySection, ReportInput, html, model, sample_input};

const COLUMNS: usize = 8;

/// A page: its name and the run it tells of.
type Case = (&'static str, fn() -> ReportInput);

const CASES: [Case; 7] = [
    ("script-of-1-mb", || with_script(1_000_000)),
    ("40-sections-of-2000-rows", || with_rows(40, 2_000, COLUMNS)),
    ("100000-rows", || with_rows(1, 100_000, COLUMNS)),
    ("1000000-rows", || with_rows(1, 1_000_000, COLUMNS)),
    ("400-columns", || with_rows(1, 200, 400)),
    ("1000-queries", || with_rows(1_000, 3, COLUMNS)),
    ("3000-queries", || with_rows(3_000, 3, COLUMNS)),
];

/// Writes the pages, and what was measured as `sizes.json`.
pub(crate) fn write_all(folder: &Path) -> io::Result<()> {
    let limits = Limits::default();
    let mut lines = Vec::new();
    for (name, make) in CASES {
        let input = make();
        let began = Instant::now();
        let page = html(&model(&input, &limits), None).map_err(|error| io::Error::other(error.to_string()))?;
        let render = began.elapsed();
        let began = Instant::now();
        let floor_bytes = floor(&input).len();
        let floor = began.elapsed();
        fs::write(folder.join(format!("large-{name}.html")), &page)?;
        let rows: u64 = input.sections.iter().map(|section| section.rows.len() as u64).sum();
        lines.push(format!(
            "  {{ \"name\": \"{name}\", \"sections\": {}, \"rows\": {rows}, \"bytes\": {}, \"budget\": {}, \
             \"floor_bytes\": {floor_bytes}, \"render_ms\": {:.1}, \"floor_ms\": {:.1} }}",
            input.sections.len(),
            page.len(),
            limits.bytes,
            render.as_secs_f64() * 1e3,
            floor.as_secs_f64() * 1e3,
        ));
    }
    fs::write(folder.join("sizes.json"), format!("[\n{}\n]\n", lines.join(",\n")))
}

/// Every cell and every script, escaped, in one text: the least that a page which holds all of it takes.
fn floor(input: &ReportInput) -> String {
    let mut text = String::new();
    for section in &input.sections {
        put(&mut text, &section.script);
        for cell in section.rows.iter().flatten() {
            match cell {
                Cell::Text(value) => put(&mut text, value),
                Cell::Long(value) => text.push_str(&value.to_string()),
                Cell::Double(value) => text.push_str(&value.to_string()),
                _ => {}
            }
            text.push('\n');
        }
    }
    text
}

fn put(text: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            other => text.push(other),
        }
    }
}

fn with_script(characters: usize) -> ReportInput {
    let mut input = sample_input();
    let line = "select '<b>', \"a\" from sales.orders where id <> 1 -- and so on\n";
    input.sections[0].script = line.repeat(characters / line.len() + 1);
    input
}

/// `sections` queries of `rows` rows.
fn with_rows(sections: usize, rows: usize, columns: usize) -> ReportInput {
    let mut input = sample_input();
    let template = input.sections[1].clone();
    let column = |index: usize| match index % 3 {
        0 => Column::new(format!("name_{index}"), "varchar"),
        1 => Column::new(format!("count_{index}"), "int8"),
        _ => Column::new(format!("share_{index}"), "float8"),
    };
    let section = |index: usize| QuerySection {
        query: QueryId::warehouse(format!("Query{index}").parse().expect("a name of letters and digits")),
        section: format!("Section {}", index % 40),
        columns: (0..columns).map(column).collect(),
        rows: (0..rows).map(|row| cells(index * rows + row, columns)).collect(),
        before: None,
        total_rows: rows as u64,
        ..template.clone()
    };
    input.sections.extend((0..sections).map(section));
    input
}

fn cells(row: usize, columns: usize) -> Row {
    // A fixed order that no column is sorted by: Knuth's multiplicative hashing.
    let mixed = (row as u64).wrapping_mul(2_654_435_761) % 1_000_003;
    let cell = |index: usize| match index % 3 {
        0 => Cell::Text(format!("schema_{}.\"table <{mixed}>\"", row % 7)),
        1 => Cell::Long(i64::try_from(mixed).unwrap_or_default()),
        _ => Cell::Double(mixed as f64 / 1e6),
    };
    (0..columns).map(cell).collect()
}
