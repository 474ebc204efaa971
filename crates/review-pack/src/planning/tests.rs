use review_core::identity::{Deployment, Identity};

use super::*;

fn pack() -> Pack {
    crate::check(&crate::init::starter()).pack.expect("the starter pack is valid")
}

fn identity(deployment: Deployment) -> Identity {
    Identity {
        name: "w".into(),
        address: "w".into(),
        deployment,
        version: "1".into(),
        user: "u".into(),
        database: "dev".into(),
        databases: vec!["dev".into(), "sales".into()],
        other_databases: vec![],
        sample: false,
        account: None,
        region: None,
        time_zone: None,
        rights: None,
    }
}

fn planned_as(deployment: Deployment, workflow: &str, only: &[QueryName]) -> Result<Plan, PlanError> {
    let started: Timestamp = "2026-11-22T07:30:00Z".parse().expect("a time");
    let request = PlanRequest {
        run: RunId::new(started, 1),
        workflow,
        only,
        identity: &identity(deployment),
        databases: &DatabaseLists::default(),
        started,
        calls: &CallRights::NoAccount,
        overrides: Overrides { lanes_in_flight: Some(7), ..Overrides::default() },
    };
    plan(&pack(), &request)
}

#[test]
fn a_query_of_scope_database_is_planned_once_for_each() {
    let plan = planned_as(Deployment::SingleAz, "default", &[]).expect("a plan");
    insta::assert_snapshot!(plan_tree(&plan), @"
    run 2026-11-22T07-30-00Z-00000001: 1 stage, 2 lanes, 3 queries (0 skipped)
    └─ stage 1: 2 lanes side by side
       ├─ lane s1-l01: 2 queries one after another
       │  ├─ TableInfo@dev  at most 120 s
       │  └─ TableInfo@sales  at most 120 s
       └─ lane s1-l02: 1 query
          └─ UsagePattern  at most 120 s
    ");
    assert_eq!(plan.limits.deadline.map(|at| at.to_string()).as_deref(), Some("2026-11-22T08:30:00Z"));
    assert_eq!((plan.limits.max_rounds, plan.limits.lanes_in_flight), (Round(3), 7));
    assert!(plan.queries().all(|query| query.script == keys::script(&query.id.name)));
    assert!(plan.lanes().all(|lane| plan.lane(lane.id) == Some(lane)));
}

#[test]
fn what_cannot_or_should_not_run_is_planned_away_with_its_reason() {
    let only = ["UsagePattern".parse().expect("a name")];
    let plan = planned_as(Deployment::Postgresql, "all-serial", &only).expect("a plan");
    insta::assert_snapshot!(plan_tree(&plan), @"
    run 2026-11-22T07-30-00Z-00000001: 1 stage, 1 lane, 3 queries (3 skipped)
    └─ stage 1: 1 lane
       └─ lane s1-l01: 3 queries one after another
          ├─ TableInfo@dev  skipped: not asked for
          ├─ TableInfo@sales  skipped: not asked for
          └─ UsagePattern  skipped: needs single_az or multi_az or serverless
    ");
}

#[test]
fn a_workflow_is_shown_without_a_warehouse() {
    insta::assert_snapshot!(workflow_tree(&pack(), "all-parallel").expect("a workflow"), @"
    workflow all-parallel: 1 stage, 2 lanes, 2 queries
    └─ stage 1: 2 lanes side by side
       ├─ lane s1-l01: 1 query
       │  └─ TableInfo  at most 120 s, once for each database
       └─ lane s1-l02: 1 query
          └─ UsagePattern  at most 120 s, needs single_az or multi_az or serverless, own rows only without sys:monitor
    ");
}

#[test]
fn what_is_not_there_is_named() {
    let message = |workflow: &str, only: &str| {
        let only = [only.parse().expect("a name")];
        planned_as(Deployment::SingleAz, workflow, &only).expect_err("an error").to_string()
    };
    assert_eq!(
        message("nightly", "TableInfo"),
        "the pack has no workflow `nightly`; it has `all-parallel`, `all-serial`, `default`"
    );
    assert_eq!(message("default", "TableInf"), "the pack has no query `TableInf`; did you mean `TableInfo`?");
}

#[test]
fn warehouse_time_is_limited_when_the_pack_or_the_run_says_so() {
    let limit = |of_pack, of_run| {
        let mut pack = pack();
        pack.defaults.max_warehouse_seconds = of_pack;
        let started = Timestamp::from_micros(0);
        let request = PlanRequest {
            run: RunId::new(started, 1),
            workflow: "default",
            only: &[],
            identity: &identity(Deployment::SingleAz),
            databases: &DatabaseLists::default(),
            started,
            calls: &CallRights::NoAccount,
            overrides: Overrides { max_warehouse_seconds: of_run, ..Overrides::default() },
        };
        plan(&pack, &request).expect("a plan").limits.max_warehouse_seconds
    };
    assert_eq!(limit(None, None), None);
    assert_eq!(limit(Some(600), None), Some(Seconds(600)));
    assert_eq!(limit(Some(600), Some(60)), Some(Seconds(60)));
}

fn planned_in(include: &[&str], exclude: &[&str]) -> Result<(Plan, Identity), PlanError> {
    let patterns = |texts: &[&str]| texts.iter().map(|text| text.parse().expect("a pattern")).collect();
    let mut pack = pack();
    pack.databases.exclude = vec!["*_tmp".parse().expect("a pattern")];
    let mut identity = identity(Deployment::Serverless);
    identity.databases.push("sales_tmp".to_owned());
    let kind = review_core::identity::OtherDatabaseKind::Shared;
    identity.other_databases.push(OtherDatabase { name: "partners".to_owned(), kind });
    let started = Timestamp::from_micros(0);
    let request = PlanRequest {
        run: RunId::new(started, 1),
        workflow: "default",
        only: &[],
        identity: &identity,
        databases: &DatabaseLists { include: patterns(include), exclude: patterns(exclude) },
        started,
        calls: &CallRights::NoAccount,
        overrides: Overrides::default(),
    };
    plan(&pack, &request).map(|plan| (plan, identity))
}

#[test]
fn databases_that_the_lists_leave_out_are_planned_away_and_known() {
    let (plan, identity) = planned_in(&["sales*", "dev"], &["DEV"]).expect("a plan");
    insta::assert_snapshot!(plan_tree(&plan), @"
    run 1970-01-01T00-00-00Z-00000001: 1 stage, 2 lanes, 4 queries (2 skipped)
    └─ stage 1: 2 lanes side by side
       ├─ lane s1-l01: 3 queries one after another
       │  ├─ TableInfo@dev  skipped: its database is left out: `exclude` holds `DEV`
       │  ├─ TableInfo@sales  at most 120 s
       │  └─ TableInfo@sales_tmp  skipped: its database is left out: `exclude` holds `*_tmp`
       └─ lane s1-l02: 1 query
          └─ UsagePattern  at most 120 s
    ");
    let not_visited = review_core::databases::not_visited(&plan, &identity);
    let lines: Vec<String> = not_visited.iter().map(|one| format!("{}: {}", one.database, one.reason)).collect();
    assert_eq!(
        lines,
        [
            "dev: left out: `exclude` holds `DEV`",
            "partners: a shared database: its data lies in another warehouse",
            "sales_tmp: left out: `exclude` holds `*_tmp`",
        ]
    );
}

#[test]
fn a_database_that_was_asked_for_and_is_not_there_is_no_plan() {
    let message = |include: &str| planned_in(&[include], &[]).expect_err("an error").to_string();
    assert_eq!(message("slaes*"), "no database fits `slaes*`; the warehouse has `dev`, `sales`, `sales_tmp`");
    assert_eq!(
        message("partner?"),
        "no database fits `partner?`; `partners` is a shared database: its data lies in another warehouse; the \
         warehouse has `dev`, `sales`, `sales_tmp`"
    );
    assert!(planned_in(&[], &["nothing*"]).is_ok(), "what is not there need not be excluded, and may be");
}
