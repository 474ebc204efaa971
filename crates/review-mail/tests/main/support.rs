//! Settings for a server of a test, and something to send.

use std::time::Duration;

use review_core::Timestamp;
use review_core::notified::{MailOutcome, Occasion};
use review_mail::testing::MailServer;
use review_mail::{Letter, MailSettings, Mailer, Unreached};
use review_pack::{MailOn, MailTls};
use review_report::mail::Mail;

pub(crate) const USER: &str = "reviews";
pub(crate) const PASSWORD: &str = "pass word\u{e4}:=\\\"'";

pub(crate) fn settings(port: u16) -> MailSettings {
    MailSettings {
        host: "127.0.0.1".to_owned(),
        port,
        tls: MailTls::Starttls,
        ca_file: None,
        login: None,
        from: "Reviews <reviews@example.com>".to_owned(),
        to: vec!["dba@example.com".to_owned(), "Ann Smith <ann@example.com>".to_owned()],
        on: MailOn::ALL.to_vec(),
        attach_report: true,
        attach_kilobytes: 1_000,
        report_url: None,
        timeout_seconds: 20,
    }
}

/// Settings that trust the server.
pub(crate) fn trusting(server: &MailServer) -> MailSettings {
    MailSettings { ca_file: Some(server.ca_file()), ..settings(server.port()) }
}

pub(crate) fn mail() -> Mail {
    Mail {
        occasion: Occasion::Ready,
        subject: "redshift-review sales: report ready: no findings".to_owned(),
        text: "Review of sales.\n\n.a line that begins with a dot\n".to_owned(),
        html: "<p>Review of sales.</p>".to_owned(),
    }
}

/// 2026-11-22T07:30:00Z.
const AT: Timestamp = Timestamp::from_micros(1_795_332_600_000_000);

pub(crate) async fn send(settings: MailSettings, mail: &Mail, report: Option<&[u8]>) -> MailOutcome {
    let mailer = Mailer::new(settings).with_pauses(vec![Duration::from_millis(50); 2]);
    mailer.send(&Letter { mail, report, id: "2026-11-22T07-30-00Z-4f2a91c3.1", at: AT }).await
}

/// The one reason why nobody was reached.
#[track_caller]
pub(crate) fn only_reason(outcome: &MailOutcome) -> Unreached {
    assert_eq!(outcome.accepted, Vec::<String>::new());
    let told = Unreached::of(outcome);
    assert_eq!(told.len(), 1, "{told:?}");
    told[0].clone()
}
