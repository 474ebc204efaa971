//! A run folder in memory, a scripted warehouse, a clock that only moves while everybody waits.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use review_core::call::{CallColumn, CallName, CallScript, Taken};
use review_core::documents::{FORMAT, NewRun, RunDocument};
use review_core::finding::{FINDINGS_FORMAT, Findings};
use review_core::identity::{Deployment, Identity};
use review_core::plan::{Lane, Limits, Plan, PlannedQuery, Stage};
use review_core::record::Record;
use review_core::result::ColumnType;
use review_core::{DriverId, LaneId, QueryId, Round, Timestamp, keys};
use review_engine::{
    Clock, Collected, DriveError, Driving, Finish, FinishError, Interrupter, Judged, Listener, RunEnd, RunEvent, begin,
    drive, interrupter,
};
use review_store::{MemoryFolder, RunFolder, records};
use review_warehouse::Warehouse;
use review_warehouse::scripted::{ClockFn, ScriptedServer, virtual_clock};

pub(crate) const START: Timestamp = Timestamp::from_micros(1_763_800_200_000_000);

/// Whether a query of a plan asks AWS: its name begins so.
fn asks(name: &str) -> bool {
    name.starts_with("Ask")
}

/// The call that such queries make.
pub(crate) const CALL: CallName = CallName::DescribeClusters;

fn call_script() -> String {
    let column = |name: &str, kind, pointer: &str| CallColumn {
        name: name.to_owned(),
        kind,
        taken: Taken::At(pointer.to_owned()),
    };
    let columns = vec![
        column("cluster", ColumnType::Text, "/ClusterIdentifier"),
        column("nodes", ColumnType::Integer, "/NumberOfNodes"),
    ];
    CallScript { rows: Some("/Clusters".to_owned()), ..CallScript::new(CALL, columns) }.text()
}

/// A plan written as stages of lanes of query names, parted by `|` and `,` and blanks: `A B, C | D` is a stage of
/// two lanes, the first with two queries, then a stage of one lane.
pub(crate) fn plan(text: &str) -> Plan {
    let query = |name: &str| PlannedQuery {
        id: name.parse().expect("a query"),
        script: match asks(name) {
            true => keys::call_script(&name.parse().expect("a query name")),
            false => keys::script(&name.parse().expect("a query name")),
        },
        call: asks(name).then_some(CALL),
        threshold_seconds: 60,
        max_rows: 100,
        skip: None,
    };
    let lane = |stage, lane, text: &str| Lane {
        id: LaneId { stage, lane },
        queries: text.split_whitespace().map(query).collect(),
    };
    let stage = |number, text: &str| Stage {
        lanes: (1..).zip(text.split(',')).map(|(index, text)| lane(number, index, text)).collect(),
    };
    Plan {
        run: "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run id"),
        stages: (1..).zip(text.split('|')).map(|(index, text)| stage(index, text)).collect(),
        limits: Limits {
            max_rounds: Round(3),
            lanes_in_flight: 2,
            deadline: None,
            max_warehouse_seconds: None,
            cancel_tries: 3,
            retry_time_outs: true,
            round_pause: review_core::Seconds(5),
            poll: Limits::POLL,
        },
    }
}

