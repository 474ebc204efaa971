//! Where a warehouse is: `redshift://CLUSTER-OR-WORKGROUP/DATABASE?...`.

use std::fmt;
use std::str::FromStr;

use crate::aws::{AwsOptions, Kind};
use crate::{owner, url};

/// In which form results are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ResultFormat {
    /// The one that loses nothing, which today is JSON: Amazon does not say how its CSV tells NULL from empty text,
    /// and the form is chosen with the statement, before anybody knows whether it returns text.
    #[default]
    Auto,
    /// Typed values, NULL apart from empty text.
    Json,
    /// Fewer calls for large results. An empty field that is not quoted is taken for NULL, so empty text may arrive
    /// as NULL.
    Csv,
}

/// Where a warehouse is and as whom it is asked. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedshiftAddress {
    /// The name of the cluster or workgroup.
    pub name: String,
    /// The database to connect to.
    pub database: String,
    /// What the name names (`?kind=`); `None` means that AWS is asked.
    pub kind: Option<Kind>,
    /// Region, profile and role (`?region=`, `?profile=`, `?role_arn=`, `?external_id=`).
    pub aws: AwsOptions,
    /// The database user to get temporary credentials for (`?db_user=`); clusters only.
    pub db_user: Option<String>,
    /// The name or ARN of the secret that holds user and password (`?secret_arn=`).
    pub secret_arn: Option<String>,
    /// The form of results (`?result_format=`).
    pub result_format: ResultFormat,
}

/// Why a text is not an address that can be used. It never repeats the text, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedshiftAddressError {
    /// It has another form.
    #[error("the address is not of the form redshift://CLUSTER-OR-WORKGROUP/DATABASE")]
    Form,
    /// A user or a password stands in it.
    #[error("the address holds a user or a password before an @, which the Data API does not take there")]
    UserInside,
    /// A password stands among the parameters.
    #[error("the address holds a password, which process lists and logs would show")]
    PasswordInside,
    /// The name or the database is missing.
    #[error("the address names no {0}")]
    Missing(&'static str),
    /// An endpoint or a port instead of a name.
    #[error("the address names a host, and the Data API takes the name of a cluster or workgroup")]
    Host,
    /// A `%` does not begin a percent-encoded byte, or the bytes are not UTF-8.
    #[error("the address is not percent-encoded correctly")]
    Encoding,
    /// A parameter nobody knows.
    #[error("the address has an unknown parameter `{0}`")]
    UnknownParameter(String),
    /// A parameter that stands there twice.
    #[error("the address has the parameter `{0}` twice")]
    Twice(&'static str),
    /// A parameter whose value cannot be used.
    #[error("the parameter `{name}` of the address is not {wanted}")]
    ParameterValue {
        /// The parameter.
        name: &'static str,
        /// What it takes.
        wanted: &'static str,
    },
    /// Two parameters that cannot both be meant.
    #[error("the address asks for {one} and for {other}: {why}")]
    Contradiction {
        /// The one parameter.
        one: &'static str,
        /// The other.
        other: &'static str,
        /// Why they exclude each other.
        why: &'static str,
    },
}

impl RedshiftAddressError {
    /// What to do about it.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Form | Self::Missing(_) => {
                "write the address as redshift://NAME/DATABASE, for example redshift://my-cluster/dev?region=eu-west-1"
            }
            Self::UserInside => {
                "leave it out; name a database user with ?db_user=, or a secret that holds user and password with \
                 ?secret_arn="
            }
            Self::PasswordInside => {
                "take it out of the address (and change it, if others could see it); put it into AWS Secrets Manager \
                 and name the secret with ?secret_arn="
            }
            Self::Host => {
                "write the first part of the endpoint only, without a port: redshift://my-cluster/dev; to connect to \
                 a host, use postgres://USER@HOST:5439/DATABASE"
            }
            Self::Encoding => "write every byte that has a meaning in addresses as % and two hex digits (: is %3A)",
            Self::UnknownParameter(_) => {
                "use only kind, region, profile, role_arn, external_id, db_user, secret_arn, result_format"
            }
            Self::Twice(_) => "give the parameter once",
            Self::ParameterValue { .. } => "correct the value of the parameter",
            Self::Contradiction { .. } => "keep the one that is meant and leave the other out",
        }
    }
}

impl FromStr for RedshiftAddress {
    type Err = RedshiftAddressError;

    fn from_str(text: &str) -> Result<Self, RedshiftAddressError> {
        let rest = text.strip_prefix("redshift://").ok_or(RedshiftAddressError::Form)?;
        let (rest, parameters) = url::split_at_first(rest, '?');
        let (name, database) = url::split_at_first(rest, '/');
        if name.contains('@') {
            return Err(RedshiftAddressError::UserInside);
        }
        let mut address = Self {
            name: warehouse_name(&decoded(name)?)?,
            database: decoded(database)?,
            kind: None,
            aws: AwsOptions::default(),
            db_user: None,
            secret_arn: None,
            result_format: ResultFormat::default(),
        };
        if address.database.is_empty() {
            return Err(RedshiftAddressError::Missing("database"));
        }
        address.read_parameters(parameters)?;
        address.without_contradiction()
    }
}

