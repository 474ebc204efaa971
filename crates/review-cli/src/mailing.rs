//! The mail of a run: composed from its folder, sent as the settings say, written down beside it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use review_core::comparison::Comparison;
use review_core::documents::FORMAT;
use review_core::finding::Findings;
use review_core::keys;
use review_core::notified::{MailOutcome, NotifiedDocument, Occasion};
use review_core::settings::Settings;
use review_engine::{Clock as _, Collected, Finish, FinishError, Judged, SystemClock};
use review_finish::Finisher;
use review_mail::{Letter, Mailer, Unreached};
use review_report::mail::{Attachment, FailedStep, MailInput, mail};
use review_store::{RunFolder, S3Address, StoreError, documents};

use crate::failure::Failure;
use crate::progress::Progress;
use crate::{drivers, settings};

/// Who is told of runs, and how.
#[derive(Clone, Debug)]
pub(crate) struct Mailing {
    mailer: Mailer,
}

/// Why a mail is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// The driver has come to it.
    ByDriver(Option<FailedStep>),
    /// Somebody asks for it, whether it was sent before or not.
    Again,
}

impl Mailing {
    /// As a settings file says; none where nobody is told.
    pub(crate) fn read(path: Option<&Path>) -> Result<Option<Self>, Failure> {
        let Some(path) = path else { return Ok(None) };
        let mail = settings::checked(path)?.mail;
        let folder = fs::canonicalize(path).ok().and_then(|path| Some(path.parent()?.to_owned())).unwrap_or_default();
        Ok(mail.map(|mail| Self { mailer: Mailer::new(mail.below(&folder)) }))
    }

    /// Who sends.
    pub(crate) const fn mailer(&self) -> &Mailer {
        &self.mailer
    }

    /// Sends the mail of a run and writes down what came of it; `None` when it is not wanted, or was sent before.
    ///
    /// # Errors
    /// When the run folder cannot be read or written.
    pub(crate) async fn tell(&self, collected: &Collected<'_>, due: Due) -> Result<Option<MailOutcome>, StoreError> {
        let (folder, run) = (collected.folder, collected.run);
        let settings = self.mailer.settings();
        let findings: Option<Findings> = documents::read(folder, keys::FINDINGS).await?;
        let comparison: Option<Comparison> = documents::read(folder, keys::COMPARISON).await?;
        let kept: Option<Settings> = documents::read(folder, keys::SETTINGS).await?;
        let failed: Vec<FailedStep> = match &due {
            Due::ByDriver(failed) => failed.iter().cloned().collect(),
            Due::Again => vec![],
        };
        let (attachment, report) =
            if failed.is_empty() { self.to_attach(folder).await? } else { (Attachment::None, None) };
        let address = settings.report_address(&run.identity.name, &run.pack, &run.plan.run.to_string());
        let mail = mail(&MailInput {
            run,
            records: &collected.records,
            findings: findings.as_ref(),
            halt: collected.halt,
            failed: &failed,
            comparison: comparison.as_ref(),
            classification: kept.as_ref().and_then(|kept| kept.classification.as_deref()),
            report: &address.unwrap_or_else(|| whole(&folder.location_of(keys::REPORT))),
            attachment,
            folder: &whole(&folder.location()),
        });
        let told = told(folder).await?;
        let is_due = due == Due::Again || (settings.wants(mail.occasion) && !told.covers(mail.occasion));
        if !is_due {
            return Ok(None);
        }
        let number = told.count + 1;
        let at = SystemClock.now();
        let id = format!("{}.{number}", run.plan.run);
        let mut outcome = self.mailer.send(&Letter { mail: &mail, report: report.as_deref(), id: &id, at }).await;
        outcome.not_attached = attachment.missing_words().map(|why| format!("the report is {why}"));
        let document = NotifiedDocument {
            format: FORMAT,
            by: drivers::this().0,
            at,
            subject: mail.subject,
            occasion: mail.occasion,
            mail: Some(outcome.clone()),
        };
        documents::create(folder, &keys::notified(number), &document).await?;
        Ok(Some(outcome))
    }

