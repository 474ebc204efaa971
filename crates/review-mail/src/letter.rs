//! A mail as the bytes that go over the wire (RFC 5322, MIME).

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart, header::ContentTransferEncoding};
use review_core::Timestamp;
use review_pack::MailSettings;
use review_report::mail::Mail;

use crate::problem::Problem;

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// What it says.
    pub mail: &'a Mail,
    /// The report, when it is attached.
    pub report: Option<&'a [u8]>,
    /// What tells it from every other mail; the sender's domain is put behind it. Letters, digits, `.` and `-`.
    pub id: &'a str,
    /// When it is written.
    pub at: Timestamp,
}

/// A letter ready to be sent.
pub(crate) struct Sealed {
    pub(crate) message_id: String,
    pub(crate) from: Mailbox,
    pub(crate) to: Vec<Mailbox>,
    pub(crate) bytes: Vec<u8>,
}

pub(crate) fn sealed(letter: &Letter<'_>, settings: &MailSettings) -> Result<Sealed, Problem> {
    let from = mailbox(&settings.from)?;
    let to = settings.to.iter().map(|address| mailbox(address)).collect::<Result<Vec<_>, _>>()?;
    let message_id = format!("{}@{}", letter.id, from.email.domain());
    let since_1970 = Duration::from_micros(u64::try_from(letter.at.micros()).unwrap_or(0));
    let mut head = Message::builder()
        .from(from.clone())
        .subject(plain(&letter.mail.subject))
        .date(SystemTime::UNIX_EPOCH + since_1970)
        .message_id(Some(format!("<{message_id}>")));
    for recipient in &to {
        head = head.to(recipient.clone());
    }
    let mut message = head.multipart(body(letter)).map_err(|error| unwritable(&error))?;
    // Whoever is away must not answer (RFC 3834).
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    message.headers_mut().insert_raw(HeaderValue::new(name, "auto-generated".to_owned()));
    Ok(Sealed { message_id, from, to, bytes: message.formatted() })
}

/// A subject that looks encoded (RFC 2047) would be decoded into something that nobody wrote.
fn plain(subject: &str) -> String {
    subject.replace("=?", "= ?")
}

fn body(letter: &Letter<'_>) -> MultiPart {
    let words = MultiPart::alternative()
        .singlepart(SinglePart::plain(letter.mail.text.clone()))
        .singlepart(SinglePart::html(letter.mail.html.clone()));
    match letter.report {
        None => words,
        Some(report) => {
            // Of a known size, whatever stands in it.
            let encoded = Body::new_with_encoding(report.to_vec(), ContentTransferEncoding::Base64);
            let body = encoded.unwrap_or_else(Body::new);
            let attachment = Attachment::new("report.html".to_owned()).body(body, ContentType::TEXT_HTML);
            MultiPart::mixed().multipart(words).singlepart(attachment)
        }
    }
}

fn mailbox(address: &str) -> Result<Mailbox, Problem> {
    address.parse().map_err(|error: lettre::address::AddressError| {
        Problem::lasting(format!("`{address}` is not a mail address: {error}"), "correct it in the settings")
    })
}

fn unwritable(error: &lettre::error::Error) -> Problem {
    Problem::lasting(format!("the mail cannot be written: {error}"), "report this as a mistake of redshift-review")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_settings_take_for_an_address_can_be_sent_to() {
        for address in [
            "a@b",
            "a.b+c@d-e.example",
            "Ann <a@b.example>",
            "Prüfung Köln <a@b.example>",
            "a!#$%&'*+/=?^_`{|}~-@b.example",
        ] {
            assert!(review_pack::is_mail_address(address), "{address}");
            mailbox(address).unwrap_or_else(|problem| panic!("{address}: {problem:?}"));
        }
    }
}
