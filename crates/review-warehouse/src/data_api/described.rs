//! What the service tells of a statement, in our words.

use aws_sdk_redshiftdata::operation::describe_statement::DescribeStatementOutput;
use aws_sdk_redshiftdata::primitives::DateTime;
use aws_sdk_redshiftdata::types::{ResultFormatString, StatusString};
use review_core::Timestamp;

use super::caller::Caller;
use super::errors;
use crate::{Progress, WarehouseError};

/// How a statement ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// With a result in the CSV form or in the JSON form.
    Finished { csv: bool },
    /// By itself, badly.
    Failed(WarehouseError),
    /// On request.
    Aborted(WarehouseError),
}

impl Ended {
    pub(super) fn progress(self) -> Progress {
        match self {
            Self::Finished { .. } => Progress::Finished,
            Self::Failed(error) | Self::Aborted(error) => Progress::Failed(error),
        }
    }
}

/// How a statement ended; `None` while it runs. A status that nobody knew when this was written counts as running:
/// it is asked for again, within the time that the driver gives.
pub(super) fn end_of(told: &DescribeStatementOutput, caller: &Caller) -> Option<Ended> {
    match told.status.as_ref()? {
        StatusString::Finished => Some(Ended::Finished { csv: told.result_format == Some(ResultFormatString::Csv) }),
        StatusString::Failed => {
            let user = told.db_user.as_deref().filter(|user| !user.is_empty());
            Some(Ended::Failed(errors::failed(told.error.as_deref(), user, caller)))
        }
        StatusString::Aborted => Some(Ended::Aborted(errors::aborted(told.error.as_deref()))),
        _ => None,
    }
}

/// A moment of the service.
pub(super) fn moment(told: &DateTime) -> Timestamp {
    let micros = told.secs().saturating_mul(1_000_000).saturating_add(i64::from(told.subsec_nanos() / 1000));
    Timestamp::from_micros(micros)
}

#[cfg(test)]
mod tests {
    use review_core::error_class::ErrorClass;

    use super::*;
    use crate::aws::Kind;

    fn told(status: StatusString, error: Option<&str>) -> Option<Ended> {
        let caller = Caller::new(&"redshift://c/dev".parse().expect("an address"), Kind::Cluster, "x".to_owned());
        let output = DescribeStatementOutput::builder().id("i").status(status).set_error(error.map(str::to_owned));
        end_of(&output.db_user("reviewer").build().expect("complete"), &caller)
    }

    #[test]
    fn a_status_says_whether_and_how_it_ended() {
        for running in ["SUBMITTED", "PICKED", "STARTED", "DREAMING"] {
            assert_eq!(told(running.into(), None), None, "{running}");
        }
        assert_eq!(told(StatusString::Finished, None), Some(Ended::Finished { csv: false }));
        let Some(Ended::Failed(error)) = told(StatusString::Failed, Some("ERROR: permission denied for schema s"))
        else {
            panic!("failed")
        };
        assert_eq!(error.class, ErrorClass::Permission);
        assert!(error.remedy.is_some_and(|text| text.contains("GRANT USAGE ON SCHEMA s TO reviewer;")));
        let Some(Ended::Aborted(error)) = told(StatusString::Aborted, None) else { panic!("aborted") };
        assert_eq!(error.class, ErrorClass::Aborted);
    }

    #[test]
    fn a_moment_keeps_its_microseconds() {
        let moment = moment(&DateTime::from_secs_and_nanos(1_703_022_996, 436_000_999));
        assert_eq!(moment, Timestamp::from_micros(1_703_022_996_436_000));
    }
}