    /// Whether the report is attached, and if so its bytes.
    async fn to_attach(&self, folder: &dyn RunFolder) -> Result<(Attachment, Option<Vec<u8>>), StoreError> {
        if !self.mailer.settings().attach_report {
            return Ok((Attachment::None, None));
        }
        let Some(report) = folder.read(keys::REPORT).await? else { return Ok((Attachment::None, None)) };
        let attachment = self.mailer.attachment(report.len());
        Ok((attachment, Some(report).filter(|_| attachment == Attachment::Attached)))
    }
}

/// A place that is found from anywhere on this machine: whoever reads a mail does not know where the program ran.
fn whole(location: &str) -> String {
    if S3Address::is_meant_by(location) {
        return location.to_owned();
    }
    std::path::absolute(location).map_or_else(|_| location.to_owned(), |path| path.display().to_string())
}

/// What was told of a run so far.
struct Told {
    count: usize,
    report: bool,
    no_report: bool,
}

impl Told {
    fn covers(&self, occasion: Occasion) -> bool {
        match occasion {
            Occasion::Ready | Occasion::Errors => self.report,
            Occasion::NoReport => self.no_report || self.report,
        }
    }
}

async fn told(folder: &dyn RunFolder) -> Result<Told, StoreError> {
    let prefix = keys::NOTIFIED.trim_end_matches(".json");
    let mut told = Told { count: 0, report: false, no_report: false };
    for key in folder.list(prefix).await? {
        told.count += 1;
        // One that does not read was written by another program, which told what it had to.
        match documents::read::<NotifiedDocument>(folder, &key).await {
            Ok(Some(document)) if document.occasion == Occasion::NoReport => told.no_report = true,
            Ok(None) => {}
            Ok(Some(_)) | Err(StoreError::Damaged { .. }) => told.report = true,
            Err(error) => return Err(error),
        }
    }
    Ok(told)
}

/// What a mail that did not reach everybody is told of with, a line each.
pub(crate) fn warnings(outcome: &MailOutcome) -> Vec<String> {
    let line =
        |one: &Unreached| format!("no mail to {}: {}\n  = help: {}", one.addresses.join(", "), one.why, one.remedy);
    Unreached::of(outcome).iter().map(line).collect()
}

/// That the report was asked for and is not in the mail, with what to do.
pub(crate) fn not_attached(outcome: &MailOutcome) -> Option<String> {
    let why = outcome.not_attached.as_ref()?;
    Some(format!("{why}\n  = help: raise `attach_kilobytes` of the settings to what your mail server takes"))
}

/// Judges and renders, and tells of it by mail where somebody is to be told.
pub(crate) struct Telling {
    pub(crate) finisher: Finisher,
    pub(crate) mailing: Option<Mailing>,
    pub(crate) progress: Arc<Progress>,
}

#[async_trait]
impl Finish for Telling {
    async fn evaluate(&self, collected: &Collected<'_>) -> Result<Judged, FinishError> {
        self.finisher.evaluate(collected).await
    }

    async fn render(
        &self,
        collected: &Collected<'_>,
        findings: &Findings,
    ) -> Result<Vec<(String, Vec<u8>)>, FinishError> {
        self.finisher.render(collected, findings).await
    }

    async fn notify(&self, collected: &Collected<'_>, failed: Option<&FinishError>) {
        let Some(mailing) = &self.mailing else { return };
        match mailing.tell(collected, Due::ByDriver(failed.map(|failed| step(failed, collected)))).await {
            Ok(None) => {}
            Ok(Some(outcome)) => {
                if !outcome.accepted.is_empty() {
                    self.progress.note("mail_sent", &format!("mail sent to {}", outcome.accepted.join(", ")));
                }
                if let Some(text) = not_attached(&outcome) {
                    self.progress.warn("mail_without_report", &text);
                }
                warnings(&outcome).iter().for_each(|text| self.progress.warn("mail_failed", text));
            }
            Err(error) => self.progress.warn("mail_failed", &format!("what was told of the run is not known: {error}")),
        }
    }
}

fn step(failed: &FinishError, collected: &Collected<'_>) -> FailedStep {
    let doing = if failed.doing == "judge the results" { "judging" } else { "rendering" };
    let remedy = format!("mend the cause, then: redshift-review resume {}", whole(&collected.folder.location()));
    FailedStep { doing, error: failed.why.clone(), remedy }
}
