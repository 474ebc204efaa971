//! Why a mail was not sent, in words, and what to do about it.

use std::error::Error;
use std::io;

use lettre::transport::smtp::Error as SmtpError;
use rustls::{CertificateError, Error as TlsFailure};

/// The longest answer of a server that is repeated, in characters; own choice, three lines.
const ANSWER_CHARACTERS_MAX: usize = 300;

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) why: String,
    pub(crate) remedy: String,
    /// Whether the same may go well a little later.
    pub(crate) may_pass: bool,
    /// Whether the server said so, and can be asked for more.
    pub(crate) is_answer: bool,
}

/// What was being done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    Connect,
    Protect,
    LogIn(String),
    NameSender(String),
    NameRecipient(String),
    Send,
}

const ELSEWHERE: &str = "check `host`, `port` and `tls`, and that firewalls let this machine out to the mail server";
const LOGIN: &str = "check `user` and the password; Amazon SES wants the SMTP password it made, which is not the \
                     secret key of an IAM user; other services want a password for this application";
const SENDER: &str = "let the mail server's administrator allow this sender for this user, or correct `from`";
const RECIPIENT: &str = "correct the address under `to`, or ask the mail server's administrator why it is refused";
const CONTENT: &str = "read the server's words; if the mail is too large, lower `attach_kilobytes` or set \
                       `attach_report: false`";
const LATER: &str = "send it again later: redshift-review notify RUN";
const AUTHORITY: &str = "name the file of the authority that signed the server's certificate: `ca_file`; if you know \
                         of none, somebody may stand between: ask the mail server's administrator";
const NAME: &str = "write `host` as the name that the server's certificate is for";
const TIME: &str = "let the mail server's administrator renew its certificate; check this machine's clock";

impl Problem {
    /// A problem that stays until somebody changes something.
    pub(crate) fn lasting(why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { why: why.into(), remedy: remedy.into(), may_pass: false, is_answer: false }
    }

    /// No answer in time.
    pub(crate) fn timed_out(server: &str, doing: &Doing, seconds: u64) -> Self {
        let (why, remedy) = match doing {
            Doing::Connect => (format!("{server} did not answer within {seconds} s"), ELSEWHERE),
            Doing::Send => {
                let why = format!("{server} did not say within {seconds} s whether it took the mail; it may have");
                (why, "raise `timeout_seconds`; a mail that comes twice has the same Message-ID")
            }
            Doing::Protect | Doing::LogIn(_) | Doing::NameSender(_) | Doing::NameRecipient(_) => {
                (format!("{server} fell silent for {seconds} s"), "raise `timeout_seconds`, or send it again later")
            }
        };
        Self { why, remedy: remedy.to_owned(), may_pass: true, is_answer: false }
    }

    /// What the library says.
    pub(crate) fn of(error: &SmtpError, server: &str, doing: &Doing) -> Self {
        if let Some(failure) = tls_failure(error) {
            return of_tls(failure, server);
        }
        let answer = answer(error);
        let Some(code) = error.status() else {
            // What it says is no SMTP, or it is gone.
            let why = format!("{server} cannot be talked to: {answer}");
            return Self { may_pass: true, ..Self::lasting(why, ELSEWHERE) };
        };
        let may_pass = error.is_transient();
        let (now, remedy) = if may_pass { (" now", LATER) } else { ("", remedy(doing)) };
        let why = format!("{server} does not {}{now}: {code} {answer}", asked(doing));
        Self { may_pass, is_answer: true, ..Self::lasting(why, remedy) }
    }
}

fn asked(doing: &Doing) -> String {
    match doing {
        Doing::Connect => "let this machine in".to_owned(),
        Doing::Protect => "begin TLS".to_owned(),
        Doing::LogIn(user) => format!("let the user {user} log in"),
        Doing::NameSender(from) => format!("take mails from {from}"),
        Doing::NameRecipient(to) => format!("take mails for {to}"),
        Doing::Send => "take the mail".to_owned(),
    }
}

const fn remedy(doing: &Doing) -> &'static str {
    match doing {
        Doing::Connect | Doing::Protect => ELSEWHERE,
        Doing::LogIn(_) => LOGIN,
        Doing::NameSender(_) => SENDER,
        Doing::NameRecipient(_) => RECIPIENT,
        Doing::Send => CONTENT,
    }
}

/// The innermost words, on one line: what the server said, or the operating system.
fn answer(error: &SmtpError) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        words = inner.to_string();
        cause = inner.source();
    }
    let line: String =
        words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(ANSWER_CHARACTERS_MAX).collect();
    line.trim().to_owned()
}

/// An error of input and output hides the error that it was made of from those who ask for its source.
fn tls_failure(error: &SmtpError) -> Option<&TlsFailure> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let wrapped = inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let failure = wrapped.map_or_else(|| inner.downcast_ref(), |wrapped| wrapped.downcast_ref());
        if failure.is_some() {
            return failure;
        }
        cause = inner.source();
    }
    None
}

fn of_tls(failure: &TlsFailure, server: &str) -> Problem {
    use CertificateError::{
        BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext, UnknownIssuer,
    };
    match failure {
        TlsFailure::InvalidCertificate(UnknownIssuer | BadSignature) => Problem::lasting(
            format!("the certificate of {server} is not by an authority that is trusted here"),
            AUTHORITY,
        ),
        TlsFailure::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            Problem::lasting(format!("the certificate of {server} is for another name"), NAME)
        }
        TlsFailure::InvalidCertificate(Expired | ExpiredContext { .. }) => {
            Problem::lasting(format!("the certificate of {server} has expired"), TIME)
        }
        other => Problem::lasting(
            format!("no TLS with {server}: {other}"),
            "check `port` and `tls`: 587 is usual for `starttls`, 465 for `implicit`",
        ),
    }
}
