//! Roles that are taken on.

use data_api_emulator::ControlPlane;
use review_core::error_class::ErrorClass;
use review_warehouse::aws::credentials::Way;
use review_warehouse::aws::{as_role, facts};
use review_warehouse::{CredentialProvider as _, Warehouse as _};

use crate::fixture::{CLUSTER, Stage, USER_KEY, config, emulator};

const ROLE: &str = "arn:aws:iam::000000000000:role/service/reviewer";

fn with_role(control_plane: &mut ControlPlane) {
    control_plane.roles.insert(ROLE.to_owned(), Some("reviews-of-acme".to_owned()));
}

#[tokio::test]
async fn a_role_with_its_external_id_logs_in_as_the_roles_user() {
    let stage = Stage::new(|_, control_plane| with_role(control_plane)).await;
    let base = config(&stage.emulator, USER_KEY).await;
    let config = as_role(base, ROLE, Some("reviews-of-acme")).await;
    let way = Way::ClusterIam { cluster: CLUSTER.to_owned(), database: "postgres".to_owned() };
    let warehouse = stage.connect(Stage::issuer(config, way)).await.expect("a login");
    assert_eq!(warehouse.identify().await.expect("an identity").user, "IAMR:reviewer");
}

#[tokio::test]
async fn a_role_that_is_not_given_says_which_and_what_both_sides_must_say() {
    let mut control_plane = ControlPlane::default();
    with_role(&mut control_plane);
    let emulator = emulator(control_plane).await;
    for (role, external_id) in
        [(ROLE, None), (ROLE, Some("another")), ("arn:aws:iam::000000000000:role/nobody", Some("reviews-of-acme"))]
    {
        let config = as_role(config(&emulator, USER_KEY).await, role, external_id).await;
        let error = facts(&config, CLUSTER, None).await.expect_err("no role");
        assert_eq!(error.class, ErrorClass::Permission);
        let remedy = error.remedy.expect("a remedy");
        for part in [role, "external_id", "trust policy", "arn:aws:iam::000000000000:user/AKIAALICE"] {
            assert!(remedy.contains(part), "{part}: {remedy}");
        }
        let way = Way::ClusterIam { cluster: CLUSTER.to_owned(), database: "dev".to_owned() };
        let login = Stage::issuer(config, way).credentials("postgres").await.expect_err("no role");
        assert_eq!(login.message, error.message);
    }
}
