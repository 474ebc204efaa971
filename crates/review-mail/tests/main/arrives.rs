//! What arrives.

use std::fs;

use review_mail::MailSettings;
use review_mail::testing::{Behaviour, MailServer};
use review_pack::{MailLogin, MailTls, PasswordPlace};
use review_report::mail::{Mail, SUBJECT_CHARACTERS_MAX};

use crate::support::{PASSWORD, USER, mail, send, trusting};

#[tokio::test]
async fn a_mail_arrives_whole_at_everybody() {
    let server = MailServer::start(&Behaviour::default());
    let outcome = send(trusting(&server), &mail(), None).await;
    assert_eq!(outcome.accepted, ["dba@example.com", "ann@example.com"]);
    assert_eq!((outcome.refused.len(), outcome.tries), (0, 1));
    let received = server.take();
    assert_eq!(received.len(), 1, "one mail for all");
    let received = &received[0];
    assert_eq!(received.recipients(), outcome.accepted);
    assert_eq!(received.subject(), mail().subject);
    assert_eq!(received.plain().replace("\r\n", "\n").trim_end(), mail().text.trim_end());
    assert_eq!(received.html().trim_end(), mail().html);
    assert_eq!(received.fields("From"), ["Reviews <reviews@example.com>"]);
    assert_eq!(received.fields("To"), ["dba@example.com, Ann Smith <ann@example.com>"]);
    assert_eq!(received.fields("Message-ID"), [format!("<{}>", outcome.message_id)]);
    assert_eq!(outcome.message_id, "2026-11-22T07-30-00Z-4f2a91c3.1@example.com");
    assert_eq!(received.fields("Date"), ["Sun, 22 Nov 2026 07:30:00 +0000"]);
    assert_eq!(received.fields("Auto-Submitted"), ["auto-generated"]);
    assert_eq!((received.defects(), received.attached().len()), (vec![], 0));
    assert!(received.tls().is_some_and(|version| version.starts_with("TLSv1.")), "{:?}", received.tls());
}

#[tokio::test]
async fn a_user_logs_in_over_either_kind_of_tls() {
    let file = tempfile_with(&format!("{PASSWORD}\n"));
    for tls in [MailTls::Starttls, MailTls::Implicit, MailTls::None] {
        let login = Some((USER.to_owned(), PASSWORD.to_owned()));
        let server = MailServer::start(&Behaviour { tls, login, ..Behaviour::default() });
        let login = Some(MailLogin { user: USER.to_owned(), password: PasswordPlace::File(file.path().to_owned()) });
        let outcome = send(MailSettings { tls, login, ..trusting(&server) }, &mail(), None).await;
        assert_eq!(outcome.accepted.len(), 2, "{tls:?}: {outcome:?}");
        assert_eq!(server.take()[0].user().as_deref(), Some(USER));
    }
}

fn tempfile_with(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), text).expect("written");
    file
}

#[tokio::test]
async fn a_report_arrives_as_the_bytes_it_is() {
    let server = MailServer::start(&Behaviour::default());
    let report: Vec<u8> = (0..700_000u32).map(|n| u8::try_from(n % 251 * (n % 7) % 256).expect("a byte")).collect();
    let outcome = send(trusting(&server), &mail(), Some(&report)).await;
    assert_eq!(outcome.accepted.len(), 2, "{outcome:?}");
    let received = server.take();
    let attached = received[0].attached();
    assert_eq!(attached.len(), 1);
    assert_eq!((attached[0].name.as_str(), attached[0].kind.as_str()), ("report.html", "text/html"));
    assert_eq!(attached[0].bytes, 700_000);
    assert_eq!(attached[0].sha256, review_core::digest::sha256_hex(&report));
    assert_eq!(received[0].plain().trim_end().lines().count(), 3);
    assert!(received[0].longest_line() <= 998, "RFC 5322 lets a line have 998 bytes");
}

#[tokio::test]
async fn a_subject_in_any_script_arrives_as_it_was() {
    let server = MailServer::start(&Behaviour::default());
    for start in ["K\u{e4}se \u{2192} \u{6f22}\u{5b57} ", "\u{1f9c0}\u{1f9c0} ", "=?utf-8?q?evil?= ", "  two  blanks"] {
        let subject: String = start.chars().cycle().take(SUBJECT_CHARACTERS_MAX).collect();
        let outcome = send(trusting(&server), &Mail { subject: subject.clone(), ..mail() }, None).await;
        assert_eq!(outcome.accepted.len(), 2, "{outcome:?}");
        let received = server.take();
        // What would be decoded into something else is taken apart.
        assert_eq!(received[0].subject().trim(), subject.replace("=?", "= ?").trim());
        assert!(received[0].longest_line() <= 998);
    }
}

#[tokio::test]
async fn what_a_mail_says_cannot_add_a_field_or_a_recipient() {
    let server = MailServer::start(&Behaviour::default());
    send(trusting(&server), &mail(), None).await;
    let plain = server.take()[0].field_names();
    let hostile = "x\r\nBcc: evil@example.net\r\n\r\n<p>body</p>\n.\r\nMAIL FROM:<a@b>";
    let said = Mail { subject: hostile.to_owned(), text: hostile.to_owned(), html: hostile.to_owned(), ..mail() };
    let outcome = send(trusting(&server), &said, None).await;
    assert_eq!(outcome.accepted.len(), 2, "{outcome:?}");
    let received = server.take();
    assert_eq!(received.len(), 1, "no second mail");
    assert_eq!(received[0].field_names(), plain);
    assert_eq!(received[0].recipients().len(), 2);
}

#[tokio::test]
async fn a_server_that_wants_patience_gets_it_and_nobody_gets_a_mail_twice() {
    let server = MailServer::start(&Behaviour { defers: 2, ..Behaviour::default() });
    let outcome = send(trusting(&server), &mail(), None).await;
    assert_eq!((outcome.accepted.len(), outcome.refused.len(), outcome.tries), (2, 0, 3), "{outcome:?}");
    assert_eq!(server.take().len(), 1);
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_made_again() {
    let server = MailServer::start(&Behaviour { breaks_off: 1, ..Behaviour::default() });
    let outcome = send(trusting(&server), &mail(), None).await;
    assert_eq!((outcome.accepted.len(), outcome.tries), (2, 2), "{outcome:?}");
    assert_eq!(server.take().len(), 1);
}

#[tokio::test]
async fn one_who_is_refused_does_not_keep_the_mail_from_the_others() {
    let server = MailServer::start(&Behaviour { refuses: vec!["ann@example.com".into()], ..Behaviour::default() });
    let outcome = send(trusting(&server), &mail(), None).await;
    assert_eq!((outcome.accepted.as_slice(), outcome.tries), (&["dba@example.com".to_owned()][..], 1));
    assert_eq!(outcome.refused.len(), 1);
    let refused = &outcome.refused[0];
    assert_eq!(refused.address, "ann@example.com");
    assert!(refused.why.contains("does not take mails for ann@example.com: 550 5.1.1 no such user"), "{refused:?}");
    assert!(!outcome.is_complete());
    assert_eq!(server.take()[0].recipients(), ["dba@example.com"]);
}
