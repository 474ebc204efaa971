//! Everything that AWS is asked for, with the environment as a user sets it, from an emulated AWS: the login to a real
//! PostgreSQL is real.

use std::sync::Arc;

use data_api_emulator::{Administrator, ControlPlane, Emulator, Options, Secret};
use review_sample::SampleWarehouse;
use review_warehouse::testing::PostgresServer;
use tokio::runtime::Runtime;

use crate::program::{Folder, Said};

const ROLE: &str = "arn:aws:iam::000000000000:role/reviewer";

/// An emulated AWS with the cluster `sales` and the workgroup `shop`. It runs as long as the value lives.
struct Aws {
    emulator: Emulator,
    _runtime: Runtime,
}

impl Aws {
    fn start(control_plane: ControlPlane) -> Self {
        let options = Options {
            clusters: vec!["sales".to_owned()],
            workgroups: vec!["shop".to_owned()],
            control_plane,
            ..Options::default()
        };
        let runtime = Runtime::new().expect("a runtime");
        let sample = Arc::new(SampleWarehouse::open("troubled").expect("a sample"));
        let emulator = runtime.block_on(Emulator::start(sample, options)).expect("a free port");
        Self { emulator, _runtime: runtime }
    }

    fn run(&self, folder: &Folder, arguments: &[&str]) -> Said {
        let url = self.emulator.url();
        let environment = [
            ("AWS_ENDPOINT_URL", url.as_str()),
            ("AWS_ACCESS_KEY_ID", "AKIAALICE"),
            ("AWS_SECRET_ACCESS_KEY", "secret-of-alice"),
            ("AWS_REGION", "us-east-1"),
        ];
        folder.run_with(arguments, &environment)
    }
}

fn in_front_of(postgres: &PostgresServer) -> ControlPlane {
    let administrator = Administrator {
        host: "127.0.0.1".to_owned(),
        port: postgres.port(),
        user: PostgresServer::SUPERUSER.to_owned(),
        password: postgres.password().to_owned(),
        database: "postgres".to_owned(),
        root_certificates: postgres.ca_file(),
    };
    ControlPlane { administrator: Some(administrator), ..ControlPlane::default() }
}

/// The address of the PostgreSQL, with where its credentials come from.
fn address(postgres: &PostgresServer, credentials: &str) -> String {
    let (port, roots) = (postgres.port(), postgres.ca_file());
    format!("postgres://127.0.0.1:{port}/postgres?sslrootcert={}&{credentials}", roots.display())
}

#[test]
fn every_way_of_logging_in_over_the_wire_reviews_a_real_database() {
    let postgres = PostgresServer::start();
    postgres.execute("create role reviewer; create role watcher login password 'hunter2'");
    let mut control_plane = in_front_of(&postgres);
    let secret = r#"{"username": "watcher", "password": "hunter2"}"#;
    control_plane.secrets.insert("team/warehouse".to_owned(), Secret::Text(secret.to_owned()));
    control_plane.roles.insert(ROLE.to_owned(), Some("reviews-of-acme".to_owned()));
    let aws = Aws::start(control_plane);
    let as_role = format!("credentials=iam&cluster=sales&role_arn={ROLE}&external_id=reviews-of-acme");
    for (credentials, user) in [
        ("credentials=iam&cluster=sales&db_user=reviewer", "reviewer"),
        ("credentials=iam&cluster=sales", "IAM:AKIAALICE"),
        ("credentials=iam&workgroup=shop", "IAM:AKIAALICE"),
        ("credentials=secret&secret_arn=team/warehouse", "watcher"),
        (as_role.as_str(), "IAMR:reviewer"),
    ] {
        let folder = Folder::new();
        let url = address(&postgres, credentials);
        let arguments = ["run", "postgresql", "--only", "Settings", "--warehouse", &url, "--wake", "--quiet"];
        aws.run(&folder, &arguments).exits(0);
        let run = folder.only_run();
        assert_eq!(run.json("run.json")["identity"]["user"], user, "{credentials}");
        assert_eq!(run.json("run-manifest.json")["accounting"]["failed"], 0, "{credentials}");
        let stored = ["run.json", "report.html", "findings.json"].map(|key| run.text(key)).concat();
        for hidden in ["hunter2", "secret-of-alice"] {
            assert!(!stored.contains(hidden), "{credentials}: no secret is stored");
        }
    }
}

#[test]
fn what_is_refused_over_the_wire_is_said_with_what_mends_it() {
    let postgres = PostgresServer::start();
    let aws = Aws::start(in_front_of(&postgres));
    let folder = Folder::new();
    let refused = |credentials: &str| {
        let url = address(&postgres, credentials);
        aws.run(&folder, &["run", "postgresql", "--warehouse", &url]).exits(3).stderr
    };
    let said = refused("credentials=iam&cluster=sales&db_user=nobody");
    assert!(said.contains("CREATE USER nobody PASSWORD DISABLE;"), "{said}");
    let said = refused(&format!("credentials=iam&cluster=sales&role_arn={ROLE}"));
    assert!(said.contains("trust policy") && said.contains("external_id"), "{said}");
    let said = refused("credentials=secret&secret_arn=nothing");
    assert!(said.contains("can't find the specified secret"), "{said}");
    let said = refused("credentials=iam&cluster=sales&profile=no-such-profile-anywhere");
    assert!(said.contains("no-such-profile-anywhere"), "{said}");
    aws.emulator.deny("redshift:GetClusterCredentialsWithIAM", true);
    let said = refused("credentials=iam&cluster=sales");
    assert!(said.contains(r#""Action": "redshift:GetClusterCredentialsWithIAM""#), "{said}");
}

#[test]
fn a_cluster_is_reviewed_through_the_data_api_and_a_paused_one_is_not() {
    let aws = Aws::start(ControlPlane::default());
    let folder = Folder::new();
    let arguments = ["run", "--only", "NodeDetails", "--warehouse", "redshift://sales/dev", "--quiet"];
    aws.run(&folder, &arguments).exits(0);
    let run = folder.only_run();
    assert!(run.exists("results/NodeDetails.json"));
    assert_eq!(run.json("run-manifest.json")["accounting"]["failed"], 0);
    aws.emulator.set_status("sales", "paused");
    let said = aws.run(&folder, &arguments).exits(3).stderr;
    assert!(said.contains("resume-cluster --cluster-identifier sales"), "{said}");
}
