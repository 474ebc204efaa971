//! What facts lead to which answer.

use review_core::identity::Deployment;
use review_preflight::{DatabaseAccess, Fact, Facts, HourAdvice, Outlook, Wake, setting_up, text};

use crate::support::{answer, facts, facts_without_rights};

/// What each query of the small pack comes to, as `NAME: WORD RELATIONS`.
fn outlooks(facts: &Facts) -> Vec<String> {
    let line = |query: &review_preflight::QueryOutlook| {
        let words = match &query.outlook {
            Outlook::Runs => "runs".to_owned(),
            Outlook::Skipped { .. } => "skipped".to_owned(),
            Outlook::OwnRows { relations } => format!("own rows of {}", relations.join(" ")),
            Outlook::Denied { relations } => format!("denied {}", relations.join(" ")),
            Outlook::Withheld { relations } => format!("withheld {}", relations.join(" ")),
            Outlook::Missing { relations } => format!("missing {}", relations.join(" ")),
            Outlook::Unknown { .. } => "unknown".to_owned(),
        };
        format!("{}: {words}", query.query.name)
    };
    answer(facts).queries.iter().map(line).collect()
}

fn statements(facts: &Facts) -> Vec<String> {
    answer(facts).mends.into_iter().map(|mend| mend.statement).collect()
}

#[test]
fn with_sys_monitor_everything_runs() {
    let facts = facts(Deployment::SingleAz);
    assert_eq!(outlooks(&facts), ["Tables: runs", "History: runs", "Slices: runs", "Own: runs"]);
    assert!(answer(&facts).ready && statements(&facts).is_empty());
}

#[test]
fn without_rights_each_query_names_what_mends_it() {
    let facts = facts_without_rights(Deployment::SingleAz);
    let expected = [
        "Tables: denied svv_table_info",
        "History: own rows of sys_query_history",
        "Slices: denied stv_slices",
        "Own: denied ops.notes",
    ];
    assert_eq!(outlooks(&facts), expected);
    let mends = answer(&facts).mends;
    assert_eq!(mends[0].statement, "GRANT ROLE sys:monitor TO \"IAMR:reviewer\";");
    assert_eq!(mends[0].mends, ["Tables", "History", "Slices"], "one statement, said once");
    assert_eq!(mends[1].statement, "GRANT USAGE ON SCHEMA \"ops\" TO \"IAMR:reviewer\";");
    assert_eq!(mends[2].statement, "GRANT SELECT ON \"ops\".\"notes\" TO \"IAMR:reviewer\";");
    assert!(!answer(&facts).ready);
}

#[test]
fn unrestricted_access_to_the_log_shows_rows_but_opens_no_view() {
    let mut facts = facts_without_rights(Deployment::SingleAz);
    facts.rights.unrestricted_syslog = Fact::Known(true);
    assert_eq!(outlooks(&facts)[..2], ["Tables: denied svv_table_info", "History: runs"]);
}

#[test]
fn select_granted_on_one_view_opens_that_one() {
    let mut facts = facts_without_rights(Deployment::SingleAz);
    if let Fact::Known(relations) = &mut facts.relations {
        relations[0].is_readable = true;
    }
    assert_eq!(
        outlooks(&facts)[..3],
        ["Tables: runs", "History: own rows of sys_query_history", "Slices: denied stv_slices"]
    );
}

#[test]
fn what_the_warehouse_does_not_list_is_judged_by_the_documentation() {
    let mut facts = facts_without_rights(Deployment::SingleAz);
    facts.relations = Fact::Known(Vec::new());
    let expected = [
        "Tables: denied svv_table_info",
        "History: own rows of sys_query_history",
        "Slices: own rows of stv_slices",
        "Own: missing ops.notes",
    ];
    assert_eq!(outlooks(&facts), expected);
}

#[test]
fn what_could_not_be_asked_is_not_called_well() {
    let mut facts = facts(Deployment::SingleAz);
    facts.rights.roles = Fact::Unknown("permission: no".to_owned());
    assert_eq!(outlooks(&facts)[..3], ["Tables: unknown", "History: unknown", "Slices: unknown"]);
    assert!(!answer(&facts).ready);
    // A superuser needs no role.
    facts.rights.is_superuser = Fact::Known(true);
    assert_eq!(outlooks(&facts)[0], "Tables: runs");
    facts.relations = Fact::Unknown("permission: no".to_owned());
    assert_eq!(outlooks(&facts)[3], "Own: unknown");
}

#[test]
fn a_deployment_withholds_views_whatever_is_granted() {
    let two_zones = facts(Deployment::MultiAz);
    let expected = ["Tables: withheld svv_table_info", "History: runs", "Slices: skipped", "Own: runs"];
    assert_eq!(outlooks(&two_zones), expected);
    assert!(!answer(&two_zones).ready && statements(&two_zones).is_empty(), "nothing mends it");
    // A query that its pack keeps from this deployment stands in nobody's way.
    let serverless = facts(Deployment::Serverless);
    assert_eq!(outlooks(&serverless)[2], "Slices: skipped");
    assert!(answer(&serverless).ready);
}

