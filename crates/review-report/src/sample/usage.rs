//! A query along time for the sample: hours and queues, as a warehouse with a busy morning has them.

use review_core::chart::{ChartKind, ChartSpec, Combine};
use review_core::result::{Cell, Column, Row};

/// How busy a day is, hour by hour.
const HOURS: [i64; 24] = [2, 1, 1, 9, 14, 6, 3, 8, 22, 41, 38, 30, 24, 33, 36, 28, 21, 17, 9, 6, 5, 4, 3, 2];
/// Queues with their part of it in percent.
const QUEUES: [(&str, i64); 3] = [("bi", 70), ("etl", 25), ("adhoc", 5)];

/// Two days of three queues; an hour without queries and one without a known time.
pub(super) fn rows() -> (Vec<Column>, Vec<Row>) {
    let columns = vec![
        Column::new("hour_start", "timestamp"),
        Column { length: 64, ..Column::new("queue_name", "varchar") },
        Column::new("queries", "int8"),
        Column::decimal("queue_seconds", 18, 3),
    ];
    let mut rows = Vec::new();
    for (day, hour) in (20..22).flat_map(|day| (0..24).map(move |hour| (day, hour))).filter(|at| *at != (20, 2)) {
        for (queue, part) in QUEUES {
            let busy = HOURS[hour] * part;
            let waited = match (day, hour) {
                (21, 6) => Cell::NULL,
                _ => Cell::Text(format!("{}.250", busy * busy / 900)),
            };
            let at = format!("2026-11-{day} {hour:02}:00:00");
            rows.push(vec![Cell::Text(at), Cell::Text(queue.to_owned()), Cell::Long(busy / 4), waited]);
        }
    }
    (columns, rows)
}

/// One chart of each kind.
pub(super) fn charts() -> Vec<ChartSpec> {
    let chart = |title: &str, kind: ChartKind, y: &str, unit: &str| ChartSpec {
        title: title.to_owned(),
        kind,
        x: "hour_start".to_owned(),
        y: vec![y.to_owned()],
        by: Some("queue_name".to_owned()),
        unit: unit.to_owned(),
        combine: Combine::Sum,
        note: None,
        summary: false,
    };
    let note = Some("Queries that were answered from the cache are in it.".to_owned());
    let queries =
        ChartSpec { note, summary: true, ..chart("Queries by hour", ChartKind::Stacked, "queries", "queries") };
    let waited = ChartSpec { by: None, ..chart("Time waited in queues", ChartKind::Bars, "queue_seconds", "s") };
    let names = ChartSpec {
        x: "queue_name".to_owned(),
        by: None,
        ..chart("Queries by queue", ChartKind::Bars, "queries", "queries")
    };
    let line =
        ChartSpec { combine: Combine::Max, ..chart("Waiting of each queue", ChartKind::Line, "queue_seconds", "s") };
    vec![queries, waited, line, names]
}
