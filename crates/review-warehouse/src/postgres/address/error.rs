//! Why a text is not an address.

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
    /// A parameter that stands there twice.
    #[error("the address has the parameter `{0}` twice")]
    Twice(String),
    /// Two things that cannot both be meant.
    #[error("the address names both {0} and {1}, and only one of them can be meant")]
    Contradiction(&'static str, &'static str),
    /// A user where a workgroup says who it is.
    #[error("the address names a user, and credentials for a workgroup are for the IAM identity's own")]
    UserForWorkgroup,
    /// Parameters for credentials of another kind.
    #[error("parameters of the address belong to another kind of credentials than it asks for")]
    NotWithCredentials,
    /// A TLS mode that protects nothing.
    #[error("sslmode={0} sends password and results in the clear as soon as somebody on the way refuses TLS")]
    MayBeInTheClear(&'static str),
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
            Self::UnknownParameter(_) => {
                "use only hostaddr, sslmode, sslrootcert, connect_timeout, deployment, password_file, passfile, \
                 credentials, cluster, workgroup, db_user, secret_arn, region, profile, role_arn, external_id"
            }
            Self::ParameterValue { .. } => "correct the value of the parameter",
            Self::Twice(_) => "give the parameter once",
            Self::UserForWorkgroup => {
                "leave the user out: a workgroup derives it from the IAM identity (IAM:name or IAMR:role)"
            }
            Self::Contradiction(..) => "keep the one that is meant and leave the other out",
            Self::NotWithCredentials => {
                "say credentials=iam with cluster= or workgroup=, or credentials=secret with secret_arn=; without \
                 them leave region, profile, role_arn and external_id out"
            }
            Self::MayBeInTheClear(_) => {
                "leave sslmode out, which verifies the server fully; or, where the network itself is trusted, say \
                 sslmode=disable"
            }
        }
    }
}
