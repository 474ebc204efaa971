//! The statements that are sent, and what becomes of those that fail.

use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_core::identity::Deployment;
use review_preflight::{Fact, probe};
use review_warehouse::WarehouseError;
use review_warehouse::scripted::{Behaviour, ScriptedServer};

use crate::support::{answer, identity, wanted};

#[tokio::test]
async fn four_statements_are_sent_whatever_the_plan_is() {
    for deployment in Deployment::ALL {
        let server = ScriptedServer::new();
        let identity = identity(deployment);
        let (_, _, demands) = wanted(&identity);
        let facts = probe::ask(&server.connect(), &identity, &demands).await.expect("facts");
        assert_eq!(server.submitted().len(), 4, "{deployment}: {:?}", server.submitted());
        assert_eq!(facts.statements, probe::STATEMENTS_MAX, "{deployment}");
        assert!(server.live().is_empty() && server.most_in_flight() == 1, "one after another");
    }
}

#[tokio::test]
async fn what_is_refused_is_unknown_with_the_warehouses_words() {
    let server = ScriptedServer::new();
    let refusal = WarehouseError::new(ErrorClass::Permission, "permission denied for relation svv_user_info");
    server.script("Roles", [Behaviour::fails_with(refusal)]);
    let identity = identity(Deployment::SingleAz);
    let (_, _, demands) = wanted(&identity);
    let facts = probe::ask(&server.connect(), &identity, &demands).await.expect("facts");
    let Fact::Unknown(reason) = &facts.rights.roles else { panic!("{:?}", facts.rights.roles) };
    assert_eq!(reason, "permission: permission denied for relation svv_user_info");
    assert!(!answer(&facts).ready);
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_takes_too_long_is_cancelled() {
    let server = ScriptedServer::new();
    server.script("Hours", [Behaviour::finishes().after(Duration::from_secs(3_600))]);
    let identity = identity(Deployment::SingleAz);
    let (_, _, demands) = wanted(&identity);
    let facts = probe::ask(&server.connect(), &identity, &demands).await.expect("facts");
    let Fact::Unknown(reason) = &facts.load else { panic!("{:?}", facts.load) };
    assert!(reason.contains("no answer within 60 s"), "{reason}");
    assert!(server.live().is_empty(), "nothing is left behind");
}

#[tokio::test]
async fn a_warehouse_that_is_gone_is_an_error() {
    let server = ScriptedServer::new();
    server.script_others(Behaviour::fails(ErrorClass::Connection));
    let identity = identity(Deployment::Postgresql);
    let (_, _, demands) = wanted(&identity);
    let error = probe::ask(&server.connect(), &identity, &demands).await.expect_err("no warehouse");
    assert_eq!((error.class, server.submitted().len()), (ErrorClass::Connection, 1), "nothing more is asked");
}
