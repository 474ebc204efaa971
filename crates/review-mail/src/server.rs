//! A connection to the mail server: reached, protected, logged in.

use std::fs;
use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{DEFAULT_MECHANISMS, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use review_pack::{MailSettings, MailTls};

use crate::login::credentials;
use crate::problem::{Doing, Problem};

/// The server of the settings.
pub(crate) struct Server<'a> {
    settings: &'a MailSettings,
    /// `host:port`, for messages.
    name: String,
}

impl<'a> Server<'a> {
    pub(crate) fn new(settings: &'a MailSettings) -> Self {
        Self { settings, name: format!("{}:{}", settings.host, settings.port) }
    }

    /// A connection over which mails may be sent.
    pub(crate) async fn connect(&self) -> Result<AsyncSmtpConnection, Problem> {
        // Before the network is asked: these are mistakes of the settings.
        let credentials = self.settings.login.as_ref().map(credentials).transpose()?;
        let tls = match self.settings.tls {
            MailTls::None => None,
            MailTls::Starttls | MailTls::Implicit => Some(self.tls()?),
        };
        let mut connection = self.reach(tls.as_ref()).await?;
        if let (MailTls::Starttls, Some(tls)) = (self.settings.tls, tls) {
            self.protect(&mut connection, tls).await?;
        }
        if let (Some(login), Some(credentials)) = (&self.settings.login, &credentials) {
            let doing = Doing::LogIn(login.user.clone());
            if !can_log_in(&connection) {
                let why = format!("{} offers no login with a password (PLAIN or LOGIN)", self.name);
                return Err(Problem::lasting(why, "take `user` out if the server wants none, or use its other port"));
            }
            self.within(&doing, connection.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(connection)
    }

    async fn reach(&self, tls: Option<&TlsParameters>) -> Result<AsyncSmtpConnection, Problem> {
        let implicit = tls.filter(|_| self.settings.tls == MailTls::Implicit).cloned();
        let place = (self.settings.host.as_str(), self.settings.port);
        let own_name = ClientId::default();
        let reached = AsyncSmtpConnection::connect_tokio1(place, None, &own_name, implicit, None);
        self.within(&Doing::Connect, reached).await
    }

    /// Nothing is said in the clear to a server that does not begin TLS.
    async fn protect(&self, connection: &mut AsyncSmtpConnection, tls: TlsParameters) -> Result<(), Problem> {
        if !connection.can_starttls() {
            let why = format!("{} does not offer STARTTLS", self.name);
            return Err(Problem::lasting(
                why,
                "write `tls: implicit` if this port speaks TLS at once, or use port 587",
            ));
        }
        self.within(&Doing::Protect, connection.starttls(tls, &ClientId::default())).await
    }

    fn tls(&self) -> Result<TlsParameters, Problem> {
        let mut parameters = TlsParameters::builder(self.settings.host.clone());
        if let Some(path) = &self.settings.ca_file {
            let shown = path.display();
            let wrong = |why: String| {
                Problem::lasting(why, format!("write the authority's certificate into {shown}, in PEM form"))
            };
            let pem =
                fs::read(path).map_err(|error| wrong(format!("cannot read the authorities in {shown}: {error}")))?;
            if !pem.windows(CERTIFICATE.len()).any(|window| window == CERTIFICATE) {
                return Err(wrong(format!("{shown} holds no certificate in PEM form")));
            }
            let certificate = Certificate::from_pem(&pem).map_err(|error| wrong(format!("{shown}: {error}")))?;
            parameters = parameters.certificate_store(CertificateStore::None).add_root_certificate(certificate);
        }
        let built = parameters.build();
        built.map_err(|error| Problem::lasting(format!("TLS cannot be set up: {error}"), "check `ca_file` and `host`"))
    }

    /// What is asked of the server, with an end to the waiting.
    pub(crate) async fn within<T>(
        &self,
        doing: &Doing,
        asked: impl Future<Output = Result<T, SmtpError>>,
    ) -> Result<T, Problem> {
        let seconds = u64::from(self.settings.timeout_seconds);
        match tokio::time::timeout(Duration::from_secs(seconds), asked).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Problem::of(&error, &self.name, doing)),
            Err(_) => Err(Problem::timed_out(&self.name, doing, seconds)),
        }
    }
}

/// How a certificate in PEM form begins (RFC 7468).
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn can_log_in(connection: &AsyncSmtpConnection) -> bool {
    let known: &[Mechanism] = DEFAULT_MECHANISMS;
    connection.server_info().get_auth_mechanism(known).is_some()
}
