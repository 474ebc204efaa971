use std::path::Path;

use review_core::notified::Occasion;

use super::*;
use crate::settings::{CheckedSettings, check_settings};

const GOOD: &str = "
classification: Internal
mail:
  host: email-smtp.eu-central-1.amazonaws.com
  user: AKIAEXAMPLE
  password_file: smtp-password
  from: Reviews <reviews@example.com>
  to: [dba@example.com, 'Ann Smith <ann@example.com>']
  on: [errors]
  attach_report: true
  attach_kilobytes: 500
  report_url: https://reviews.example.com/{warehouse}/{pack}/{run}/report.html
  timeout_seconds: 5
  ca_file: /etc/ca.pem
";

const LEAST: &str = "mail: { host: localhost, tls: none, from: a@b.example, to: [c@d.example] }";

fn checked(text: &str) -> CheckedSettings {
    check_settings("settings.yaml", text.as_bytes())
}

/// Each diagnostic as `C078 3:5 message`.
fn said(text: &str) -> Vec<String> {
    let checked = checked(text);
    assert_eq!(checked.mail.is_none(), !checked.diagnostics.is_empty(), "{checked:?}");
    let line = |one: &review_core::diagnostic::Diagnostic| {
        assert!(!one.help.is_empty(), "{one:?}");
        format!("{} {}:{} {}", one.code, one.place.line, one.place.column, one.message)
    };
    checked.diagnostics.iter().map(line).collect()
}

#[test]
fn a_section_says_who_is_told_and_how() {
    let mail = checked(GOOD).mail.expect("a section");
    assert_eq!((mail.port, mail.tls, mail.timeout_seconds, mail.attach_kilobytes), (587, MailTls::Starttls, 5, 500));
    assert_eq!(mail.to, ["dba@example.com", "Ann Smith <ann@example.com>"]);
    assert!(!mail.wants(Occasion::Ready) && mail.wants(Occasion::Errors) && mail.wants(Occasion::NoReport));
    assert_eq!(
        mail.report_address("my sales/ä", "redshift", "2026").as_deref(),
        Some("https://reviews.example.com/my%20sales%2F%C3%A4/redshift/2026/report.html")
    );
    let below = mail.below(Path::new("/etc/review"));
    let login = below.login.expect("somebody logs in");
    assert_eq!(login.password, PasswordPlace::File("/etc/review/smtp-password".into()));
    assert_eq!(below.ca_file.as_deref(), Some(Path::new("/etc/ca.pem")));
}

#[test]
fn what_is_left_out_has_a_meaning() {
    let mail = checked(LEAST).mail.expect("a section");
    assert_eq!((mail.port, mail.login.clone(), mail.timeout_seconds, mail.attach_report), (25, None, 30, false));
    assert_eq!(mail.attach_kilobytes, 1_500);
    assert!(mail.wants(Occasion::Ready) && mail.wants(Occasion::NoReport));
    assert_eq!(mail.report_address("a", "b", "c"), None);
    let implicit =
        "mail: { host: h.example, tls: implicit, from: a@b.example, to: [c@d.example], user: u, password_env: P }";
    let mail = checked(implicit).mail.expect("a section");
    assert_eq!((mail.port, mail.login.map(|login| login.password)), (465, Some(PasswordPlace::Variable("P".into()))));
    let without = checked("owners: []");
    assert!(without.mail.is_none() && without.settings.is_some());
}

#[test]
fn a_password_in_the_file_is_refused_and_never_repeated() {
    let text = format!("{GOOD}  password: hunter2\n");
    let checked = checked(&text);
    assert!(checked.mail.is_none());
    let words = format!("{:?}", checked.diagnostics);
    assert!(words.contains("must not stand in the settings") && words.contains("password_file"), "{words}");
    assert!(!words.contains("hunter2"), "{words}");
}

#[test]
fn every_problem_is_named_with_its_place() {
    let with = |line: &str| said(&format!("mail:\n  from: a@b.example\n  to: [c@d.example]\n{line}\n"));
    for (line, expected) in [
        (
            "  host: mail.example.com\n  tls: none",
            "C078 4:9 without TLS anybody on the way reads the mail and the password",
        ),
        ("  host: mail.example.com\n  tls: ssl", "C060 5:8 there is no protection `ssl`"),
        ("  host: smtp://x", "C078 4:9 `host` is not the name of a server"),
        ("  host: h.example\n  port: 0", "C009 5:9 `port` cannot be 0"),
        ("  host: h.example\n  user: u", "C078 5:9 there is a user and no password"),
        ("  host: h.example\n  password_env: P", "C078 5:17 there is a password and no user"),
        (
            "  host: h.example\n  user: u\n  password_env: P\n  password_file: f",
            "C078 6:17 the password is said to be in two places",
        ),
        ("  host: h.example\n  on: [never]", "C060 5:8 there is no occasion `never`"),
        ("  host: h.example\n  report_url: http://x/{run}", "C078 5:15 `report_url` is not an https address"),
        (
            "  host: h.example\n  report_url: https://x/{day}",
            "C078 5:15 `report_url` holds a placeholder that nothing stands for",
        ),
        ("  host: h.example\n  pasword_file: x", "C006 5:3 `mail` has no key `pasword_file`"),
    ] {
        assert_eq!(with(line), [expected], "{line}");
    }
    assert_eq!(said("mail: {}").len(), 3, "host, from and to");
    assert_eq!(
        said("mail: { host: localhost, from: 'a b', to: [c, 'x@y.example\\r\\nBcc: z@y.example'] }"),
        [
            "C078 1:32 `from` is not a mail address",
            "C078 1:44 a recipient is not a mail address",
            "C078 1:47 a recipient is not a mail address"
        ]
    );
    assert_eq!(said("mail: { host: localhost, from: a@b.example, to: [] }"), ["C078 1:49 `to` has 0 recipients"]);
}

#[test]
fn an_address_is_narrow() {
    for good in ["a@b", "a.b+c@d-e.example", "Ann <a@b.example>", "Prüfung Köln <a@b.example>", "<a@b.example>"] {
        assert!(is_mail_address(good), "{good}");
    }
    let long = format!("{}@b.example", "a".repeat(65));
    for bad in [
        "",
        "a",
        "@b",
        "a@",
        "a@@b",
        "a b@c",
        "a@b c",
        ".a@b",
        "a..b@c",
        "a@-b",
        "a@b.",
        "a@b\r\nBcc: c@d",
        "A, B <a@b>",
        "A\n <a@b>",
        "a@b, c@d",
        "ä@b.example",
        "a@ä.example",
        "<<a@b>>",
        &long,
    ] {
        assert!(!is_mail_address(bad), "{bad:?}");
    }
}
