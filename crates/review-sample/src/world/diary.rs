//! Where runs are written down: each from a script, then changed where something special happened.

use std::collections::BTreeMap;

use super::people::{ADMIN, SYSTEM, User};
use super::runs::{Ending, Load, Queue, Run, Segment, Step};
use super::scripts::Script;
use super::tables::{self, Table};
use crate::clock::{SECOND, text_of};
use crate::seed::Seed;

/// Writes runs in any order; [`Diary::close`] puts them in order and numbers them.
pub(super) struct Diary<'a> {
    tables: &'a [Table],
    seed: Seed,
    runs: Vec<Run>,
}

const MILLISECOND: i64 = 1_000;

impl<'a> Diary<'a> {
    pub(super) fn new(tables: &'a [Table]) -> Self {
        Self { tables, seed: Seed::of("runs"), runs: Vec::new() }
    }

    pub(super) fn seed(&mut self) -> &mut Seed {
        &mut self.seed
    }

    /// A run of a script, well behaved. Change what is returned to make it special.
    pub(super) fn run(&mut self, script: &Script, start: i64) -> &mut Run {
        let literal = match script.queue {
            Queue::Default | Queue::Etl => self.seed.between(10_000, 99_999).to_string(),
            _ => text_of(start - self.seed.between(1, 400) * 86_400 * SECOND)[..10].to_owned(),
        };
        let executing =
            self.seed.between(script.milliseconds.0, script.milliseconds.1) * MILLISECOND + self.seed.between(0, 999);
        let blocks = self.seed.between(script.blocks.0, script.blocks.1);
        let segments = self.segments(script, blocks);
        let run = self.bare(script.user, script.queue, script.kind, script.text, &literal, start);
        run.executing = executing;
        run.segments = segments;
        if run.kind == "SELECT" {
            run.returned_rows = run.segments.last().and_then(|last| last.steps.last()).map_or(0, |step| step.rows_out);
        }
        run
    }

    /// A statement that reads no table: DDL, housekeeping, a COPY.
    pub(super) fn bare(
        &mut self,
        user: User,
        queue: Queue,
        kind: &'static str,
        generic: &'static str,
        literal: &str,
        start: i64,
    ) -> &mut Run {
        let planning = self.seed.between(2_000, 60_000);
        let compiling = if self.seed.chance(20) { self.seed.between(30_000, 400_000) } else { 0 };
        let queued = if self.seed.chance(10) { self.seed.between(200, 4_000) } else { 0 };
        self.runs.push(Run {
            query_id: 0,
            transaction_id: 0,
            session_id: 0,
            user,
            queue,
            kind,
            label: "default",
            generic: generic.to_owned(),
            text: generic.replace("{}", literal),
            start,
            planning,
            compiling,
            locked: 0,
            queued,
            executing: self.seed.between(5_000, 90_000),
            ending: Ending::Success,
            returned_rows: 0,
            is_cached: false,
            cached_from: None,
            usage_limit: "",
            scaled: false,
            segments: Vec::new(),
            load: None,
            lake: None,
            unload: None,
            group: 0,
            lock: None,
        });
        let last = self.runs.len() - 1;
        &mut self.runs[last]
    }

    /// A COPY of so many files into a table.
    pub(super) fn copy(&mut self, user: User, load: Load, seconds: i64, start: i64) -> &mut Run {
        const TEXT: &str = "copy {} iam_role default";
        let target = format!("{} from '{}' format {}", load.table, load.source, load.format);
        let run = self.bare(user, Queue::Etl, "COPY", TEXT, &target, start);
        run.executing = seconds * SECOND;
        run.generic = format!("copy {} from '{}' format {}", load.table, load.source, load.format);
        run.load = Some(load);
        run.segments = vec![Segment {
            steps: vec![
                step("parse", None, load.rows, load.rows),
                step("insert", Some(load.table), load.rows, load.rows),
            ],
            ..Segment::default()
        }];
        run
    }

