//! Text to the section, with every problem and its place.

use std::net::IpAddr;
use std::path::PathBuf;

use super::model::{MailLogin, MailOn, MailSettings, MailTls, PasswordPlace};
use crate::codes::Code;
use crate::problems::Problem;
use crate::tree::{Fields, Node, Reader};

/// The keys of the section. `password` is one only to be refused with a reason.
pub(crate) const KEYS: [&str; 15] = [
    "host",
    "port",
    "tls",
    "ca_file",
    "user",
    "password_file",
    "password_env",
    "password",
    "from",
    "to",
    "on",
    "attach_report",
    "attach_kilobytes",
    "report_url",
    "timeout_seconds",
];

/// What the largest report may take when nothing is said, in kilobytes as it stands in the mail: a page of the 1,000,000
/// bytes that reports keep to takes 1,369 in base64. Far below what servers take: Postfix 10,240 (`message_size_limit`),
/// Gmail 25,000, Amazon SES 40,000.
const ATTACH_KILOBYTES: u32 = 1_500;
/// The largest that may be asked for: what the largest providers take is 25 MB and less.
const ATTACH_KILOBYTES_MAX: u64 = 25_000;
/// How long is waited for a server when nothing is said; own choice.
const TIMEOUT_SECONDS: u32 = 30;
/// A server may take ten minutes for its last answer (RFC 5321, section 4.5.3.2.6).
const TIMEOUT_SECONDS_MAX: u64 = 600;
/// The most recipients; RFC 5321 lets a server take no more than 100.
const RECIPIENTS_MAX: usize = 100;
/// What stands for parts of a report's address.
const PLACEHOLDERS: [&str; 3] = ["warehouse", "pack", "run"];

/// The section.
pub(crate) fn read(reader: Reader<'_>, node: &Node) -> Option<MailSettings> {
    let fields = reader.fields(node, "`mail`", &KEYS)?;
    let section = Section { reader, fields };
    let tls = section.tls();
    let host = section.host(tls);
    let port = section.integer("port", 1..=65_535).map(|port| u16::try_from(port).unwrap_or(u16::MAX));
    let login = section.login();
    let from = fields.required("from").and_then(|node| section.address(node, "`from`"));
    let to = section.recipients();
    Some(MailSettings {
        host: host?,
        port: port.unwrap_or(tls?.usual_port()),
        tls: tls?,
        ca_file: section.text("ca_file").map(|(_, text)| PathBuf::from(text)),
        login,
        from: from?,
        to: to?,
        on: section.on(),
        attach_report: fields.get("attach_report").and_then(|node| reader.boolean(node, "`attach_report`"))
            == Some(true),
        attach_kilobytes: section.integer("attach_kilobytes", 1..=ATTACH_KILOBYTES_MAX).unwrap_or(ATTACH_KILOBYTES),
        report_url: section.report_url(),
        timeout_seconds: section.integer("timeout_seconds", 1..=TIMEOUT_SECONDS_MAX).unwrap_or(TIMEOUT_SECONDS),
    })
}

#[derive(Clone, Copy)]
struct Section<'n> {
    reader: Reader<'n>,
    fields: Fields<'n>,
}

impl<'n> Section<'n> {
    fn wrong(&self, node: &Node, message: impl Into<String>, help: impl Into<String>) {
        let place = self.reader.place(node.span);
        self.reader.add(Problem::new(Code::MailSetting, place, message).help(help));
    }

    fn text(&self, key: &str) -> Option<(&'n Node, &'n str)> {
        let node = self.fields.get(key)?;
        Some((node, self.reader.text(node, &format!("`{key}`"))?.text.as_str()))
    }

    fn integer(&self, key: &str, range: std::ops::RangeInclusive<u64>) -> Option<u32> {
        let value = self.reader.integer(self.fields.get(key)?, &format!("`{key}`"), range)?;
        u32::try_from(value).ok()
    }

    fn tls(&self) -> Option<MailTls> {
        let Some(node) = self.fields.get("tls") else { return Some(MailTls::Starttls) };
        let words = MailTls::ALL.map(MailTls::word);
        let read = |word: &str| MailTls::ALL.into_iter().find(|tls| tls.word() == word);
        self.reader.word(node, "protection", Code::UnknownWord, &words, read)
    }

    fn host(&self, tls: Option<MailTls>) -> Option<String> {
        let node = self.fields.required("host")?;
        let host = &self.reader.text(node, "`host`")?.text;
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if host.len() > 253 || !host.chars().all(is_host) {
            self.wrong(node, "`host` is not the name of a server", "write its name alone, such as smtp.example.com");
            return None;
        }
        if tls == Some(MailTls::None) && !is_this_machine(host) {
            let message = "without TLS anybody on the way reads the mail and the password";
            self.wrong(
                node,
                message,
                "write `tls: starttls` or `tls: implicit`; `none` is for a server of this machine",
            );
        }
        Some(host.clone())
    }

