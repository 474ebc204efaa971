//! `notify`: send the mail of a run again, or one that only proves that mails arrive.

use review_core::notified::MailOutcome;
use review_engine::{Clock as _, SystemClock, collect};
use review_mail::Letter;
use review_report::mail::test_mail;

use crate::arguments::{Notify, OfRun};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::mailing::{Due, Mailing, not_attached, warnings};
use crate::{driving, runs};

pub(crate) fn notify(arguments: &Notify) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let mailing = Mailing::read(Some(&arguments.settings))?.ok_or_else(|| {
            let what = format!("the settings {} have no section `mail`", arguments.settings.display());
            Failure::usage(what, "add one: host, from, to; docs/MAIL.md describes it")
        })?;
        let outcome = match &arguments.run {
            Some(run) => again(&mailing, run, &arguments.base).await?,
            None => test(&mailing).await,
        };
        answer(&outcome)
    })
}

async fn again(mailing: &Mailing, run: &str, base: &str) -> Result<MailOutcome, Failure> {
    let run = OfRun { run: run.to_owned(), base: base.to_owned() };
    let folder = runs::open_complete(&run).await?.folder;
    let document = runs::document(&*folder).await?;
    let collected = collect(&*folder, &document).await?;
    let sent = mailing.tell(&collected, Due::Again).await?;
    sent.ok_or_else(|| Failure::Bug("a mail that was asked for was not sent".to_owned()))
}

async fn test(mailing: &Mailing) -> MailOutcome {
    let mail = test_mail(concat!("redshift-review ", env!("CARGO_PKG_VERSION")));
    let at = SystemClock.now();
    let id = format!("test.{}.{}", at.micros(), std::process::id());
    mailing.mailer().send(&Letter { mail: &mail, report: None, id: &id, at }).await
}

/// Who was reached on stdout, who was not on stderr.
fn answer(outcome: &MailOutcome) -> Result<Exit, Failure> {
    for address in &outcome.accepted {
        println!("sent to {address}");
    }
    if let Some(text) = not_attached(outcome) {
        eprintln!("warning: {text}");
    }
    for warning in warnings(outcome) {
        eprintln!("error: {warning}");
    }
    if outcome.accepted.is_empty() {
        return Ok(Exit::CannotRun);
    }
    println!("Message-ID {}", outcome.message_id);
    Ok(if outcome.is_complete() { Exit::Complete } else { Exit::Incomplete })
}
