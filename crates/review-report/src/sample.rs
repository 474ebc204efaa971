//! A small run in which every field of the report model is filled: what a pack's template is tried on, and what
//! the tests of this crate look at.

mod findings;
mod history;
mod measures;
mod sections;
mod usage;

use std::collections::BTreeMap;

use review_core::accounting::{Accounting, Status};
use review_core::documents::{FORMAT, RunDocument};
use review_core::error_class::ErrorClass;
use review_core::finding::Findings;
use review_core::identity::{Deployment, Identity, OtherDatabase, OtherDatabaseKind, Rights};
use review_core::lane::{Halt, Outcome};
use review_core::plan::{Lane, Limits, Plan, PlannedQuery, Stage};
use review_core::{LaneId, Round, RunId, Seconds, Timestamp};

use crate::input::{QuerySection, ReportInput};
use findings::findings;
use sections::{failed, section, skipped, table_info, wlm_rows};

/// 2026-11-22T07:30:00Z.
const START: Timestamp = Timestamp::from_micros(1_795_332_600_000_000);

/// A run over six queries: findings, silence, a failure, a time-out and a skipped query, and a result that is
/// longer than a page shows.
pub fn sample_input() -> ReportInput {
    let sections = vec![
        table_info(),
        section("WLMConfig", "Workload", Status::Ok, wlm_rows()),
        failed("SpectrumPerformance", Outcome::Failed(ErrorClass::Permission)),
        failed("UsagePattern", Outcome::TimedOut),
        skipped("CommitPressure"),
        QuerySection { charts: usage::charts(), ..section("QueueTime", "Workload", Status::Ok, usage::rows()) },
    ];
    ReportInput {
        run: run(&sections),
        accounting: accounting(&sections),
        findings: findings(),
        sections,
        halt: Some(Halt::Deadline),
        settings: history::settings(),
        comparison: Some(history::comparison()),
        series: Some(history::series()),
    }
}

/// A run of which nothing was planned.
pub(crate) fn empty_input() -> ReportInput {
    let mut run = run(&[]);
    run.parameters.clear();
    run.identity.sample = false;
    ReportInput {
        run,
        accounting: Accounting::default(),
        findings: Findings {
            signals: Vec::new(),
            recommendations: BTreeMap::new(),
            suppressions: Vec::new(),
            measures: Vec::new(),
            window: None,
            ..findings()
        },
        sections: Vec::new(),
        halt: None,
        settings: Default::default(),
        comparison: None,
        series: None,
    }
}

fn run(sections: &[QuerySection]) -> RunDocument {
    let planned = |section: &QuerySection| PlannedQuery {
        id: section.query.clone(),
        script: format!("scripts/{}.sql", section.query.name),
        call: None,
        threshold_seconds: 120,
        max_rows: 50_000,
        skip: None,
    };
    let lane = Lane { id: LaneId { stage: 1, lane: 1 }, queries: sections.iter().map(planned).collect() };
    RunDocument {
        format: FORMAT,
        program: "redshift-review 0.1.0".to_owned(),
        started_at: START,
        pack: "redshift".to_owned(),
        pack_digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        workflow: "default".to_owned(),
        parameters: BTreeMap::from([("days".to_owned(), "7".to_owned())]),
        warehouse: "sample:troubled".to_owned(),
        identity: Identity {
            name: "sample-troubled".to_owned(),
            address: "sample:troubled".to_owned(),
            deployment: Deployment::SingleAz,
            version: "PostgreSQL 8.0.2 on i686-pc-linux-gnu, Redshift 1.0.115467".to_owned(),
            user: "review".to_owned(),
            database: "dev".to_owned(),
            databases: vec!["dev".to_owned(), "sales".to_owned()],
            other_databases: vec![OtherDatabase { name: "partners".to_owned(), kind: OtherDatabaseKind::Shared }],
            sample: true,
            account: Some("123456789012".to_owned()),
            region: Some("eu-central-1".to_owned()),
            time_zone: Some("America/New_York".to_owned()),
            rights: Some(Rights {
                is_superuser: Some(false),
                roles: Some(vec!["sys:monitor".to_owned()]),
                sees_all_rows: Some(false),
            }),
        },
        plan: Plan {
            run: RunId::new(START, 0x4f2a_91c3),
            stages: vec![Stage { lanes: vec![lane] }],
            limits: Limits {
                max_rounds: Round(3),
                lanes_in_flight: 2,
                deadline: None,
                max_warehouse_seconds: None,
                cancel_tries: 3,
                retry_time_outs: true,
                round_pause: Seconds(5),
                poll: Limits::POLL,
            },
        },
        csv_formula_guard: true,
        query_texts: Default::default(),
    }
}

fn accounting(sections: &[QuerySection]) -> Accounting {
    let count = |status: Status| {
        u32::try_from(sections.iter().filter(|section| section.account.status == status).count()).unwrap_or(u32::MAX)
    };
    Accounting {
        planned: u32::try_from(sections.len()).unwrap_or(u32::MAX),
        ok: count(Status::Ok),
        findings: count(Status::Findings),
        failed: count(Status::Failed),
        timed_out: count(Status::TimedOut),
        skipped: count(Status::Skipped),
        queries: sections.iter().map(|section| section.account.clone()).collect(),
    }
}
