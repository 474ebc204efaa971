//! Sending with patience: what may pass is tried again.

use std::time::Duration;

use lettre::Address;
use review_core::notified::{MailOutcome, RefusedRecipient};
use review_pack::MailSettings;
use review_report::mail::Attachment;

use crate::attempt::attempt;
use crate::letter::{Letter, sealed};
use crate::problem::Problem;
use crate::server::Server;

/// How long is waited before the second and the third try: a run waits for its mail, so not for long. A server that
/// wants a quarter of an hour (greylisting) is told of in the run folder.
const PAUSES: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(30)];

/// Sends mails as the settings say.
#[derive(Clone, Debug)]
pub struct Mailer {
    settings: MailSettings,
    pauses: Vec<Duration>,
}

/// Recipients who were not reached, for one and the same reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// Who.
    pub addresses: Vec<String>,
    /// Why.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
}

/// What a report of so many bytes takes in a mail: base64 in lines of 76 characters (RFC 2045).
pub const fn attached_bytes(bytes: usize) -> usize {
    let encoded = bytes.div_ceil(3) * 4;
    encoded + encoded.div_ceil(76) * 2
}

impl Mailer {
    /// For these settings.
    pub fn new(settings: MailSettings) -> Self {
        Self { settings, pauses: PAUSES.to_vec() }
    }

    /// With other pauses before the tries after the first, as many as there are to be.
    #[must_use]
    pub fn with_pauses(mut self, pauses: Vec<Duration>) -> Self {
        self.pauses = pauses;
        self
    }

    /// The settings.
    pub const fn settings(&self) -> &MailSettings {
        &self.settings
    }

    /// Whether a report of so many bytes is attached.
    pub const fn attachment(&self, bytes: usize) -> Attachment {
        let (kilobytes, most) = (attached_bytes(bytes).div_ceil(1_000) as u64, self.settings.attach_kilobytes);
        match self.settings.attach_report {
            false => Attachment::None,
            true if kilobytes <= most as u64 => Attachment::Attached,
            true => Attachment::TooLarge { kilobytes, most },
        }
    }

    /// Sends a letter to everybody, with up to three tries where an error may pass: connections, and answers that say
    /// "not now" (4xx). Every try has the same `Message-ID`, so that a mail that a server took and did not confirm can
    /// be told for the same when it comes twice.
    pub async fn send(&self, letter: &Letter<'_>) -> MailOutcome {
        let sealed = match sealed(letter, &self.settings) {
            Ok(sealed) => sealed,
            Err(problem) => return self.unsent(&problem),
        };
        let server = Server::new(&self.settings);
        let mut outcome = MailOutcome { message_id: sealed.message_id.clone(), ..MailOutcome::default() };
        let mut pending: Vec<Address> = sealed.to.iter().map(|mailbox| mailbox.email.clone()).collect();
        let mut last: Vec<(Address, Problem)> = Vec::new();
        loop {
            let answers = attempt(&server, &sealed, &pending).await;
            outcome.tries += 1;
            last.clear();
            for (address, answer) in std::mem::take(&mut pending).into_iter().zip(answers) {
                match answer {
                    Ok(()) => outcome.accepted.push(address.to_string()),
                    Err(problem) if problem.may_pass => last.push((address, problem)),
                    Err(problem) => outcome.refused.push(refused(address.to_string(), &problem)),
                }
            }
            let pause = self.pauses.get(outcome.tries as usize - 1);
            let Some(pause) = pause.filter(|_| !last.is_empty()) else { break };
            tokio::time::sleep(*pause).await;
            pending = last.iter().map(|(address, _)| address.clone()).collect();
        }
        outcome.refused.extend(last.iter().map(|(address, problem)| refused(address.to_string(), problem)));
        outcome
    }

    fn unsent(&self, problem: &Problem) -> MailOutcome {
        let refused = self.settings.to.iter().map(|address| refused(address.clone(), problem));
        MailOutcome { refused: refused.collect(), ..MailOutcome::default() }
    }
}

fn refused(address: String, problem: &Problem) -> RefusedRecipient {
    RefusedRecipient { address, why: problem.why.clone(), remedy: problem.remedy.clone() }
}

impl Unreached {
    /// Those of an outcome, one entry a reason.
    pub fn of(outcome: &MailOutcome) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for one in &outcome.refused {
            match all.iter_mut().find(|other| other.why == one.why && other.remedy == one.remedy) {
                Some(same) => same.addresses.push(one.address.clone()),
                None => all.push(Self {
                    addresses: vec![one.address.clone()],
                    why: one.why.clone(),
                    remedy: one.remedy.clone(),
                }),
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_an_attachment_is_known_before_it_is_made() {
        assert_eq!(attached_bytes(0), 0);
        assert_eq!(attached_bytes(57), 78);
        assert_eq!(attached_bytes(58), 84);
    }

    #[test]
    fn a_report_of_a_full_page_is_attached_when_nothing_else_is_said() {
        let text = b"mail: { host: localhost, tls: none, from: a@b.example, to: [c@d.example], attach_report: true }";
        let settings = review_pack::check_settings("settings.yaml", text).mail.expect("a section");
        let mailer = Mailer::new(settings);
        assert_eq!(mailer.attachment(review_report::Limits::default().bytes), Attachment::Attached);
        assert_eq!(mailer.attachment(1_100_000), Attachment::TooLarge { kilobytes: 1_506, most: 1_500 });
    }

    #[test]
    fn those_with_the_same_reason_are_told_of_together() {
        let problem = Problem::lasting("no", "do");
        let other = Problem::lasting("never", "do");
        let refused = vec![refused("a".into(), &problem), refused("b".into(), &other), refused("c".into(), &problem)];
        let told = Unreached::of(&MailOutcome { refused, ..MailOutcome::default() });
        assert_eq!(told.len(), 2);
        assert_eq!(told[0].addresses, ["a", "c"]);
    }
}