    /// An INSERT with values, of so many rows.
    pub(super) fn insert_values(&mut self, user: User, queue: Queue, table: &'static str, rows: i64, start: i64) {
        let order = self.seed.between(1_000_000, 9_999_999).to_string();
        let text = "insert into {} values (...)";
        let run = self.bare(user, queue, "INSERT", text, &format!("{table} /* order {order} */"), start);
        run.executing = 40 * MILLISECOND;
        run.generic = format!("insert into {table} values");
        run.segments = vec![Segment {
            steps: vec![step("scan", None, rows, rows), step("insert", Some(table), rows, rows)],
            ..Segment::default()
        }];
    }

    /// How each script is carried out: every table but the first is hashed, the first is scanned, joined and
    /// aggregated.
    fn segments(&mut self, script: &Script, blocks: i64) -> Vec<Segment> {
        let skew = self.seed.between(0, 18);
        let mut segments = Vec::new();
        let mut scans = script.reads.iter().map(|read| {
            let rows_in = (tables::find(self.tables, read.table).rows / read.one_in).max(1);
            let rows_out = (rows_in / 100 * read.kept).max(1);
            let mut scan = step("scan", Some(read.table), rows_in, rows_out);
            scan.restricted = read.one_in > 1;
            scan
        });
        let Some(main) = scans.next() else { return segments };
        let groups = (main.rows_out / 1_000).clamp(1, 50_000);
        let mut steps = vec![main.clone()];
        for scan in scans {
            let hashed = scan.rows_out;
            segments.push(Segment {
                steps: vec![scan, step("hash", None, hashed, hashed)],
                blocks_read: 2,
                skew,
                ..Segment::default()
            });
            steps.push(step("hashjoin", None, main.rows_out, main.rows_out));
        }
        if script.kind == "SELECT" && script.queue != Queue::Default {
            steps.push(step("aggregate", None, main.rows_out, groups));
        }
        steps.push(match script.kind {
            "SELECT" => step("return", None, groups, groups),
            "DELETE" => step("delete", Some(script.reads[0].table), main.rows_out, main.rows_out),
            _ => step("insert", Some(script.reads[0].table), main.rows_out, main.rows_out),
        });
        segments.push(Segment { steps, blocks_read: blocks, skew, ..Segment::default() });
        segments
    }

    /// All runs in the order of their start, numbered.
    pub(super) fn close(mut self) -> Vec<Run> {
        self.runs.sort_by(|one, other| (one.start, &one.text).cmp(&(other.start, &other.text)));
        let mut groups = BTreeMap::new();
        for (place, run) in (0..).zip(&mut self.runs) {
            run.query_id = 5_203_110 + 4 * place;
            run.transaction_id = 9_817_400 + 11 * place;
            if run.group > 0 {
                run.transaction_id = *groups.entry(run.group).or_insert(run.transaction_id);
            }
            // A session of a user lasts an hour.
            run.session_id = 1_073_741_824 + (run.start / (3_600 * SECOND) % 2_000) * 128 + run.user.id % 128;
            if run.user == SYSTEM || run.user == ADMIN {
                run.label = "maintenance";
            }
        }
        answer_from_cache(&mut self.runs);
        self.runs
    }
}

/// A cached statement repeats the latest one of its kind that was carried out, word for word; where there was
/// none it is no cache hit after all.
fn answer_from_cache(runs: &mut [Run]) {
    let mut carried_out: BTreeMap<String, (i64, String, i64)> = BTreeMap::new();
    for run in runs.iter_mut() {
        if !run.is_cached {
            carried_out.insert(run.generic.clone(), (run.query_id, run.text.clone(), run.returned_rows));
        } else if let Some((source, text, rows)) = carried_out.get(&run.generic) {
            run.cached_from = Some(*source);
            run.text.clone_from(text);
            run.returned_rows = *rows;
        }
    }
}

/// A step without an alert.
pub(super) fn step(name: &'static str, table: Option<&'static str>, rows_in: i64, rows_out: i64) -> Step {
    Step { name, table, restricted: false, alert: None, rows_in, rows_out }
}
