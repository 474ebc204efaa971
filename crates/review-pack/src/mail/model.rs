//! What the section says.

use std::path::{Path, PathBuf};

use review_core::notified::Occasion;

/// Who is told of runs, and through which server. Holds no secret: only where one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSettings {
    /// The server: a DNS name, or an IP address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: MailTls,
    /// The authorities that are trusted instead of the machine's: a file in PEM form.
    pub ca_file: Option<PathBuf>,
    /// Who logs in; nobody without it.
    pub login: Option<MailLogin>,
    /// The sender: `reviews@example.com` or `Reviews <reviews@example.com>`.
    pub from: String,
    /// The recipients, in the same form.
    pub to: Vec<String>,
    /// Which mails are sent.
    pub on: Vec<MailOn>,
    /// Whether the report is attached when it is small enough.
    pub attach_report: bool,
    /// The largest report that is attached, in kilobytes of 1,000 bytes as they stand in the mail.
    pub attach_kilobytes: u32,
    /// The https address of a report, with `{warehouse}`, `{pack}` and `{run}` in it.
    pub report_url: Option<String>,
    /// The longest wait for a connection, and for each answer of the server.
    pub timeout_seconds: u32,
}

/// Who logs in to a mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailLogin {
    /// The user.
    pub user: String,
    /// Where the password is.
    pub password: PasswordPlace,
}

/// Where a password is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordPlace {
    /// In a file that holds nothing else.
    File(PathBuf),
    /// In a variable of the environment.
    Variable(String),
}

/// How the connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// It begins in the clear and must become TLS before anything is said (RFC 3207); usual on port 587.
    Starttls,
    /// TLS from the first byte (RFC 8314); usual on port 465.
    Implicit,
    /// Not at all; only to a server of this machine.
    None,
}

impl MailTls {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Starttls, Self::Implicit, Self::None];

    /// The word for it in configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Starttls => "starttls",
            Self::Implicit => "implicit",
            Self::None => "none",
        }
    }

    /// The port that servers listen on for it (RFC 6409, RFC 8314, RFC 5321).
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Implicit => 465,
            Self::None => 25,
        }
    }
}

/// Which mails are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailOn {
    /// When a report is ready and every query came to what it could.
    Ready,
    /// When errors persist, the run was halted, or there is no report.
    Errors,
}

impl MailOn {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Ready, Self::Errors];

    /// The word for it in configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Errors => "errors",
        }
    }
}

impl MailSettings {
    /// Whether a mail about this is wanted.
    pub fn wants(&self, occasion: Occasion) -> bool {
        self.on.contains(match occasion {
            Occasion::Ready => &MailOn::Ready,
            Occasion::Errors | Occasion::NoReport => &MailOn::Errors,
        })
    }

    /// The same with the files it names looked for below `folder`, unless their paths begin at the root.
    #[must_use]
    pub fn below(mut self, folder: &Path) -> Self {
        self.ca_file = self.ca_file.map(|path| folder.join(path));
        if let Some(MailLogin { password: PasswordPlace::File(path), .. }) = &mut self.login {
            *path = folder.join(&*path);
        }
        self
    }

    /// The https address of a run's report, where there is one.
    pub fn report_address(&self, warehouse: &str, pack: &str, run: &str) -> Option<String> {
        let values = [("{warehouse}", warehouse), ("{pack}", pack), ("{run}", run)];
        let template = self.report_url.as_ref()?;
        Some(values.iter().fold(template.clone(), |address, (name, value)| address.replace(name, &encoded(value))))
    }
}

/// As one part of an address's path (RFC 3986).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
