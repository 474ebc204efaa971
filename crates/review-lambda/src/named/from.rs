//! Errors of the parts below, under the names of this crate.

use std::io;

use review_core::error_class::ErrorClass;
use review_engine::DriveError;
use review_store::StoreError;
use review_warehouse::WarehouseError;
use review_warehouse::data_api::OpenError;

use super::{ErrorName, NamedError};

impl From<StoreError> for NamedError {
    fn from(error: StoreError) -> Self {
        let name = match &error {
            StoreError::Exists { .. } | StoreError::Conflict { .. } | StoreError::Locked { .. } => {
                ErrorName::StateConflict
            }
            StoreError::Damaged { .. } => ErrorName::Damaged,
            StoreError::Io { source, .. } => name_of_io(source.kind()),
            StoreError::Service(_) if error.is_transient() => ErrorName::StoreUnavailable,
            StoreError::Service(_) => ErrorName::Refused,
        };
        let next = error.remedy().filter(|remedy| !remedy.is_empty()).unwrap_or(match name {
            ErrorName::StoreUnavailable => "try again; if it goes on, look at the health of S3 in this Region",
            ErrorName::Refused => {
                "let the function's role read and write this bucket, and use its KMS key if it has one"
            }
            _ => "look at the file that is named",
        });
        Self::new(name, error.to_string(), next.to_owned())
    }
}

fn name_of_io(kind: io::ErrorKind) -> ErrorName {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the list of kinds is open; the rest may pass")]
    match kind {
        io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound => ErrorName::Refused,
        io::ErrorKind::InvalidInput => ErrorName::Internal,
        _ => ErrorName::StoreUnavailable,
    }
}

impl From<WarehouseError> for NamedError {
    fn from(error: WarehouseError) -> Self {
        let next = error.remedy.clone().unwrap_or_else(|| error.class.remedy().to_owned());
        Self::new(name_of_class(error.class), error.to_string(), next)
    }
}

const fn name_of_class(class: ErrorClass) -> ErrorName {
    match class {
        ErrorClass::Throttle | ErrorClass::QueueLimit => ErrorName::Throttled,
        ErrorClass::Connection
        | ErrorClass::Lock
        | ErrorClass::TimeThreshold
        | ErrorClass::Aborted
        | ErrorClass::Maintenance
        | ErrorClass::Unknown => ErrorName::WarehouseUnavailable,
        ErrorClass::Syntax
        | ErrorClass::Permission
        | ErrorClass::MissingObject
        | ErrorClass::UsageLimit
        | ErrorClass::Paused
        | ErrorClass::Gone => ErrorName::Refused,
    }
}

impl From<OpenError> for NamedError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Address(address) => Self::refused(address.to_string(), address.remedy()),
            OpenError::Warehouse(error) => error.into(),
        }
    }
}

impl From<DriveError> for NamedError {
    fn from(error: DriveError) -> Self {
        let text = error.to_string();
        match error {
            DriveError::Store(error) => error.into(),
            DriveError::Lost { .. } => {
                Self::new(ErrorName::StateConflict, text, "let the other driver go on; nothing is to be done")
            }
            DriveError::Recover { source, .. } => Self { what: text, ..source.into() },
            DriveError::Missing { .. } => Self::new(
                ErrorName::Damaged,
                text,
                "restore the file from an older version of the bucket, or begin a new run",
            ),
            DriveError::Finish(_) => Self::new(
                ErrorName::Damaged,
                text,
                "mend what is named (`redshift-review render` and `evaluate` work on the same run folder), or begin a \
                 new run",
            ),
            // What looks after lanes is Step Functions: whatever it said, the next call asks again.
            DriveError::Runner { .. } => Self::new(
                ErrorName::StoreUnavailable,
                text,
                "try again; look at the permissions of the run function if it goes on",
            ),
            DriveError::Illegal(_) | DriveError::LaneDied(_) => Self::internal(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_retryable_and_what_stays_is_not() {
        for class in ErrorClass::ALL {
            let name = name_of_class(class);
            assert_eq!(name.is_retryable(), class.is_repeated(), "{class:?}: {name}");
        }
    }

    #[test]
    fn every_error_says_what_to_do() {
        let io = |kind| StoreError::Io {
            doing: "read",
            key: "run.json".into(),
            location: "s3://b/k/".into(),
            source: io::Error::new(kind, "no"),
        };
        let named = |error: StoreError| NamedError::from(error);
        assert_eq!(named(io(io::ErrorKind::TimedOut)).name, ErrorName::StoreUnavailable);
        assert_eq!(named(io(io::ErrorKind::PermissionDenied)).name, ErrorName::Refused);
        let conflict = StoreError::Conflict { key: "state/s1-l01.json".into(), location: "s3://b/k/".into() };
        let errors =
            [named(io(io::ErrorKind::Other)), named(conflict), WarehouseError::new(ErrorClass::Gone, "no").into()];
        assert!(errors.iter().all(|error| error.next.len() > 10), "{errors:?}");
    }
}
