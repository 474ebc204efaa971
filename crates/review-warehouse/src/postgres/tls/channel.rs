//! The way the bytes go: encrypted, or as they are.

use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use tokio::task::JoinHandle;
use tokio_postgres::config::{SslMode, SslNegotiation};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{CancelToken, Client, Config, Error, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::TlsError;
use super::roots::roots;
use super::verify::Lenient;
use crate::postgres::address::{Address, TlsMode};
use crate::postgres::described::{Described, Descriptions, Plain};

/// How connections are protected; requests to cancel are as well.
#[derive(Clone)]
pub(in crate::postgres) enum Channel {
    /// Not at all.
    Clear,
    /// By TLS.
    Tls(MakeRustlsConnect),
}

impl Channel {
    /// What an address asks for.
    pub(in crate::postgres) fn new(address: &Address) -> Result<Self, TlsError> {
        if address.tls == TlsMode::Disable {
            return Ok(Self::Clear);
        }
        if ServerName::try_from(address.host.as_str()).is_err() {
            return Err(TlsError::HostName(address.host.clone()));
        }
        Ok(Self::Tls(MakeRustlsConnect::new(config(address)?)))
    }

    /// Tells the driver, which never goes on in the clear by itself. Without TLS it has [`Plain`] in the place of TLS,
    /// and asks the server for none.
    pub(in crate::postgres) fn configure(&self, config: &mut Config) {
        config.ssl_mode(SslMode::Require);
        config.ssl_negotiation(match self {
            Self::Clear => SslNegotiation::Direct,
            Self::Tls(_) => SslNegotiation::Postgres,
        });
    }

    /// A connection, the task that moves its bytes, and what the server says of columns.
    pub(in crate::postgres) async fn connect(
        &self,
        config: &Config,
    ) -> Result<(Client, JoinHandle<()>, Arc<Descriptions>), Error> {
        let seen = Arc::new(Descriptions::default());
        let (client, connection) = match self {
            Self::Clear => connect(config, Described::new(Plain, Arc::clone(&seen))).await,
            Self::Tls(tls) => connect(config, Described::new(tls.clone(), Arc::clone(&seen))).await,
        }?;
        Ok((client, connection, seen))
    }

    /// Asks the server to end what a connection runs.
    pub(in crate::postgres) async fn cancel(&self, token: &CancelToken) -> Result<(), Error> {
        match self {
            Self::Clear => token.cancel_query(Plain).await,
            Self::Tls(tls) => token.cancel_query(tls.clone()).await,
        }
    }
}

async fn connect<T>(config: &Config, tls: T) -> Result<(Client, JoinHandle<()>), Error>
where
    T: MakeTlsConnect<Socket> + Send,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    T::Stream: Send + 'static,
{
    let (client, connection) = config.connect(tls).await?;
    // What goes wrong with the connection is told to whoever waits for an answer on it.
    Ok((client, tokio::spawn(async move { connection.await.unwrap_or_default() })))
}

fn config(address: &Address) -> Result<ClientConfig, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let trusted = || roots(address.root_certificates.as_deref());
    let lenient = match address.tls {
        TlsMode::VerifyFull => return Ok(config.with_root_certificates(trusted()?).with_no_client_auth()),
        TlsMode::VerifyCa => Lenient::chain_only(provider, trusted()?),
        TlsMode::Require | TlsMode::Disable => Lenient::anybody(provider),
    };
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(lenient)).with_no_client_auth())
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear => "Clear",
            Self::Tls(_) => "Tls",
        })
    }
}
