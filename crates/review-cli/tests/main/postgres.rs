//! A review of a real PostgreSQL server, with a pack that the code knows nothing of.

use review_warehouse::testing::PostgresServer;

use crate::program::Folder;

#[test]
fn a_real_postgresql_is_reviewed_end_to_end() {
    let server = PostgresServer::start();
    let folder = Folder::new();
    let url = server.url(PostgresServer::SUPERUSER, "postgres");
    let environment = [("PGPASSWORD", server.password())];
    let said = folder.run_with(&["run", "postgresql", "--warehouse", &url, "--quiet"], &environment).exits(0);
    let run = folder.only_run();
    assert!(said.answer().ends_with("report.html"));
    let identity = &run.json("run.json")["identity"];
    assert_eq!((identity["deployment"].as_str(), identity["sample"].as_bool()), (Some("postgresql"), Some(false)));
    let accounting = run.json("run-manifest.json")["accounting"].clone();
    assert_eq!(accounting["failed"], 0);
    assert!(accounting["planned"].as_u64().expect("a number") >= 11);
    let everything: String = ["run.json", "report.html", "findings.json"].map(|key| run.text(key)).concat();
    assert!(!everything.contains(server.password()), "no secret is stored");
}

#[test]
fn a_redshift_pack_on_postgresql_skips_visibly() {
    let server = PostgresServer::start();
    let folder = Folder::new();
    let environment = [("PGPASSWORD", server.password())];
    let arguments = [
        "run",
        "redshift",
        "--warehouse",
        &server.url(PostgresServer::SUPERUSER, "postgres"),
        "--quiet",
        "--only",
        "NodeDetails",
    ];
    let said = folder.run_with(&arguments, &environment).exits(2);
    assert!(said.stdout.starts_with("nothing could be reviewed\n"), "{}", said.stdout);
    assert!(said.stdout.contains("needs single_az"), "{}", said.stdout);
}

#[test]
fn a_wrong_password_and_a_closed_port_are_said_with_a_remedy() {
    let server = PostgresServer::start();
    let folder = Folder::new();
    let said = folder
        .run_with(
            &["run", "postgresql", "--warehouse", &server.url(PostgresServer::SUPERUSER, "postgres")],
            &[("PGPASSWORD", "wrong")],
        )
        .exits(3);
    assert!(said.stderr.contains("help") && !said.stderr.contains("wrong"), "{}", said.stderr);
    let said = folder.run_with(
        &["run", "postgresql", "--warehouse", "postgres://me@127.0.0.1:1/x?sslmode=disable"],
        &[("PGPASSWORD", "x")],
    );
    let said = said.exits(3);
    assert!(said.stderr.contains("127.0.0.1"), "{}", said.stderr);
}
