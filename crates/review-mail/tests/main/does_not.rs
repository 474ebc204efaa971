//! What does not arrive, how often it was tried, and what is said.

use std::io::Write as _;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use review_mail::MailSettings;
use review_mail::testing::{Behaviour, MailServer};
use review_pack::{MailLogin, MailTls, PasswordPlace};

use crate::support::{PASSWORD, USER, mail, only_reason, send, settings, trusting};

#[tokio::test]
async fn a_refused_login_is_said_once_and_without_the_password() {
    let login = Some((USER.to_owned(), PASSWORD.to_owned()));
    let server = MailServer::start(&Behaviour { login, ..Behaviour::default() });
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "hunter2").expect("written");
    let login = Some(MailLogin { user: USER.to_owned(), password: PasswordPlace::File(file.path().to_owned()) });
    let outcome = send(MailSettings { login, ..trusting(&server) }, &mail(), None).await;
    let told = only_reason(&outcome);
    assert!(told.why.contains("does not let the user reviews log in: 535"), "{told:?}");
    assert!(told.remedy.contains("Amazon SES"), "{told:?}");
    assert_eq!((told.addresses.len(), outcome.tries), (2, 1), "the same password is refused again");
    assert!(!format!("{outcome:?}").contains("hunter2"));
    assert_eq!(server.take().len(), 0);
}

#[tokio::test]
async fn a_server_that_wants_a_login_says_so() {
    let login = Some((USER.to_owned(), PASSWORD.to_owned()));
    let server = MailServer::start(&Behaviour { login, ..Behaviour::default() });
    let outcome = send(trusting(&server), &mail(), None).await;
    let told = only_reason(&outcome);
    assert!(told.why.contains("530") && outcome.tries == 1, "{told:?}");
}

#[tokio::test]
async fn where_everybody_is_refused_everybody_is_named() {
    let refuses = vec!["ann@example.com".into(), "dba@example.com".into()];
    let server = MailServer::start(&Behaviour { refuses, ..Behaviour::default() });
    let outcome = send(trusting(&server), &mail(), None).await;
    let refused: Vec<&str> = outcome.refused.iter().map(|one| one.address.as_str()).collect();
    assert_eq!((refused, outcome.accepted.len(), outcome.tries), (vec!["dba@example.com", "ann@example.com"], 0, 1));
    assert_eq!(server.take().len(), 0);
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_refused_with_the_way_on() {
    let server = MailServer::start(&Behaviour { refuses_content: true, ..Behaviour::default() });
    let outcome = send(trusting(&server), &mail(), None).await;
    let told = only_reason(&outcome);
    assert!(told.why.contains("does not take the mail: 552") && told.remedy.contains("attach_kilobytes"), "{told:?}");
    assert_eq!(outcome.tries, 1);
}

#[tokio::test]
async fn an_authority_that_nobody_knows_is_refused_until_it_is_named() {
    for tls in [MailTls::Starttls, MailTls::Implicit] {
        let server = MailServer::start(&Behaviour { tls, ..Behaviour::default() });
        let outcome = send(MailSettings { tls, ..settings(server.port()) }, &mail(), None).await;
        let told = only_reason(&outcome);
        assert!(told.why.contains("is not by an authority that is trusted here"), "{told:?}");
        assert!(told.remedy.contains("`ca_file`") && outcome.tries == 1, "{told:?}");
        let trusted = send(MailSettings { tls, ..trusting(&server) }, &mail(), None).await;
        assert_eq!((trusted.accepted.len(), server.take().len()), (2, 1));
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let server = MailServer::start(&Behaviour { names: vec!["mail.invalid".into()], ..Behaviour::default() });
    let told = only_reason(&send(trusting(&server), &mail(), None).await);
    assert!(told.why.contains("is for another name") && told.remedy.contains("`host`"), "{told:?}");
}

#[tokio::test]
async fn without_tls_nothing_is_said_to_a_server_that_was_to_have_it() {
    let server = MailServer::start(&Behaviour { tls: MailTls::None, ..Behaviour::default() });
    let told = only_reason(&send(trusting(&server), &mail(), None).await);
    assert!(told.why.contains("does not offer STARTTLS"), "{told:?}");
    let implicit = MailSettings { tls: MailTls::Implicit, ..trusting(&server) };
    let told = only_reason(&send(implicit, &mail(), None).await);
    assert!(told.why.contains("no TLS with") && told.remedy.contains("465"), "{told:?}");
    assert_eq!(server.take().len(), 0);
}

#[tokio::test]
async fn mistakes_of_the_settings_are_said_before_the_network_is_asked() {
    let nobody = || MailSettings { login: None, ..settings(9) };
    let login = |place| Some(MailLogin { user: USER.to_owned(), password: place });
    let unset = PasswordPlace::Variable("REDSHIFT_REVIEW_NO_SUCH_VARIABLE".into());
    for (settings, words) in [
        (MailSettings { login: login(PasswordPlace::File("/nonexistent/pw".into())), ..nobody() }, "/nonexistent/pw"),
        (MailSettings { login: login(unset), ..nobody() }, "REDSHIFT_REVIEW_NO_SUCH_VARIABLE is not set"),
        (MailSettings { ca_file: Some("/nonexistent/ca.pem".into()), ..nobody() }, "/nonexistent/ca.pem"),
        (MailSettings { ca_file: Some("/etc/hostname".into()), ..nobody() }, "holds no certificate"),
    ] {
        let outcome = send(settings, &mail(), None).await;
        let told = only_reason(&outcome);
        assert!(told.why.contains(words) && outcome.tries == 1, "{outcome:?}");
    }
}

/// A server that says `greeting` to everybody and then nothing.
fn silent(greeting: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = stream;
            let _ = stream.write_all(greeting.as_bytes());
            kept.push(stream);
        }
    });
    port
}