    /// A password in the file is refused, and never repeated.
    fn login(&self) -> Option<MailLogin> {
        const PLACES: &str =
            "name the file that holds it, `password_file`, or the variable of the environment, `password_env`";
        if let Some(node) = self.fields.get("password") {
            let help = format!("take it out, and change it if others could read this file; {PLACES}");
            self.wrong(node, "a password must not stand in the settings", help);
        }
        let user = self.text("user");
        let file = self.text("password_file");
        let variable = self.text("password_env");
        let place = match (file, variable) {
            (Some(_), Some((node, _))) => {
                self.wrong(node, "the password is said to be in two places", "keep one of them");
                return None;
            }
            (Some((node, path)), None) => Some((node, PasswordPlace::File(path.into()))),
            (None, Some((node, name))) => Some((node, PasswordPlace::Variable(name.to_owned()))),
            (None, None) => None,
        };
        match (user, place) {
            (Some((_, user)), Some((_, password))) => Some(MailLogin { user: user.to_owned(), password }),
            (Some((node, _)), None) => {
                self.wrong(node, "there is a user and no password", PLACES);
                None
            }
            (None, Some((node, _))) => {
                self.wrong(node, "there is a password and no user", "add `user`");
                None
            }
            (None, None) => None,
        }
    }

    fn address(&self, node: &Node, what: &str) -> Option<String> {
        let text = &self.reader.text(node, what)?.text;
        if !is_mail_address(text) {
            let help = "write name@example.com, or Name <name@example.com>; letters of ASCII within the address";
            self.wrong(node, format!("{what} is not a mail address"), help);
            return None;
        }
        Some(text.clone())
    }

    fn recipients(&self) -> Option<Vec<String>> {
        let node = self.fields.required("to")?;
        let items = self.reader.list(node, "`to`")?;
        if items.is_empty() || items.len() > RECIPIENTS_MAX {
            self.wrong(node, format!("`to` has {} recipients", items.len()), format!("list 1 to {RECIPIENTS_MAX}"));
            return None;
        }
        let all: Vec<_> = items.iter().map(|item| self.address(item, "a recipient")).collect();
        all.into_iter().collect()
    }

    fn on(&self) -> Vec<MailOn> {
        let Some(node) = self.fields.get("on") else { return MailOn::ALL.to_vec() };
        let words = MailOn::ALL.map(MailOn::word);
        let read = |word: &str| MailOn::ALL.into_iter().find(|on| on.word() == word);
        let items = self.reader.list(node, "`on`").unwrap_or_default();
        items.iter().filter_map(|item| self.reader.word(item, "occasion", Code::UnknownWord, &words, read)).collect()
    }

    fn report_url(&self) -> Option<String> {
        let (node, template) = self.text("report_url")?;
        let is_clean = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`');
        let rest = template.strip_prefix("https://").unwrap_or_default();
        if !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') || !template.chars().all(is_clean) {
            self.wrong(
                node,
                "`report_url` is not an https address",
                "write https://HOST/{warehouse}/{pack}/{run}/report.html",
            );
            return None;
        }
        let without =
            PLACEHOLDERS.iter().fold(template.to_owned(), |text, name| text.replace(&format!("{{{name}}}"), ""));
        if without.contains(['{', '}']) {
            let known = PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(", ");
            self.wrong(node, "`report_url` holds a placeholder that nothing stands for", format!("there are {known}"));
            return None;
        }
        Some(template.to_owned())
    }
}

/// Whether a server of this name is this machine.
fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Whether a text is a mail address as it is taken here: `name@example.com` or `Name <name@example.com>`, the address
/// itself of ASCII and without quotes (a part of RFC 5322 that every server knows).
pub fn is_mail_address(text: &str) -> bool {
    let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => (name, address),
        None => ("", text),
    };
    let means_something = |c: char| c.is_control() || "\"\\()<>[]:;@,".contains(c);
    !name.contains(means_something) && is_bare_address(address)
}

fn is_bare_address(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    let is_dotted =
        |text: &str, fits: fn(char) -> bool| text.split('.').all(|part| !part.is_empty() && part.chars().all(fits));
    let is_label = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let no_edge = |domain: &str| domain.split('.').all(|part| !part.starts_with('-') && !part.ends_with('-'));
    text.split_once('@').is_some_and(|(local, domain)| {
        let fits = local.len() <= 64 && domain.len() <= 253;
        fits && is_dotted(local, is_word) && is_dotted(domain, is_label) && no_edge(domain)
    })
}
