//! Where a warehouse is: `postgres://USER@HOST:PORT/DATABASE?sslmode=disable`.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

const DEFAULT_PORT: u16 = 5432;
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Where a warehouse is and who asks. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The host's name or IP address.
    pub host: String,
    /// The port; 5432 when none is given.
    pub port: u16,
    /// The database user.
    pub user: String,
    /// The database to connect to.
    pub database: String,
    /// A file that holds the password and nothing else (`?password_file=`).
    pub password_file: Option<PathBuf>,
    /// A file of passwords in the form libpq reads (`?passfile=`).
    pub passfile: Option<PathBuf>,
    /// How long making a connection may take (`?connect_timeout=SECONDS`).
    pub connect_timeout: Duration,
}

/// Why a text is not an address that can be used. It never repeats the text, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It has another form.
    #[error("the address is not of the form postgres://USER@HOST:PORT/DATABASE")]
    Form,
    /// A password stands in it.
    #[error("the address holds a password, which process lists and logs would show")]
    PasswordInside,
    /// The user, the host or the database is missing.
    #[error("the address names no {0}")]
    Missing(&'static str),
    /// The port is not a number from 1 to 65535.
    #[error("the port in the address is not a number from 1 to 65535")]
    Port,
    /// A `%` does not begin a percent-encoded byte, or the bytes are not UTF-8.
    #[error("the address is not percent-encoded correctly")]
    Encoding,
    /// A parameter nobody knows.
    #[error("the address has an unknown parameter `{0}`")]
    UnknownParameter(String),
    /// A parameter whose value cannot be used.
    #[error("the parameter `{name}` of the address is not {wanted}")]
    ParameterValue {
        /// The parameter.
        name: &'static str,
        /// What it takes.
        wanted: &'static str,
    },
    /// A TLS mode that this version does not offer.
    #[error("sslmode={0} asks for TLS, which this version does not offer yet")]
    TlsNotOffered(String),
    /// Another machine without `sslmode=disable`.
    #[error(
        "`{host}` is another machine, and this version does not offer TLS yet: password and results would cross the network in the clear"
    )]
    InTheClear {
        /// The host.
        host: String,
    },
}

impl AddressError {
    /// What to do about it.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Form | Self::Missing(_) | Self::Port => {
                "write the address as postgres://USER@HOST:PORT/DATABASE, for example \
                 postgres://reviewer@localhost:5439/dev"
            }
            Self::PasswordInside => {
                "take it out of the address (and change it, if others could see it); put it into the environment \
                 variable PGPASSWORD or a file named by ?password_file="
            }
            Self::Encoding => "write every byte that has a meaning in addresses as % and two hex digits (@ is %40)",
            Self::UnknownParameter(_) => "use only sslmode, password_file, passfile, connect_timeout",
            Self::ParameterValue { .. } => "correct the value of the parameter",
            Self::TlsNotOffered(_) | Self::InTheClear { .. } => {
                "open a tunnel to the warehouse and connect to its end on localhost, or, where the network itself is \
                 trusted, add ?sslmode=disable"
            }
        }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        let (rest, parameters) = split_last_part(rest.ok_or(AddressError::Form)?, '?');
        let (authority, database) = split_last_part(rest, '/');
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
            port,
            user: named(user, "user")?,
            database: named(database, "database")?,
            password_file: None,
            passfile: None,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
        };
        let plain = address.read_parameters(parameters)?;
        if !plain && !address.is_loopback() {
            return Err(AddressError::InTheClear { host: address.host });
        }
        Ok(address)
    }
}

impl Address {
    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost") || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// Takes the parameters in; answers whether the address allows to go without TLS.
    fn read_parameters(&mut self, parameters: &str) -> Result<bool, AddressError> {
        let mut plain = false;
        for parameter in parameters.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = decoded(value)?;
            match decoded(name)?.as_str() {
                "password" => return Err(AddressError::PasswordInside),
                "sslmode" => plain = allows_plain(value)?,
                "password_file" => self.password_file = Some(PathBuf::from(value)),
                "passfile" => self.passfile = Some(PathBuf::from(value)),
                "connect_timeout" => self.connect_timeout = seconds(&value)?,
                other => return Err(AddressError::UnknownParameter(other.to_owned())),
            }
        }
        Ok(plain)
    }
}

