//! An address out of its text.

use std::str::FromStr;
use std::time::Duration;

use super::parameters::Parameters;
use super::{Address, AddressError, AwsParameters, CredentialsFrom, TlsMode};
use crate::url;

const DEFAULT_PORT: u16 = 5432;
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        let (rest, parameters) = url::split_at_first(rest.ok_or(AddressError::Form)?, '?');
        let (authority, database) = url::split_at_first(rest, '/');
        let (user, host_and_port) = match authority.rsplit_once('@') {
            Some((user, host)) => (user, host),
            None => ("", authority),
        };
        if user.contains(':') {
            return Err(AddressError::PasswordInside);
        }
        let (host, port) = host_and_port_of(host_and_port)?;
        let mut address = Self {
            host: named(host, "host")?,
            hostaddr: None,
            port,
            user: optional(user)?,
            database: named(database, "database")?,
            tls: TlsMode::default(),
            root_certificates: None,
            password_file: None,
            passfile: None,
            credentials: CredentialsFrom::Password,
            aws: AwsParameters::default(),
            deployment: None,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
        };
        let mut parameters = Parameters::read(parameters)?;
        address.read_parameters(&mut parameters)?;
        address.aws = AwsParameters::taken(&mut parameters)?;
        address.credentials = CredentialsFrom::taken(&mut parameters, &mut address.user, &address.aws)?;
        Ok(address)
    }
}

fn host_and_port_of(text: &str) -> Result<(&str, u16), AddressError> {
    let (host, port) = match text.strip_prefix('[') {
        Some(inner) => {
            let (host, rest) = inner.split_once(']').ok_or(AddressError::Form)?;
            (host, rest.strip_prefix(':').unwrap_or(rest))
        }
        None => text.split_once(':').unwrap_or((text, "")),
    };
    let port = match port {
        "" => DEFAULT_PORT,
        digits => digits.parse().ok().filter(|port| *port != 0).ok_or(AddressError::Port)?,
    };
    Ok((host, port))
}

fn named(text: &str, what: &'static str) -> Result<String, AddressError> {
    optional(text)?.ok_or(AddressError::Missing(what))
}

fn optional(text: &str) -> Result<Option<String>, AddressError> {
    match decoded(text)? {
        name if name.contains('\0') => Err(AddressError::Encoding),
        name => Ok(Some(name).filter(|name| !name.is_empty())),
    }
}

fn decoded(text: &str) -> Result<String, AddressError> {
    url::decoded(text).ok_or(AddressError::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Address, AddressError> {
        text.parse()
    }

    #[test]
    fn an_address_has_user_host_port_database() {
        let address = parse("postgres://reviewer@localhost:5439/dev").expect("an address");
        assert_eq!(
            (address.user.as_deref(), address.host.as_str(), address.port),
            (Some("reviewer"), "localhost", 5439)
        );
        assert_eq!(address.database, "dev");
        assert_eq!(address.to_string(), "postgres://localhost:5439/dev");
        assert_eq!(parse("postgresql://a@127.0.0.1/b").map(|address| address.port), Ok(5432));
        let encoded = parse("postgres://a%40b@[::1]:1/d%2Fe").expect("good");
        assert_eq!(
            (encoded.user.as_deref(), encoded.host.as_str(), encoded.database.as_str()),
            (Some("a@b"), "::1", "d/e")
        );
        assert_eq!(encoded.to_string(), "postgres://[::1]:1/d/e");
    }

    #[test]
    fn a_password_in_the_address_is_refused_and_not_repeated() {
        for text in [
            "postgres://reviewer:hunter2@localhost/dev",
            "postgres://reviewer:@localhost/dev",
            "postgres://reviewer:hunter2@prod@localhost/dev",
            "postgres://reviewer@localhost/dev?password=hunter2",
            "postgres://reviewer@localhost/dev?pass%77ord=hunter2",
        ] {
            let error = parse(text).expect_err("a password in the address");
            assert_eq!(error, AddressError::PasswordInside, "{text}");
            assert!(!format!("{error} {error:?} {}", error.remedy()).contains("hunter2"));
        }
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (text, error) in [
            ("mysql://a@localhost/b", AddressError::Form),
            ("postgres://localhost/b", AddressError::Missing("user")),
            ("postgres://a@/b", AddressError::Missing("host")),
            ("postgres://a@localhost", AddressError::Missing("database")),
            ("postgres://a@localhost:0/b", AddressError::Port),
            ("postgres://a@localhost:x/b", AddressError::Port),
            ("postgres://a%4@localhost/b", AddressError::Encoding),
            ("postgres://a%00@localhost/b", AddressError::Encoding),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}
