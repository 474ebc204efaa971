//! Whether a warehouse answers queries, by its status.

use review_core::error_class::ErrorClass;

use super::Kind;
use crate::WarehouseError;

const WAIT: &str = "run the review again when the warehouse is available";
const RESUME: &str = "resume it: aws redshift resume-cluster --cluster-identifier NAME --region REGION";
const OPERATOR: &str = "let an administrator mend it (aws redshift describe-clusters --cluster-identifier NAME --region \
                        REGION), then run the review again";
const OTHER: &str = "name a warehouse that will stay";

/// Whether a warehouse with that status answers queries. `query_status` is the ClusterAvailabilityStatus, which AWS
/// keeps for just this question and which wins where the status leaves it open: a cluster that is being modified or
/// resized may answer all the while.
///
/// Statuses: API reference of Redshift (Cluster.ClusterStatus) and of Redshift Serverless (Workgroup.status); AWS's
/// knowledge center adds `resuming`, `pausing` and `unhealthy`. A status nobody documented says nothing: what the
/// connection says will decide.
///
/// # Errors
/// The message says what the warehouse does, to follow its name; NAME and REGION in the remedy are for the caller to
/// fill in ([`WarehouseFacts::availability`](super::WarehouseFacts::availability) does).
pub fn availability(kind: Kind, status: &str, query_status: Option<&str>) -> Result<(), WarehouseError> {
    let answers = query_status.map(|status| status.eq_ignore_ascii_case("available"));
    match (meaning(kind, &status.to_ascii_lowercase()), answers) {
        (Meaning::Never(class, words, remedy), _) => Err(unavailable(class, words, remedy)),
        (Meaning::Perhaps(..), Some(true)) | (Meaning::Answers, None | Some(true)) => Ok(()),
        (Meaning::Perhaps(words, remedy), _) => Err(unavailable(ErrorClass::Maintenance, words, remedy)),
        (Meaning::Answers, Some(false)) => {
            let words = format!("answers no queries now (its availability status is {})", query_status.unwrap_or("?"));
            Err(unavailable(ErrorClass::Maintenance, &words, WAIT))
        }
    }
}

fn unavailable(class: ErrorClass, words: &str, remedy: &str) -> WarehouseError {
    WarehouseError { remedy: Some(remedy.to_owned()), ..WarehouseError::new(class, words) }
}

/// What a status says of queries.
enum Meaning {
    /// They are answered, unless the availability status says no.
    Answers,
    /// They are not answered, unless the availability status says so.
    Perhaps(&'static str, &'static str),
    /// They are not answered, whatever else is said.
    Never(ErrorClass, &'static str, &'static str),
}

fn meaning(kind: Kind, status: &str) -> Meaning {
    use Meaning::{Answers, Never, Perhaps};
    match (kind, status) {
        // Full storage hinders those who write; a review reads.
        (_, "available" | "available, prep-for-resize" | "available, resize-cleanup" | "storage-full") => Answers,
        (Kind::Cluster, "paused") => Never(ErrorClass::Paused, "is paused", RESUME),
        (Kind::Cluster, "pausing") => Never(ErrorClass::Paused, "is being paused", RESUME),
        (_, "deleting") => Never(ErrorClass::Gone, "is being deleted", OTHER),
        (_, "final-snapshot") => Never(ErrorClass::Gone, "takes its final snapshot and is then deleted", OTHER),
        (_, "creating") => Never(ErrorClass::Maintenance, "is being created", WAIT),
        (_, "resuming") => Perhaps("is being resumed", WAIT),
        (_, "modifying") => Perhaps("is being modified", WAIT),
        (_, "rebooting") => Perhaps("reboots", WAIT),
        (_, "renaming") => Perhaps("is being renamed", WAIT),
        (_, "resizing") => Perhaps("is being resized", WAIT),
        (_, "cancelling-resize") => Perhaps("takes back a resize", WAIT),
        (_, "rotating-keys") => Perhaps("changes its encryption keys", WAIT),
        (_, "updating-hsm") => Perhaps("changes its hardware security module", WAIT),
        (_, "maintenance") => Perhaps("is in maintenance", WAIT),
        (_, "hardware-failure") => Perhaps("has a hardware failure", OPERATOR),
        (_, "unhealthy") => Perhaps("is unhealthy", OPERATOR),
        (_, "incompatible-hsm") => Perhaps("cannot reach its hardware security module", OPERATOR),
        (_, "incompatible-network") => Perhaps("does not fit its network", OPERATOR),
        (_, "incompatible-parameters") => Perhaps("does not accept its parameters", OPERATOR),
        (_, "incompatible-restore") => Perhaps("could not be restored", OPERATOR),
        _ => Answers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: Option<ErrorClass> = None;
    const PAUSED: Option<ErrorClass> = Some(ErrorClass::Paused);
    const MAINTENANCE: Option<ErrorClass> = Some(ErrorClass::Maintenance);
    const GONE: Option<ErrorClass> = Some(ErrorClass::Gone);

    fn class(kind: Kind, status: &str, query_status: Option<&str>) -> Option<ErrorClass> {
        availability(kind, status, query_status).err().map(|error| error.class)
    }

    #[test]
    fn every_documented_status_of_a_cluster_is_known() {
        // Status; what it means alone; what it means when the availability status says Available.
        for (status, alone, answering) in [
            ("available", OK, OK),
            ("available, prep-for-resize", OK, OK),
            ("available, resize-cleanup", OK, OK),
            ("cancelling-resize", MAINTENANCE, OK),
            ("creating", MAINTENANCE, MAINTENANCE),
            ("deleting", GONE, GONE),
            ("final-snapshot", GONE, GONE),
            ("hardware-failure", MAINTENANCE, OK),
            ("incompatible-hsm", MAINTENANCE, OK),
            ("incompatible-network", MAINTENANCE, OK),
            ("incompatible-parameters", MAINTENANCE, OK),
            ("incompatible-restore", MAINTENANCE, OK),
            ("modifying", MAINTENANCE, OK),
            ("paused", PAUSED, PAUSED),
            ("rebooting", MAINTENANCE, OK),
            ("renaming", MAINTENANCE, OK),
            ("resizing", MAINTENANCE, OK),
            ("rotating-keys", MAINTENANCE, OK),
            ("storage-full", OK, OK),
            ("updating-hsm", MAINTENANCE, OK),
        ] {
            assert_eq!(class(Kind::Cluster, status, None), alone, "{status}");
            assert_eq!(class(Kind::Cluster, status, Some("Available")), answering, "{status}, answering");
        }
    }

    #[test]
    fn a_cluster_that_answers_no_queries_is_not_available_whatever_its_status() {
        for query_status in ["Unavailable", "Maintenance", "Modifying", "Failed"] {
            assert_eq!(class(Kind::Cluster, "available", Some(query_status)), MAINTENANCE, "{query_status}");
        }
        assert_eq!(class(Kind::Cluster, "paused", Some("Unavailable")), PAUSED);
    }

    #[test]
    fn every_documented_status_of_a_workgroup_is_known() {
        for (status, expected) in
            [("AVAILABLE", OK), ("CREATING", MAINTENANCE), ("MODIFYING", MAINTENANCE), ("DELETING", GONE)]
        {
            assert_eq!(class(Kind::Workgroup, status, None), expected, "{status}");
        }
    }

    #[test]
    fn a_status_that_nobody_documented_stops_nobody() {
        assert_eq!(class(Kind::Cluster, "optimizing", Some("Available")), OK);
        assert_eq!(class(Kind::Cluster, "optimizing", None), OK);
    }
}
