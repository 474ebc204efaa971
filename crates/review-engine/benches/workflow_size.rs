//! What a query costs in a workflow of 10,000 queries, as a ratio to what it costs in a workflow of 100.
//!
//! `cargo bench -p review-engine` prints the ratio for the decisions alone (the core), and for the whole driver on
//! a scripted warehouse and a run folder in memory, all queries in one lane and each in a lane of its own. Small
//! and large are measured in turns, so that whatever else the machine does falls on both; the median counts.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use review_core::documents::{FORMAT, NewRun, RunDocument};
use review_core::finding::{FINDINGS_FORMAT, Findings};
use review_core::identity::{Deployment, Identity};
use review_core::lane::{Action, Event, LaneState, Outcome, apply, due};
use review_core::plan::{Lane, Limits, Plan, PlannedQuery, Stage};
use review_core::{DriverId, LaneId, Round, Seconds, Timestamp, keys};
use review_engine::{Collected, Driving, Finish, FinishError, Judged, Silent, SystemClock, begin, drive, interrupter};
use review_store::MemoryFolder;
use review_warehouse::scripted::ScriptedServer;

const SMALL: u32 = 100;
const LARGE: u32 = 10_000;
const TURNS: usize = 5;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    println!("cost of a query in a workflow of {LARGE} / in one of {SMALL}; median of {TURNS} turns");
    report("decisions (apply, due), one lane", |count| decisions(&plan(count, false)));
    report("driver, all serial", |count| runtime.block_on(driver(plan(count, false))));
    report("driver, all parallel", |count| runtime.block_on(driver(plan(count, true))));
}

/// Prints the ratio of the time a query takes in the large and in the small workflow.
fn report(name: &str, mut run: impl FnMut(u32)) {
    // As many small workflows as make up a large one, so that both sides are measured over the same work.
    let mut timed = |count: u32, times: u32| {
        let began = Instant::now();
        (0..times).for_each(|_| run(count));
        began.elapsed() / (count * times)
    };
    timed(SMALL, 1);
    let turns: Vec<(Duration, Duration)> = (0..TURNS).map(|_| (timed(SMALL, LARGE / SMALL), timed(LARGE, 1))).collect();
    let ratio = median(turns.iter().map(|(small, large)| large.as_secs_f64() / small.as_secs_f64()).collect());
    let large = median(turns.iter().map(|(_, large)| large.as_secs_f64() * 1e6).collect());
    println!("{name:<34} ratio {ratio:.2}   {large:.1} µs a query");
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn plan(queries: u32, parallel: bool) -> Plan {
    let query = |number: u32| {
        let name = format!("Q{number}").parse().expect("a query name");
        let script = keys::script(&name);
        PlannedQuery {
            id: review_core::QueryId::warehouse(name),
            script,
            call: None,
            threshold_seconds: 60,
            max_rows: 10,
            skip: None,
        }
    };
    let lane = |lane: u16, queries: Vec<PlannedQuery>| Lane { id: LaneId { stage: 1, lane }, queries };
    let all = (0..queries).map(query);
    let lanes = if parallel {
        (1..).zip(all).map(|(index, query)| lane(index, vec![query])).collect()
    } else {
        vec![lane(1, all.collect())]
    };
    Plan {
        run: "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run id"),
        stages: vec![Stage { lanes }],
        limits: Limits {
            max_rounds: Round(3),
            lanes_in_flight: 4,
            deadline: None,
            max_warehouse_seconds: None,
            cancel_tries: 3,
            retry_time_outs: true,
            round_pause: Seconds(0),
            poll: Limits::POLL,
        },
    }
}

/// One lane from its beginning to its end, every query failing in the first round.
fn decisions(plan: &Plan) {
    let lane = &plan.stages[0].lanes[0];
    let mut state = LaneState::new(lane);
    let now = Timestamp::from_micros(0);
    loop {
        let event = match due(plan, lane, &state, None, now) {
            Action::Submit(attempt) if attempt.id.round == Round::FIRST => {
                Event::Recorded { id: attempt.id, outcome: Outcome::Failed(review_core::error_class::ErrorClass::Lock) }
            }
            Action::Submit(attempt) => Event::Recorded { id: attempt.id, outcome: Outcome::Finished },
            Action::WriteManifest { round, .. } => Event::ManifestWritten { round, at: now },
            Action::Nothing => break,
            other => panic!("not expected here: {other:?}"),
        };
        state = apply(plan, state, event).expect("legal").into_state();
    }
    black_box(state);
}

struct Nothing;

#[async_trait]
impl Finish for Nothing {
    async fn evaluate(&self, collected: &Collected<'_>) -> Result<Judged, FinishError> {
        let run = collected.run.plan.run.clone();
        let as_of = collected.as_of();
        let recommendations = BTreeMap::new();
        let suppressions = vec![];
        Ok(Findings {
            format: FINDINGS_FORMAT,
            run,
            as_of,
            signals: vec![],
            recommendations,
            suppressions,
            measures: vec![],
            compared_when_same: Default::default(),
            window: None,
        }
        .into())
    }

    async fn render(&self, _: &Collected<'_>, _: &Findings) -> Result<Vec<(String, Vec<u8>)>, FinishError> {
        Ok(vec![(keys::REPORT.to_owned(), vec![])])
    }
}

async fn driver(plan: Plan) {
    let folder = MemoryFolder::default();
    let document = document(plan);
    let scripts = document.plan.queries().map(|query| (query.script.clone(), "select 1".to_owned())).collect();
    let new = NewRun { document: document.clone(), scripts, pack_files: BTreeMap::new(), settings: None };
    begin(&folder, &new).await.expect("a run begins");
    let driving = Driving {
        folder: Arc::new(folder),
        run: document,
        warehouse: Arc::new(ScriptedServer::new().connect()),
        finish: Arc::new(Nothing),
        listener: Arc::new(Silent),
        clock: Arc::new(SystemClock),
        driver: DriverId("bench".to_owned()),
        interrupter: interrupter(),
        takes_over: false,
    };
    drive(driving).await.expect("it ends");
}

fn document(plan: Plan) -> RunDocument {
    let text = || "bench".to_owned();
    RunDocument {
        format: FORMAT,
        program: text(),
        started_at: Timestamp::from_micros(0),
        pack: text(),
        pack_digest: text(),
        workflow: text(),
        parameters: BTreeMap::new(),
        warehouse: text(),
        identity: Identity {
            name: text(),
            address: text(),
            deployment: Deployment::SingleAz,
            version: text(),
            user: text(),
            database: text(),
            databases: vec![],
            other_databases: vec![],
            sample: false,
            account: None,
            region: None,
            time_zone: None,
            rights: None,
        },
        plan,
        csv_formula_guard: false,
        query_texts: Default::default(),
    }
}
