//! Drawings as a whole: a few as agreed, and whatever rows there are.

use proptest::prelude::*;
use review_core::chart::{ChartKind, ChartSpec, Combine};
use review_core::result::{Cell, Column, Row};

use super::*;
use crate::sample::sample_input;

/// The most bytes that any drawing takes: five series of 200 bars.
const DRAWING_BYTES_MAX: usize = 60_000;
const HOSTILE: [&str; 5] =
    ["<script>alert(1)</script>", "\"'>&", "a\u{202e}b\u{0}c", "url(#x);]]>", "\u{6f22}\u{5b57}\u{1f600}"];

fn spec(kind: ChartKind, y: &[&str], by: Option<&str>) -> ChartSpec {
    ChartSpec {
        title: "Waiting".to_owned(),
        kind,
        x: "x".to_owned(),
        y: y.iter().map(|column| (*column).to_owned()).collect(),
        by: by.map(str::to_owned),
        unit: "s".to_owned(),
        combine: Combine::Sum,
        note: None,
        summary: false,
    }
}

fn section(columns: Vec<Column>, rows: Vec<Row>) -> QuerySection {
    let template = sample_input().sections.remove(1);
    QuerySection { total_rows: rows.len() as u64, columns, rows, cut: false, ..template }
}

fn columns(x: &str) -> Vec<Column> {
    vec![Column::new("x", x), Column::new("queue", "varchar"), Column::new("n", "int8"), Column::decimal("m", 18, 2)]
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

fn row(x: &str, queue: &str, n: i64, m: &str) -> Row {
    vec![text(x), text(queue), Cell::Long(n), text(m)]
}

/// One element a line, so that a difference can be read.
fn lines(chart: &Chart) -> String {
    let series = chart.series.iter().map(|series| format!("{}: {}\n", series.name, series.words));
    let notes = chart.notes.iter().map(|note| format!("{note}\n"));
    let words: String = series.chain(notes).collect();
    format!("{}\n{}\n{words}{}", chart.title, chart.scale, chart.svg.as_str().replace("><", ">\n<"))
}

/// Reads the whole drawing as XML; how many elements it has, and its texts.
fn read(svg: &str) -> (usize, String) {
    let mut reader = quick_xml::Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let (mut elements, mut depth, mut texts) = (0, 0i64, String::new());
    loop {
        match reader.read_event().expect("well-formed XML") {
            quick_xml::events::Event::Start(start) => {
                assert!(start.attributes().all(|attribute| attribute.is_ok()), "{svg}");
                (elements, depth) = (elements + 1, depth + 1);
            }
            quick_xml::events::Event::Empty(start) => {
                assert!(start.attributes().all(|attribute| attribute.is_ok()), "{svg}");
                elements += 1;
            }
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Text(text) => texts.push_str(&String::from_utf8_lossy(&text)),
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "every element ends");
    (elements, texts)
}

#[test]
fn stacked_bars_of_three_hours_and_two_queues() {
    let rows = vec![
        row("2026-11-22 07:00:00", "bi", 4, "1800.00"),
        row("2026-11-22 07:00:00", "etl", 2, "5400.00"),
        row("2026-11-22 08:00:00", "bi", 9, "9000.00"),
        row("2026-11-22 10:00:00", "etl", 1, "60.00"),
    ];
    let section = section(columns("timestamp"), rows);
    let chart = chart(&spec(ChartKind::Stacked, &["m"], Some("queue")), &section, "q-chart-1").expect("a chart");
    insta::assert_snapshot!(lines(&chart));
}

#[test]
fn a_line_with_a_gap_below_and_above_zero() {
    let day = |day: u32, value: Cell| vec![text(&format!("2026-11-{day:02}")), text("q"), Cell::Long(0), value];
    let rows = vec![
        day(1, text("-3.50")),
        day(2, text("2.00")),
        day(3, Cell::NULL),
        day(4, text("6.25")),
        vec![Cell::NULL, text("q"), Cell::Long(0), text("9.00")],
        day(5, text("NaN")),
    ];
    let section = section(columns("date"), rows);
    let chart = chart(&spec(ChartKind::Line, &["m"], None), &section, "q-chart-1").expect("a chart");
    insta::assert_snapshot!(lines(&chart));
}

#[test]
fn many_names_keep_the_greatest_and_the_rest_is_said() {
    let rows = (0..20).map(|index| row(&format!("schema_{index}"), "q", index, "1.00")).collect();
    let spec = ChartSpec { unit: "MB".to_owned(), ..spec(ChartKind::Bars, &["n"], None) };
    let section = QuerySection { cut: true, total_rows: 25, ..section(columns("varchar"), rows) };
    let chart = chart(&spec, &section, "q-chart-1").expect("a chart");
    insta::assert_snapshot!(lines(&chart));
}

#[test]
fn where_there_is_nothing_to_draw_there_is_no_chart() {
    let of = |columns: Vec<Column>, rows: Vec<Row>, spec: &ChartSpec| chart(spec, &section(columns, rows), "a");
    let bars = spec(ChartKind::Bars, &["n"], None);
    assert_eq!(of(columns("timestamp"), vec![], &bars), None, "no rows");
    assert_eq!(of(vec![], vec![], &bars), None, "no columns");
    let nulls = vec![vec![text("2026-11-22"), text("q"), Cell::NULL, Cell::NULL]; 3];
    assert_eq!(of(columns("date"), nulls, &bars), None, "no value");
    let zeros = vec![row("2026-11-22", "q", 0, "0.00"); 3];
    assert_eq!(of(columns("date"), zeros, &bars), None, "zeros only");
    let texts = vec![row("2026-11-22", "q", 1, "many")];
    assert_eq!(of(columns("date"), texts, &spec(ChartKind::Bars, &["m"], None)), None, "no number");
    assert_eq!(of(columns("date"), vec![row("x", "q", 1, "1")], &bars), None, "no moment");
}

#[test]
fn one_row_and_equal_values_are_charts() {
    let described = |rows: Vec<Row>, kind| {
        let chart = chart(&spec(kind, &["n"], None), &section(columns("timestamp"), rows), "a").expect("a chart");
        read(chart.svg.as_str());
        chart.description
    };
    let one = vec![row("2026-11-22 07:00:00", "q", 5, "1")];
    assert_eq!(
        described(one.clone(), ChartKind::Line),
        "A line: s, each point an hour, 22 Nov 2026 07:00 UTC. The only value: 5 s, 22 Nov 2026 07:00. Total: 5 s."
    );
    let equal = vec![one[0].clone(), row("2026-11-22 08:00:00", "q", 5, "1")];
    let words = described(equal, ChartKind::Bars);
    assert!(words.ends_with("22 Nov 2026 07:00 to 22 Nov 2026 08:00 UTC. All values are 5 s. Total: 10 s."), "{words}");
}

#[test]
fn columns_are_not_added_up() {
    let rows = vec![row("2026-11-22", "q", 9, "2.00"), row("2026-11-23", "q", 7, "1.00")];
    let both = spec(ChartKind::Bars, &["n", "m"], None);
    let words = chart(&both, &section(columns("date"), rows), "a").expect("a chart").description;
    assert!(words.ends_with("Least: 1 s, 23 Nov 2026 (m). Totals, s: n 16 and m 3."), "{words}");
}

#[test]
fn too_many_moments_are_put_together_and_it_is_said() {
    let hour = |at: u32| format!("2026-{:02}-{:02} {:02}:00:00", 1 + at / 24 / 28, 1 + at / 24 % 28, at % 24);
    let rows: Vec<Row> = (0..24 * 28).map(|at| row(&hour(at), "q", 3_600, "1")).collect();
    let of = |combine| {
        let spec = ChartSpec { combine, ..spec(ChartKind::Bars, &["n"], None) };
        chart(&spec, &section(columns("timestamp"), rows.clone()), "a").expect("a chart")
    };
    let sum = of(Combine::Sum);
    assert_eq!(sum.scale, "h, each bar 4 hours, 1 Jan 2026 00:00 to 28 Jan 2026 20:00 UTC");
    assert!(sum.description.ends_with("All values are 4 h. Total: 672 h."), "{}", sum.description);
    let max = of(Combine::Max);
    assert!(max.scale.starts_with("min, the greatest of each 4 hours, "), "{}", max.scale);
    assert!(max.description.ends_with("All values are 60 min."), "{}", max.description);
}

#[test]
fn more_series_than_can_be_told_apart_become_others() {
    let rows = (0..9).map(|index| row("2026-11-22", &format!("queue {index}"), index, "1")).collect();
    let stacked = spec(ChartKind::Stacked, &["n"], Some("queue"));
    let chart = chart(&stacked, &section(columns("date"), rows), "a").expect("a chart");
    let series: Vec<String> = chart.series.iter().map(|one| format!("{} {}", one.name, one.words)).collect();
    assert_eq!(series, ["queue 8 8 s", "queue 7 7 s", "queue 6 6 s", "queue 5 5 s", "5 others 10 s"]);
}

#[test]
fn a_series_of_zeros_is_none_and_numbers_have_a_word() {
    let rows =
        vec![row("0", "busy", 4, "1"), row("1", "idle", 0, "1"), row("10", "busy", 2, "1"), row("2", "busy", 3, "1")];
    let stacked = ChartSpec { x: "x".to_owned(), ..spec(ChartKind::Stacked, &["n"], Some("queue")) };
    let chart = chart(&stacked, &section(columns("int4"), rows), "a").expect("a chart");
    assert_eq!(chart.series, vec![], "one series needs no legend");
    let (_, texts) = read(chart.svg.as_str());
    assert!(texts.ends_with("x 04x 10x 23x 102"), "{texts}");
}

#[test]
fn a_hostile_name_stays_a_text() {
    for attack in HOSTILE {
        let rows = vec![row(attack, attack, 3, "1"), row("b", "b", 2, "1")];
        let mut spec = ChartSpec { title: attack.to_owned(), ..spec(ChartKind::Stacked, &["n"], Some("queue")) };
        spec.unit = attack.to_owned();
        let harmless = ChartSpec { title: "t".into(), unit: "u".into(), ..spec.clone() };
        let of = |spec: &ChartSpec, rows: Vec<Row>| {
            let chart = chart(spec, &section(columns("varchar"), rows), attack).expect("a chart");
            chart.series.iter().for_each(|series| drop(read(series.swatch.as_str())));
            read(chart.svg.as_str())
        };
        let plain = vec![row("a", "a", 3, "1"), row("b", "b", 2, "1")];
        assert_eq!(of(&spec, rows).0, of(&harmless, plain).0, "{attack:?} adds no element");
    }
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::NULL),
        any::<i64>().prop_map(Cell::Long),
        any::<f64>().prop_map(Cell::Double),
        any::<bool>().prop_map(Cell::Boolean),
        ".{0,12}".prop_map(Cell::Text),
        prop::sample::select(HOSTILE.to_vec()).prop_map(text),
        prop::sample::select(vec!["NaN", "1e999", "-1e99", "99999999999999999999999999999999999999", "0.001"])
            .prop_map(text),
        (1..10_000i32, 1..13u32, 1..29u32, 0..24u32)
            .prop_map(|(y, m, d, h)| Cell::Text(format!("{y:04}-{m:02}-{d:02} {h:02}:00:00"))),
        (0..400u32).prop_map(|at| Cell::Text(format!("2026-11-{:02} {:02}:00:00", 1 + at / 24, at % 24))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_rows_make_a_bounded_drawing_that_is_well_formed(
        rows in prop::collection::vec(prop::collection::vec(cell(), 0..5), 0..60),
        kind in prop::sample::select(ChartKind::ALL.to_vec()),
        combine in prop::sample::select(Combine::ALL.to_vec()),
        x in prop::sample::select(vec!["timestamp", "date", "varchar", "int8", ""]),
        by in any::<bool>(),
        unit in prop::sample::select(vec!["s", "MB", "queries", "%", "<&>"]),
    ) {
        let series: (&[&str], _) = if by { (&["n"], Some("queue")) } else { (&["n", "m"], None) };
        let spec = ChartSpec { combine, unit: unit.to_owned(), ..spec(kind, series.0, series.1) };
        let section = section(columns(x), rows);
        let Some(drawn) = chart(&spec, &section, "q-chart-1") else { return Ok(()) };
        let (elements, _) = read(drawn.svg.as_str());
        prop_assert!(elements < 200, "{} elements", elements);
        prop_assert!(drawn.svg.as_str().len() < DRAWING_BYTES_MAX && drawn.description.len() < 2_000);
        prop_assert!(!drawn.svg.as_str().contains("NaN") || section.rows.iter().flatten().any(|cell| *cell == text("NaN")));
        prop_assert!(!drawn.svg.as_str().contains("inf\"") && !drawn.svg.as_str().contains("infh"));
        prop_assert_eq!(chart(&spec, &section, "q-chart-1"), Some(drawn), "the same bytes");
    }
}

#[test]
fn the_largest_drawing_is_bounded() {
    let values = |hour: u32| ["a", "b", "c", "d", "e", "f"].map(|queue| (hour, queue));
    let rows: Vec<Row> = (0..200)
        .flat_map(values)
        .map(|(at, queue)| {
            row(&format!("2026-11-{:02} {:02}:00:00", 1 + at / 24, at % 24), queue, i64::from(at * 7_919 % 1_009), "1")
        })
        .collect();
    for kind in ChartKind::ALL {
        let section = section(columns("timestamp"), rows.clone());
        let chart = chart(&spec(kind, &["n"], Some("queue")), &section, "query-Usage-chart-1").expect("a chart");
        assert!(chart.svg.as_str().len() < DRAWING_BYTES_MAX, "{kind:?}: {}", chart.svg.as_str().len());
    }
}