#[tokio::test]
async fn a_server_that_never_answers_costs_three_times_the_time_that_is_allowed() {
    for greeting in ["", "220 mail.example\r\n"] {
        let begun = Instant::now();
        let outcome = send(MailSettings { timeout_seconds: 1, ..settings(silent(greeting)) }, &mail(), None).await;
        let told = only_reason(&outcome);
        assert!(told.why.contains("did not answer within 1 s"), "{told:?}");
        assert_eq!(outcome.tries, 3);
        assert!((3.0..9.0).contains(&begun.elapsed().as_secs_f32()), "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_after_the_mail_is_not_waited_for() {
    let server = MailServer::start(&Behaviour { hangs: true, ..Behaviour::default() });
    let begun = Instant::now();
    let outcome = send(MailSettings { timeout_seconds: 1, ..trusting(&server) }, &mail(), None).await;
    let told = only_reason(&outcome);
    assert!(told.why.contains("whether it took the mail; it may have"), "{told:?}");
    assert!(outcome.tries == 3 && begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_server_that_is_not_there_or_breaks_off_is_tried_three_times() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address").port();
    let outcome = send(settings(port), &mail(), None).await;
    let told = only_reason(&outcome);
    assert!(told.why.contains("cannot be talked to: Connection refused") && outcome.tries == 3, "{told:?}");
    assert!(told.remedy.contains("`port`"), "{told:?}");
    let server = MailServer::start(&Behaviour { breaks_off: 9, ..Behaviour::default() });
    let outcome = send(trusting(&server), &mail(), None).await;
    assert_eq!((only_reason(&outcome).addresses.len(), outcome.tries, server.take().len()), (2, 3, 0));
}

#[tokio::test]
async fn one_who_has_to_wait_for_longer_is_told_of_and_the_others_have_theirs() {
    let refuses = vec!["dba@example.com".into()];
    let server = MailServer::start(&Behaviour { refuses, defers: 9, ..Behaviour::default() });
    let outcome = send(trusting(&server), &mail(), None).await;
    assert_eq!((outcome.tries, outcome.refused.len()), (3, 2));
    let waits = outcome.refused.iter().find(|one| one.address == "ann@example.com").expect("Ann waits");
    assert!(waits.why.contains("now: 451") && waits.remedy.contains("notify RUN"), "{waits:?}");
}
