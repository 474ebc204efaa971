//! The mail of a run, through a real mail server.

use review_core::digest::sha256_hex;
use review_mail::testing::{Behaviour, MailServer, Received};

use crate::program::{Folder, Said};
use crate::shipped;

const USER: &str = "reviews";
const PASSWORD: &str = "correct horse";

/// A server that wants a login, and a folder with settings and a password for it.
fn with_server(behaviour: Behaviour, more: &str) -> (MailServer, Folder) {
    let server = MailServer::start(&Behaviour { login: Some((USER.into(), PASSWORD.into())), ..behaviour });
    let folder = Folder::new();
    let settings = format!(
        "mail:\n  host: 127.0.0.1\n  port: {}\n  ca_file: {}\n  user: {USER}\n  password_file: secrets/smtp\n  \
         from: Reviews <reviews@example.com>\n  to: [dba@example.com, ann@example.com]\n{more}",
        server.port(),
        server.ca_file().display()
    );
    folder.write("house/settings.yaml", &settings).write("house/secrets/smtp", &format!("{PASSWORD}\n"));
    (server, folder)
}

const SETTINGS: [&str; 2] = ["--settings", "house/settings.yaml"];

fn run(folder: &Folder, arguments: &[&str]) -> Said {
    folder.run(&[arguments, &SETTINGS].concat())
}

fn only(server: &MailServer) -> Received {
    let mut received = server.take();
    assert_eq!(received.len(), 1, "one mail");
    received.remove(0)
}

#[test]
fn a_report_that_is_ready_is_told_once_with_what_was_found_and_no_text_of_a_query() {
    let (server, folder) = with_server(
        Behaviour::default(),
        "  attach_report: true\n  attach_kilobytes: 5000\nclassification: Internal\n",
    );
    let queries = ["--only", "TableInfo", "--only", "Top50QueriesByRunTime"];
    let said = run(&folder, &[&["run", "--query-text", "full"][..], &queries].concat()).exits(0);
    assert!(said.stderr.contains("mail sent to dba@example.com, ann@example.com"), "{}", said.stderr);
    let mail = only(&server);
    let run = folder.only_run();
    assert!(mail.subject().starts_with("redshift-review sample-troubled: report ready: "), "{}", mail.subject());
    assert_eq!(mail.recipients(), ["dba@example.com", "ann@example.com"]);
    for form in [mail.plain(), mail.html()] {
        assert!(form.contains("Internal") && form.contains("Do first") && form.contains(&run.id()), "{form}");
        assert!(!form.contains("finance.ledger_entries l join") && !form.contains("2026-10-31"), "{form}");
    }
    let attached = mail.attached();
    assert_eq!(attached.len(), 1);
    assert_eq!(attached[0].sha256, sha256_hex(run.text("report.html").as_bytes()));
    let told = run.json("notified.json");
    assert_eq!((told["occasion"].as_str(), told["mail"]["tries"].as_u64()), (Some("ready"), Some(1)));
    assert_eq!(mail.fields("Message-ID"), [format!("<{}>", told["mail"]["message_id"].as_str().expect("an id"))]);
    assert!(run.text("run-manifest.json").contains("notified.json"), "what was told is part of the run");
    folder.run(&[&["resume", "latest"][..], &SETTINGS].concat()).exits(0);
    assert_eq!(server.take().len(), 0, "a complete run is told of once");
}

#[test]
fn errors_that_persist_are_told_and_an_unwanted_mail_is_not_sent() {
    let (server, folder) = with_server(Behaviour::default(), "  on: [errors]\n");
    run(&folder, &["run", "--quiet", "--only", "TableInfo"]).exits(0);
    assert_eq!(server.take().len(), 0, "nothing failed");
    let failing = "sample:troubled?fail=TableInfo";
    run(&folder, &["run", "--quiet", "--only", "TableInfo", "--warehouse", failing]).exits(2);
    let mail = only(&server);
    let told = format!("errors persist in 1 of {} queries, report ready", shipped::planned());
    assert!(mail.subject().contains(&told), "{}", mail.subject());
    assert!(mail.plain().contains("TableInfo@dev: failed: connection: "), "{}", mail.plain());
    assert!(mail.plain().contains("What to do: "), "{}", mail.plain());
    assert_eq!(mail.attached().len(), 0, "nobody asked for it");
}

#[test]
fn a_report_that_is_too_large_to_attach_is_said_everywhere_and_named_by_its_whole_path() {
    let (server, folder) = with_server(Behaviour::default(), "  attach_report: true\n  attach_kilobytes: 1\n");
    let said = run(&folder, &["run", "--only", "TableInfo"]).exits(0);
    assert!(said.stderr.contains("warning: the report is too large to attach: it would take "), "{}", said.stderr);
    assert!(said.stderr.contains("raise `attach_kilobytes`"), "{}", said.stderr);
    let mail = only(&server);
    assert_eq!(mail.attached().len(), 0);
    let files = folder.only_run();
    let report = files.path.join("report.html").canonicalize().expect("a report");
    let line = mail.plain().lines().find_map(|line| line.strip_prefix("Report: ").map(str::to_owned)).expect("a line");
    let (path, why) = line.split_once(" (").expect("a path, then why");
    assert_eq!(std::path::Path::new(path).canonicalize().expect("a path that leads there"), report);
    assert!(path.starts_with('/') && why.starts_with("too large to attach"), "{line}");
    let told = files.json("notified.json");
    let why = told["mail"]["not_attached"].as_str().expect("why it is not attached");
    assert!(why.contains("attach_kilobytes is 1"), "{why}");
}