/// Without the user: an identity is shown in reports.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, database, .. } = self;
        match host.contains(':') {
            true => write!(f, "postgres://[{host}]:{port}/{database}"),
            false => write!(f, "postgres://{host}:{port}/{database}"),
        }
    }
}

fn allows_plain(mode: String) -> Result<bool, AddressError> {
    match mode.as_str() {
        "disable" => Ok(true),
        "allow" | "prefer" | "require" | "verify-ca" | "verify-full" => Err(AddressError::TlsNotOffered(mode)),
        _ => Err(AddressError::ParameterValue { name: "sslmode", wanted: "`disable`" }),
    }
}

fn seconds(value: &str) -> Result<Duration, AddressError> {
    match value.parse::<u32>() {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(u64::from(seconds))),
        _ => Err(AddressError::ParameterValue { name: "connect_timeout", wanted: "a number of seconds above 0" }),
    }
}

fn split_last_part(text: &str, at: char) -> (&str, &str) {
    text.split_once(at).unwrap_or((text, ""))
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
    match decoded(text)? {
        name if name.is_empty() => Err(AddressError::Missing(what)),
        name if name.contains('\0') => Err(AddressError::Encoding),
        name => Ok(name),
    }
}

fn decoded(text: &str) -> Result<String, AddressError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2).ok_or(AddressError::Encoding)?;
        rest = after;
        let digits = std::str::from_utf8(digits).map_err(|_| AddressError::Encoding)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| AddressError::Encoding)?);
    }
    String::from_utf8(bytes).map_err(|_| AddressError::Encoding)
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
        assert_eq!((address.user.as_str(), address.host.as_str(), address.port), ("reviewer", "localhost", 5439));
        assert_eq!(address.database, "dev");
        assert_eq!(address.to_string(), "postgres://localhost:5439/dev");
        assert_eq!(parse("postgresql://a@127.0.0.1/b").map(|address| address.port), Ok(5432));
        let encoded = parse("postgres://a%40b@[::1]:1/d%2Fe?connect_timeout=3&password_file=/run/pw").expect("good");
        assert_eq!((encoded.user.as_str(), encoded.host.as_str(), encoded.database.as_str()), ("a@b", "::1", "d/e"));
        assert_eq!(encoded.connect_timeout, Duration::from_secs(3));
        assert_eq!(encoded.password_file, Some(PathBuf::from("/run/pw")));
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
            ("postgres://a@localhost/b?sslmod=disable", AddressError::UnknownParameter("sslmod".into())),
            ("postgres://a@localhost/b?sslmode=verify-full", AddressError::TlsNotOffered("verify-full".into())),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
        for text in ["postgres://a@localhost/b?sslmode=of", "postgres://a@localhost/b?connect_timeout=0"] {
            assert!(matches!(parse(text), Err(AddressError::ParameterValue { .. })), "{text}");
        }
    }

    #[test]
    fn another_machine_needs_sslmode_disable_and_this_one_does_not() {
        for host in ["localhost", "127.0.0.1", "127.8.9.10", "[::1]"] {
            assert!(parse(&format!("postgres://a@{host}/b")).is_ok(), "{host}");
        }
        for host in ["db.example.com", "10.0.0.1", "0.0.0.0", "localhost.example.com", "[::2]"] {
            let error = parse(&format!("postgres://a@{host}/b")).expect_err("another machine");
            assert!(matches!(error, AddressError::InTheClear { .. }), "{host}");
            assert!(error.remedy().contains("sslmode=disable"));
            assert!(parse(&format!("postgres://a@{host}/b?sslmode=disable")).is_ok(), "{host}");
        }
    }
}