#[test]
fn sessions_in_another_zone_shift_every_window() {
    let mut facts = facts(Deployment::Serverless);
    for utc in ["UTC", "Etc/UTC", "gmt"] {
        facts.identity.time_zone = Some(utc.to_owned());
        assert!(answer(&facts).reviewer.unseen.is_empty(), "{utc}");
    }
    facts.identity.time_zone = Some("America/New_York".to_owned());
    let unseen = answer(&facts).reviewer.unseen;
    assert!(unseen[0].starts_with("the sessions of this user are in America/New_York"), "{unseen:?}");
    assert!(statements(&facts).iter().any(|one| one.ends_with("SET timezone TO 'UTC';")), "{:?}", statements(&facts));
}

#[test]
fn metadata_security_hides_rows_from_sys_monitor() {
    let mut facts = facts(Deployment::SingleAz);
    assert!(answer(&facts).reviewer.unseen.is_empty());
    facts.rights.metadata_security = Fact::Known(true);
    let unseen = answer(&facts).reviewer.unseen;
    assert!(unseen[0].contains("is on") && unseen[0].ends_with("missing from Tables"), "{unseen:?}");
    assert!(statements(&facts).contains(&"GRANT ACCESS CATALOG TO ROLE review_catalog;".to_owned()));
    facts.rights.metadata_security = Fact::Unknown("not documented".to_owned());
    let unseen = answer(&facts).reviewer.unseen;
    assert!(unseen[0].starts_with("if metadata_security is on"), "{unseen:?}");
    facts.rights.roles = Fact::Known(vec!["sys:operator".to_owned()]);
    assert!(answer(&facts).reviewer.unseen.is_empty(), "operators see all metadata");
}

#[test]
fn postgresql_asks_for_pg_monitor_and_names_closed_databases() {
    let mut facts = facts_without_rights(Deployment::Postgresql);
    facts.databases = Fact::Known(vec![
        DatabaseAccess { name: "dev".to_owned(), may_connect: true },
        DatabaseAccess { name: "Odd\"One".to_owned(), may_connect: false },
    ]);
    facts.identity.databases.push("Odd\"One".to_owned());
    let expected = ["Tables: denied svv_table_info", "Tables: denied database Odd\"One"];
    assert_eq!(outlooks(&facts).iter().filter(|line| line.starts_with("Tables")).collect::<Vec<_>>(), expected);
    assert!(outlooks(&facts).contains(&"Own: denied ops.notes".to_owned()));
    let all = statements(&facts);
    assert!(all.contains(&"GRANT CONNECT ON DATABASE \"Odd\"\"One\" TO \"IAMR:reviewer\";".to_owned()), "{all:?}");
    let setup = setting_up(Deployment::Postgresql, "reviewer");
    assert_eq!(setup, ["CREATE USER \"reviewer\";", "GRANT pg_monitor TO \"reviewer\";"]);
    let setup = setting_up(Deployment::Serverless, "IAMR:reviewer");
    assert_eq!(
        setup,
        ["CREATE USER \"IAMR:reviewer\" PASSWORD DISABLE;", "GRANT ROLE sys:monitor TO \"IAMR:reviewer\";"]
    );
}

#[test]
fn the_cost_is_bounded_by_the_plan() {
    let cost = answer(&facts(Deployment::Serverless)).cost;
    assert_eq!((cost.statements, cost.statements_at_most, cost.at_once, cost.probes), (3, 9, 2, 4));
    assert_eq!(cost.rows_at_most, 20 + 50 + 50, "the script's own limit counts where it is smaller");
    // Two at once: 100 s and 30 s, then 100 s in the place of the 30 s.
    assert_eq!(cost.first_round_seconds_at_most, 130);
    assert_eq!((cost.charged_seconds_at_least, cost.charged_seconds_expected), (Some(60), None));
    assert_eq!(answer(&facts(Deployment::SingleAz)).cost.charged_seconds_at_least, None);
}

#[test]
fn only_a_workgroup_is_woken() {
    assert_eq!(answer(&facts(Deployment::SingleAz)).wake, Wake::Nothing);
    let mut serverless = facts(Deployment::Serverless);
    assert_eq!(answer(&serverless).wake, Wake::Workgroup);
    serverless.identity.sample = true;
    assert_eq!(answer(&serverless).wake, Wake::SampleOfWorkgroup);
}

#[test]
fn hours_of_ones_own_statements_are_called_that() {
    let own = |facts: &Facts| match answer(facts).hour {
        Fact::Known(HourAdvice::Week { own_statements_only, .. }) => own_statements_only,
        other => panic!("a week: {other:?}"),
    };
    assert!(own(&facts_without_rights(Deployment::SingleAz)) && !own(&facts(Deployment::SingleAz)));
}

#[test]
fn the_screen_is_no_wider_than_it_says() {
    let mut many = facts_without_rights(Deployment::Serverless);
    many.identity.databases = (0..60).map(|number| format!("database_{number}")).collect();
    many.rights.metadata_security = Fact::Unknown("word ".repeat(60));
    for facts in [many, facts(Deployment::SingleAz)] {
        let screen = text::screen(&answer(&facts));
        let widest = screen.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(text::WIDTH), "{widest:?}\n{screen}");
        assert!(screen.lines().count() < 60, "one screen");
    }
}
