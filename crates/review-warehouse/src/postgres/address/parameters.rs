//! What stands behind the `?` of an address.

use std::path::PathBuf;
use std::time::Duration;

use super::parse::decoded;
use super::{Address, AddressError, TlsMode};

impl Address {
    /// Takes the parameters in.
    pub(super) fn read_parameters(&mut self, parameters: &str) -> Result<(), AddressError> {
        for parameter in parameters.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = decoded(value)?;
            match decoded(name)?.as_str() {
                "password" => return Err(AddressError::PasswordInside),
                "hostaddr" => {
                    let wanted = AddressError::ParameterValue { name: "hostaddr", wanted: "an IP address" };
                    self.hostaddr = Some(value.parse().map_err(|_| wanted)?);
                }
                "sslmode" => self.tls = tls_mode(&value)?,
                // libpq's word for the machine's own certificates.
                "sslrootcert" => self.root_certificates = (value != "system").then(|| PathBuf::from(value)),
                "password_file" => self.password_file = Some(PathBuf::from(value)),
                "passfile" => self.passfile = Some(PathBuf::from(value)),
                "connect_timeout" => self.connect_timeout = seconds(&value)?,
                other => return Err(AddressError::UnknownParameter(other.to_owned())),
            }
        }
        Ok(())
    }
}

fn tls_mode(word: &str) -> Result<TlsMode, AddressError> {
    match word {
        "disable" => Ok(TlsMode::Disable),
        "allow" => Err(AddressError::MayBeInTheClear("allow")),
        "prefer" => Err(AddressError::MayBeInTheClear("prefer")),
        "require" => Ok(TlsMode::Require),
        "verify-ca" => Ok(TlsMode::VerifyCa),
        "verify-full" => Ok(TlsMode::VerifyFull),
        _ => Err(AddressError::ParameterValue {
            name: "sslmode",
            wanted: "one of disable, require, verify-ca, verify-full",
        }),
    }
}

fn seconds(value: &str) -> Result<Duration, AddressError> {
    match value.parse::<u32>() {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(u64::from(seconds))),
        _ => Err(AddressError::ParameterValue { name: "connect_timeout", wanted: "a number of seconds above 0" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(parameters: &str) -> Result<Address, AddressError> {
        format!("postgres://a@localhost/b?{parameters}").parse()
    }

    #[test]
    fn every_server_is_verified_fully_unless_the_address_says_otherwise() {
        for host in ["localhost", "127.0.0.1", "[::1]", "db.example.com"] {
            let address: Address = format!("postgres://a@{host}/b").parse().expect("an address");
            assert_eq!((address.tls, address.root_certificates), (TlsMode::VerifyFull, None), "{host}");
        }
        for (word, mode) in [
            ("disable", TlsMode::Disable),
            ("require", TlsMode::Require),
            ("verify-ca", TlsMode::VerifyCa),
            ("verify-full", TlsMode::VerifyFull),
        ] {
            assert_eq!(parse(&format!("sslmode={word}")).map(|address| address.tls), Ok(mode), "{word}");
        }
    }

    #[test]
    fn modes_that_may_go_on_in_the_clear_are_refused_with_a_reason() {
        for word in ["allow", "prefer"] {
            let error = parse(&format!("sslmode={word}")).expect_err("no protection");
            assert_eq!(error, AddressError::MayBeInTheClear(word));
            assert!(error.to_string().contains("in the clear") && error.remedy().contains("leave sslmode out"));
        }
    }

    #[test]
    fn parameters_are_taken_in() {
        let address = parse("connect_timeout=3&password_file=/run/pw&passfile=/p%20f&hostaddr=::1&sslrootcert=/ca.pem")
            .expect("an address");
        assert_eq!(address.connect_timeout, Duration::from_secs(3));
        assert_eq!(address.password_file, Some(PathBuf::from("/run/pw")));
        assert_eq!(address.passfile, Some(PathBuf::from("/p f")));
        assert_eq!(address.hostaddr, Some([0, 0, 0, 0, 0, 0, 0, 1].into()));
        assert_eq!(address.root_certificates, Some(PathBuf::from("/ca.pem")));
        assert_eq!(parse("sslrootcert=system").map(|address| address.root_certificates), Ok(None));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        assert_eq!(parse("sslmod=disable"), Err(AddressError::UnknownParameter("sslmod".into())));
        for parameters in ["sslmode=of", "connect_timeout=0", "hostaddr=localhost"] {
            assert!(matches!(parse(parameters), Err(AddressError::ParameterValue { .. })), "{parameters}");
        }
    }
}