impl RedshiftAddress {
    /// The account whose role or secret the address names.
    pub(super) fn account(&self) -> Option<String> {
        owner::account([self.aws.role_arn.as_deref(), self.secret_arn.as_deref()])
    }

    fn read_parameters(&mut self, parameters: &str) -> Result<(), RedshiftAddressError> {
        let mut format = None;
        for parameter in url::parameters(parameters) {
            let (name, value) = parameter.ok_or(RedshiftAddressError::Encoding)?;
            match name.as_str() {
                "password" | "pwd" => return Err(RedshiftAddressError::PasswordInside),
                "kind" => set(&mut self.kind, "kind", kind(&value)?)?,
                "region" => set(&mut self.aws.region, "region", region(value)?)?,
                "profile" => set(&mut self.aws.profile, "profile", some("profile", value)?)?,
                "role_arn" => set(&mut self.aws.role_arn, "role_arn", role(value)?)?,
                "external_id" => set(&mut self.aws.external_id, "external_id", some("external_id", value)?)?,
                "db_user" => set(&mut self.db_user, "db_user", some("db_user", value)?)?,
                "secret_arn" => set(&mut self.secret_arn, "secret_arn", some("secret_arn", value)?)?,
                "result_format" => set(&mut format, "result_format", result_format(&value)?)?,
                _ => return Err(RedshiftAddressError::UnknownParameter(name)),
            }
        }
        self.result_format = format.unwrap_or_default();
        Ok(())
    }

    fn without_contradiction(self) -> Result<Self, RedshiftAddressError> {
        let contradiction = |one, other, why| Err(RedshiftAddressError::Contradiction { one, other, why });
        match (&self.db_user, &self.secret_arn, self.kind) {
            (Some(_), Some(_), _) => contradiction("db_user", "secret_arn", "the secret already says which user it is"),
            (Some(_), _, Some(Kind::Workgroup)) => contradiction(
                "db_user",
                "kind=workgroup",
                "a workgroup derives the database user from the IAM identity",
            ),
            _ if self.aws.external_id.is_some() && self.aws.role_arn.is_none() => {
                Err(RedshiftAddressError::ParameterValue {
                    name: "external_id",
                    wanted: "of any use without `role_arn`, the role that asks for it",
                })
            }
            _ => Ok(self),
        }
    }
}

/// Without parameters: an identity is shown in reports.
impl fmt::Display for RedshiftAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "redshift://{}/{}", self.name, self.database)
    }
}

fn set<T>(place: &mut Option<T>, name: &'static str, value: T) -> Result<(), RedshiftAddressError> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(RedshiftAddressError::Twice(name)),
    }
}

fn decoded(text: &str) -> Result<String, RedshiftAddressError> {
    url::decoded(text).filter(|text| !text.contains('\0')).ok_or(RedshiftAddressError::Encoding)
}

/// Letters, digits and hyphens: what both clusters and workgroups may be called.
fn warehouse_name(name: &str) -> Result<String, RedshiftAddressError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    match name {
        "" => Err(RedshiftAddressError::Missing("cluster or workgroup")),
        name if name.contains(['.', ':']) => Err(RedshiftAddressError::Host),
        name if name.bytes().all(allowed) => Ok(name.to_owned()),
        _ => Err(RedshiftAddressError::Form),
    }
}

fn kind(value: &str) -> Result<Kind, RedshiftAddressError> {
    let wanted = "`cluster` or `workgroup`";
    Kind::from_word(value).ok_or(RedshiftAddressError::ParameterValue { name: "kind", wanted })
}

fn result_format(value: &str) -> Result<ResultFormat, RedshiftAddressError> {
    match value {
        "auto" => Ok(ResultFormat::Auto),
        "json" => Ok(ResultFormat::Json),
        "csv" => Ok(ResultFormat::Csv),
        _ => Err(RedshiftAddressError::ParameterValue { name: "result_format", wanted: "`json`, `csv` or `auto`" }),
    }
}

/// A Region becomes part of a host's name, so only what such a name is made of is let through.
fn region(value: String) -> Result<String, RedshiftAddressError> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match !value.is_empty() && value.bytes().all(allowed) {
        true => Ok(value),
        false => Err(RedshiftAddressError::ParameterValue { name: "region", wanted: "a Region such as `eu-west-1`" }),
    }
}

fn role(value: String) -> Result<String, RedshiftAddressError> {
    match value.starts_with("arn:") && value.contains(":role/") {
        true => Ok(value),
        false => Err(RedshiftAddressError::ParameterValue {
            name: "role_arn",
            wanted: "the ARN of a role, such as `arn:aws:iam::123456789012:role/reviewer`",
        }),
    }
}

fn some(name: &'static str, value: String) -> Result<String, RedshiftAddressError> {
    match value.is_empty() {
        false => Ok(value),
        true => Err(RedshiftAddressError::ParameterValue { name, wanted: "a name" }),
    }
}

#[cfg(test)]
mod tests;
