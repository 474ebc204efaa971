//! Settings from the environment; what is missing or wrong is said by the variable's name.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use crate::named::NamedError;

const WHO_SETS_THEM: &str = "set it in the function's environment; the stack's templates do, so update the stack";

/// The environment of a function.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    variables: BTreeMap<String, String>,
}

impl Settings {
    /// The environment of this process. A variable that is not UTF-8 counts as not set.
    pub fn of_environment() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self { variables: std::env::vars_os().filter_map(text).collect() }
    }

    /// Settings of a test.
    #[cfg(test)]
    pub(crate) fn of(variables: &[(&str, &str)]) -> Self {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self { variables: variables.iter().map(pair).collect() }
    }

    /// A variable that may be left out; empty counts as left out, since templates cannot unset one.
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A variable that must be set.
    ///
    /// # Errors
    /// When it is not.
    pub fn required(&self, name: &str) -> Result<&str, NamedError> {
        let missing = || NamedError::refused(format!("the environment variable {name} is not set"), WHO_SETS_THEM);
        self.optional(name).ok_or_else(missing)
    }

    /// A variable of a type, or what holds where it is left out.
    ///
    /// # Errors
    /// When it is set and has no such value.
    pub fn parsed<T: FromStr>(&self, name: &str, otherwise: T) -> Result<T, NamedError>
    where
        T::Err: Display,
    {
        match self.optional(name) {
            None => Ok(otherwise),
            Some(value) => value.parse().map_err(|error: T::Err| {
                NamedError::refused(
                    format!("the environment variable {name} has the value `{value}`: {error}"),
                    WHO_SETS_THEM,
                )
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_variable() {
        let settings = Settings::of(&[("REVIEW_BUCKET", ""), ("REVIEW_POLL_SECONDS", "often"), ("REVIEW_TURNS", "7")]);
        let error = settings.required("REVIEW_BUCKET").expect_err("not set");
        assert_eq!(error.what, "the environment variable REVIEW_BUCKET is not set");
        let error = settings.parsed("REVIEW_POLL_SECONDS", 1_u32).expect_err("no number");
        assert!(error.what.contains("REVIEW_POLL_SECONDS has the value `often`: invalid digit"), "{error}");
        assert_eq!(settings.parsed("REVIEW_TURNS", 1_u32), Ok(7));
        assert_eq!(settings.parsed("REVIEW_OTHER", 1_u32), Ok(1));
    }
}