fn document(plan: Plan) -> RunDocument {
    RunDocument {
        format: FORMAT,
        program: "test".to_owned(),
        started_at: START,
        pack: "test".to_owned(),
        pack_digest: String::new(),
        workflow: "default".to_owned(),
        parameters: BTreeMap::new(),
        warehouse: "scripted".to_owned(),
        identity: Identity {
            name: "scripted".to_owned(),
            address: "scripted".to_owned(),
            deployment: Deployment::SingleAz,
            version: "1".to_owned(),
            user: "reviewer".to_owned(),
            database: "dev".to_owned(),
            databases: vec!["dev".to_owned()],
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

/// Judges nothing and writes a report that says which queries there were; what judging really does is tested
/// where it is.
pub(crate) struct Listing;

#[async_trait]
impl Finish for Listing {
    async fn evaluate(&self, collected: &Collected<'_>) -> Result<Judged, FinishError> {
        let findings = Findings {
            format: FINDINGS_FORMAT,
            run: collected.run.plan.run.clone(),
            as_of: collected.as_of(),
            signals: vec![],
            recommendations: BTreeMap::new(),
            suppressions: vec![],
            measures: vec![],
            compared_when_same: Default::default(),
            window: None,
        };
        Ok(findings.into())
    }

    async fn render(
        &self,
        collected: &Collected<'_>,
        findings: &Findings,
    ) -> Result<Vec<(String, Vec<u8>)>, FinishError> {
        let accounts = collected.accounting(findings).queries;
        let lines: Vec<String> = accounts.iter().map(|one| format!("{} {}", one.query, one.status.words())).collect();
        Ok(vec![(keys::REPORT.to_owned(), lines.join("\n").into_bytes())])
    }
}

struct VirtualClock(ClockFn);

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        (self.0)()
    }
}

#[derive(Default)]
pub(crate) struct Heard(Mutex<Vec<RunEvent>>);

impl Listener for Heard {
    fn hear(&self, event: &RunEvent) {
        self.0.lock().expect("nobody panics while listening").push(event.clone());
    }
}

impl Heard {
    pub(crate) fn events(&self) -> Vec<RunEvent> {
        self.0.lock().expect("nobody panics while listening").clone()
    }
}

/// A run under test.
pub(crate) struct Scene {
    pub(crate) plan: Plan,
    pub(crate) folder: MemoryFolder,
    pub(crate) server: ScriptedServer,
    pub(crate) interrupter: Interrupter,
    pub(crate) heard: Arc<Heard>,
    clock: ClockFn,
    drivers: AtomicU32,
}

impl Scene {
    /// A run that has begun and that nobody drives yet. Needs a paused clock.
    pub(crate) async fn new(plan: Plan) -> Self {
        let clock = virtual_clock(START);
        let scene = Self {
            folder: MemoryFolder::default(),
            server: ScriptedServer::new().with_clock(clock.clone()),
            interrupter: interrupter(),
            heard: Arc::default(),
            clock,
            drivers: AtomicU32::new(0),
            plan,
        };
        let scripts = scene.plan.queries().map(|query| {
            let text = if query.call.is_some() { call_script() } else { "select 1".to_owned() };
            (query.script.clone(), text)
        });
        let new = NewRun {
            document: document(scene.plan.clone()),
            scripts: scripts.collect(),
            pack_files: BTreeMap::new(),
            settings: None,
        };
        begin(&scene.folder, &new).await.expect("a run begins");
        scene
    }

    pub(crate) fn driving(&self, folder: Arc<dyn RunFolder>) -> Driving {
        let number = self.drivers.fetch_add(1, Ordering::Relaxed);
        Driving {
            folder,
            run: document(self.plan.clone()),
            warehouse: Arc::new(self.server.connect()) as Arc<dyn Warehouse>,
            finish: Arc::new(Listing),
            listener: self.heard.clone(),
            clock: Arc::new(VirtualClock(self.clock.clone())),
            driver: DriverId(format!("driver-{number}")),
            interrupter: self.interrupter.clone(),
            takes_over: number > 0,
        }
    }

    /// A driver that nobody has interrupted yet.
    pub(crate) fn afresh(&mut self) {
        self.interrupter = interrupter();
    }

    pub(crate) async fn drive(&self) -> Result<RunEnd, DriveError> {
        drive(self.driving(Arc::new(self.folder.clone()))).await
    }

    /// Drives to the end; answers a line for each query: its name, what it came to, and how many attempts.
    pub(crate) async fn accounts(&self) -> Vec<String> {
        match self.drive().await {
            Ok(RunEnd::Closed(manifest)) => {
                let accounts = manifest.accounting.queries.iter();
                accounts.map(|one| format!("{} {} {}", one.query, one.status.words(), one.attempts)).collect()
            }
            other => panic!("the run did not end: {other:?}"),
        }
    }

    pub(crate) async fn records(&self, query: &str) -> Vec<Record> {
        let query: QueryId = query.parse().expect("a query");
        records::of_query(&self.folder, &query).await.expect("records")
    }
}