#[test]
fn a_mail_that_fails_is_said_and_written_down_fails_no_run_and_can_be_sent_again() {
    let (server, folder) = with_server(Behaviour::default(), "");
    folder.write("house/secrets/smtp", "hunter2");
    let said = run(&folder, &["run", "--quiet", "--only", "TableInfo"]).exits(0);
    assert!(said.stderr.contains("warning: no mail to dba@example.com, ann@example.com: "), "{}", said.stderr);
    assert!(said.stderr.contains("log in: 535") && said.stderr.contains("= help: check `user`"), "{}", said.stderr);
    let files = folder.only_run();
    let told = files.json("notified.json");
    assert_eq!(told["mail"]["refused"].as_array().map(Vec::len), Some(2), "{told}");
    assert!(!said.stderr.contains("hunter2") && !files.text("notified.json").contains("hunter2"));
    run(&folder, &["notify", "latest"]).exits(3);
    folder.write("house/secrets/smtp", PASSWORD);
    let again = run(&folder, &["notify", "latest"]).exits(0);
    assert!(again.stdout.contains("sent to dba@example.com\nsent to ann@example.com\nMessage-ID "), "{}", again.stdout);
    assert!(only(&server).subject().contains("report ready"));
    assert!(files.exists("notified-2.json") && files.json("notified-3.json")["mail"].get("refused").is_none());
}

#[test]
fn a_judgement_that_fails_is_told_and_the_report_that_is_made_later_as_well() {
    let (server, folder) = with_server(Behaviour::default(), "");
    folder.run(&["init", "mine"]).exits(0);
    folder.write("mine/templates/report.html", "<html><head></head><body>{{ run.id }}</body></html>");
    let mut child =
        folder.start(&["run", "mine", "--quiet", "--warehouse", "sample:troubled", SETTINGS[0], SETTINGS[1]]);
    // The template breaks under the run's hands; what was frozen is what is rendered.
    let began = std::time::Instant::now();
    while folder.try_only_run().is_none_or(|run| !run.exists("pack/templates/report.html")) {
        assert!(began.elapsed().as_secs() < 60 && child.try_wait().expect("asked").is_none(), "it has begun");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    let run_folder = folder.only_run();
    let good = run_folder.text("pack/templates/report.html");
    std::fs::write(run_folder.path.join("pack/templates/report.html"), "{{ no.such.thing }}").expect("written");
    let _ = server.take();
    let said = run(&folder, &["resume", "latest", "--quiet"]).exits(3);
    assert!(said.stderr.contains("cannot write the report"), "{}", said.stderr);
    let mail = only(&server);
    assert_eq!(mail.subject(), "redshift-review sample-troubled: no report: rendering failed");
    assert!(mail.plain().contains("What to do: mend the cause, then: redshift-review resume "), "{}", mail.plain());
    std::fs::write(run_folder.path.join("pack/templates/report.html"), good).expect("written");
    run(&folder, &["resume", "latest", "--quiet"]).exits(0);
    assert!(only(&server).subject().contains("report ready"));
}

#[test]
fn each_run_of_a_fleet_is_told_once() {
    let (server, folder) =
        with_server(Behaviour::default(), "  report_url: 'https://reviews.example.com/{warehouse}/{run}.html'\n");
    let warehouses = ["--warehouse", "sample:troubled", "--warehouse", "sample:healthy"];
    run(&folder, &[&["run", "--quiet", "--only", "TableInfo"][..], &warehouses].concat()).exits(0);
    let mut mails = server.take();
    mails.sort_by_key(Received::subject);
    assert_eq!(mails.len(), 2);
    assert!(mails[0].subject().starts_with("redshift-review sample-healthy: report ready: no findings"));
    assert!(mails[1].html().contains("<a href=\"https://reviews.example.com/sample-troubled/"), "{}", mails[1].html());
}

#[test]
fn a_test_mail_says_who_was_reached_and_who_was_not() {
    let refuses = vec!["ann@example.com".to_owned()];
    let (server, folder) = with_server(Behaviour { refuses, ..Behaviour::default() }, "");
    let said = run(&folder, &["notify", "--test"]).exits(2);
    assert!(said.stdout.starts_with("sent to dba@example.com\nMessage-ID test."), "{}", said.stdout);
    assert!(
        said.stderr.contains("error: no mail to ann@example.com: ") && said.stderr.contains("550"),
        "{}",
        said.stderr
    );
    assert_eq!(only(&server).subject(), "redshift-review: test mail");
    assert!(!folder.at("reviews").exists());
}

#[test]
fn settings_that_cannot_be_used_are_said_before_anything_runs() {
    let folder = Folder::new();
    let section = "mail: { host: h.example, from: a@b.example, to: [c@d.example], password: hunter2 }";
    folder.write("settings.yaml", section).write("none.yaml", "classification: Internal\n");
    for command in [&["run"][..], &["notify", "--test"]] {
        let said = folder.run(&[command, &["--settings", "settings.yaml"]].concat()).exits(3);
        assert!(said.stderr.contains("C078") && said.stderr.contains("password_file"), "{}", said.stderr);
        assert!(!said.stderr.contains("hunter2"), "{}", said.stderr);
    }
    let said = folder.run(&["notify", "--test", "--settings", "none.yaml"]).exits(4);
    assert!(said.stderr.contains("no section `mail`"), "{}", said.stderr);
    folder.run(&["notify", "--settings", "none.yaml"]).exits(4);
    folder.run(&["notify", "latest", "--test", "--settings", "none.yaml"]).exits(4);
    assert!(!folder.at("reviews").exists());
}
