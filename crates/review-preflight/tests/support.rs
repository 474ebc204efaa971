//! A small pack and facts to assess it by.

use std::collections::BTreeMap;

use review_core::call::CallRights;
use review_core::identity::{Deployment, Identity};
use review_core::plan::Plan;
use review_core::{RunId, Timestamp};
use review_pack::planning::{self, Overrides, PlanRequest};
use review_pack::{DatabaseLists, Pack, check};
use review_preflight::{
    Demand, Fact, Facts, FoundRelation, HourLoad, Load, Preflight, Question, Rights, assess, demands,
};

const CONFIG: &str = r#"{
  "pack": "small",
  "defaults": { "time_threshold_seconds": 100, "max_rows": 50, "max_rounds": 3, "lanes_in_flight": 2 },
  "queries": [
    { "name": "Tables", "script": "scripts/Tables.sql", "section": "S", "scope": "database" },
    { "name": "History", "script": "scripts/History.sql", "section": "S", "time_threshold_seconds": 30 },
    { "name": "Slices", "script": "scripts/Slices.sql", "section": "S", "needs": ["single_az"] },
    { "name": "Own", "script": "scripts/Own.sql", "section": "S" }
  ],
  "workflows": { "default": { "order": "parallel" } }
}"#;

const SCRIPTS: [(&str, &str); 4] = [
    ("scripts/Tables.sql", "select t.table_id from svv_table_info as t limit 20"),
    ("scripts/History.sql", "select h.query_id from sys_query_history as h"),
    ("scripts/Slices.sql", "select s.slice from stv_slices as s"),
    ("scripts/Own.sql", "select n.note from ops.notes as n"),
];

pub(crate) fn pack() -> Pack {
    let mut files: BTreeMap<String, Vec<u8>> =
        SCRIPTS.iter().map(|(path, sql)| ((*path).to_owned(), sql.as_bytes().to_vec())).collect();
    files.insert("config.json".to_owned(), CONFIG.as_bytes().to_vec());
    let checked = check(&files);
    checked.pack.unwrap_or_else(|| panic!("the small pack is a pack: {:?}", checked.diagnostics))
}

pub(crate) fn identity(deployment: Deployment) -> Identity {
    Identity {
        name: "w".to_owned(),
        address: "redshift://w/dev".to_owned(),
        deployment,
        version: "PostgreSQL 8.0.2 on i686-pc-linux-gnu, Redshift 1.0.114698".to_owned(),
        user: "IAMR:reviewer".to_owned(),
        database: "dev".to_owned(),
        databases: vec!["dev".to_owned()],
        other_databases: Vec::new(),
        sample: false,
        account: None,
        region: None,
        time_zone: None,
        rights: None,
    }
}

pub(crate) fn plan(pack: &Pack, identity: &Identity) -> Plan {
    let started = Timestamp::from_micros(0);
    let request = PlanRequest {
        run: RunId::new(started, 0),
        workflow: "default",
        only: &[],
        identity,
        databases: &DatabaseLists::default(),
        started,
        calls: &CallRights::NoAccount,
        overrides: Overrides::default(),
    };
    planning::plan(pack, &request).expect("a plan")
}

pub(crate) fn wanted(identity: &Identity) -> (Pack, Plan, Vec<Demand>) {
    let pack = pack();
    let plan = plan(&pack, identity);
    let demands = demands(&pack, &plan);
    (pack, plan, demands)
}

/// The facts of a reviewer as it should be: no superuser, sys:monitor, and the relation of the pack's own granted.
pub(crate) fn facts(deployment: Deployment) -> Facts {
    let found = |schema: &str, name: &str| FoundRelation {
        schema: schema.to_owned(),
        name: name.to_owned(),
        is_readable: true,
    };
    Facts {
        identity: identity(deployment),
        rights: Rights {
            is_superuser: Fact::Known(false),
            roles: Fact::Known(vec!["sys:monitor".to_owned()]),
            unrestricted_syslog: Fact::Known(false),
            metadata_security: Fact::Known(false),
            tables: Fact::Known(66),
        },
        databases: Fact::Unknown("not asked".to_owned()),
        relations: Fact::Known(vec![
            found("pg_catalog", "svv_table_info"),
            found("pg_catalog", "sys_query_history"),
            found("pg_catalog", "stv_slices"),
            found("ops", "notes"),
        ]),
        load: Fact::Known(Load::Hours {
            now: 3,
            hours: vec![HourLoad { hour: 3, running_seconds: 10, queued_seconds: 5 }],
        }),
        statements: 4,
    }
}

/// The same without any role, and what that leaves.
pub(crate) fn facts_without_rights(deployment: Deployment) -> Facts {
    let mut facts = facts(deployment);
    facts.rights.roles = Fact::Known(Vec::new());
    if let Fact::Known(relations) = &mut facts.relations {
        for relation in relations.iter_mut() {
            relation.is_readable = relation.name == "sys_query_history";
        }
    }
    facts
}

pub(crate) fn answer(facts: &Facts) -> Preflight {
    let (pack, plan, demands) = wanted(&facts.identity);
    let question = Question {
        pack: &pack.name,
        workflow: "default",
        plan: &plan,
        demands: &demands,
        deadline_seconds: Some(3_600),
        earlier: None,
    };
    assess(facts, &question)
}
