//! What stands behind the `?` of an address.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use review_core::identity::Deployment;

use super::{Address, AddressError, TlsMode};
use crate::url;

/// Every parameter there is; a password is not among them.
const KNOWN: [&str; 16] = [
    "cluster",
    "connect_timeout",
    "credentials",
    "db_user",
    "deployment",
    "external_id",
    "hostaddr",
    "passfile",
    "password_file",
    "profile",
    "region",
    "role_arn",
    "secret_arn",
    "sslmode",
    "sslrootcert",
    "workgroup",
];

/// The parameters by name, decoded; those that are taken are gone.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(super) fn read(text: &str) -> Result<Self, AddressError> {
        let mut parameters = BTreeMap::new();
        for parameter in url::parameters(text) {
            let (name, value) = parameter.ok_or(AddressError::Encoding)?;
            if name == "password" {
                return Err(AddressError::PasswordInside);
            }
            if !KNOWN.contains(&name.as_str()) {
                return Err(AddressError::UnknownParameter(name));
            }
            if parameters.contains_key(&name) {
                return Err(AddressError::Twice(name));
            }
            parameters.insert(name, value);
        }
        Ok(Self(parameters))
    }

    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// The same of a parameter that must not be empty.
    pub(super) fn named(&mut self, name: &'static str) -> Result<Option<String>, AddressError> {
        match self.take(name) {
            Some(value) if value.is_empty() => Err(AddressError::ParameterValue { name, wanted: "a name" }),
            Some(value) if value.contains('\0') => Err(AddressError::Encoding),
            value => Ok(value),
        }
    }

    pub(super) fn path(&mut self, name: &str) -> Option<PathBuf> {
        self.take(name).map(PathBuf::from)
    }
}

impl Address {
    /// Takes in what has no part in the credentials.
    pub(super) fn read_parameters(&mut self, parameters: &mut Parameters) -> Result<(), AddressError> {
        if let Some(value) = parameters.take("hostaddr") {
            let wanted = AddressError::ParameterValue { name: "hostaddr", wanted: "an IP address" };
            self.hostaddr = Some(value.parse().map_err(|_| wanted)?);
        }
        if let Some(word) = parameters.take("sslmode") {
            self.tls = tls_mode(&word)?;
        }
        if let Some(value) = parameters.take("connect_timeout") {
            self.connect_timeout = seconds(&value)?;
        }
        if let Some(word) = parameters.take("deployment") {
            self.deployment = Some(deployment(&word)?);
        }
        // libpq's word for the machine's own certificates.
        self.root_certificates = parameters.path("sslrootcert").filter(|path| path != Path::new("system"));
        self.password_file = parameters.path("password_file");
        self.passfile = parameters.path("passfile");
        Ok(())
    }
}

fn deployment(word: &str) -> Result<Deployment, AddressError> {
    let known = Deployment::from_word(word).filter(|kind| *kind != Deployment::Postgresql);
    known.ok_or(AddressError::ParameterValue { name: "deployment", wanted: "one of single_az, multi_az, serverless" })
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

    #[test]
    fn the_remedy_names_every_parameter() {
        let remedy = AddressError::UnknownParameter(String::new()).remedy();
        assert!(KNOWN.iter().all(|name| remedy.contains(name)), "{remedy}");
    }

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
        let address = parse("connect_timeout=3&password_file=/run/pw&passfile=/p%20f&hostaddr=::1&sslrootcert=/ca.pem&deployment=multi_az")
            .expect("an address");
        assert_eq!(address.connect_timeout, Duration::from_secs(3));
        assert_eq!(address.password_file, Some(PathBuf::from("/run/pw")));
        assert_eq!(address.passfile, Some(PathBuf::from("/p f")));
        assert_eq!(address.hostaddr, Some([0, 0, 0, 0, 0, 0, 0, 1].into()));
        assert_eq!(address.root_certificates, Some(PathBuf::from("/ca.pem")));
        assert_eq!(address.deployment, Some(Deployment::MultiAz));
        assert_eq!(parse("sslrootcert=system").map(|address| address.root_certificates), Ok(None));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        assert_eq!(parse("sslmod=disable"), Err(AddressError::UnknownParameter("sslmod".into())));
        assert_eq!(parse("region=a&sslmode=disable&region=b"), Err(AddressError::Twice("region".into())));
        for parameters in ["sslmode=of", "connect_timeout=0", "hostaddr=localhost", "deployment=postgresql"] {
            assert!(matches!(parse(parameters), Err(AddressError::ParameterValue { .. })), "{parameters}");
        }
    }
}
