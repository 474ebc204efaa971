//! What the codes of AWS mean.

use review_core::error_class::ErrorClass;

/// What a service's code means, whatever the words beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// IAM says no.
    Denied,
    /// The credentials were good once.
    Expired,
    /// The credentials are unknown, wrong or incomplete.
    BadCredentials,
    /// The clock of this machine is wrong.
    Clock,
    /// Something else of this class.
    Class(ErrorClass),
}

/// The meaning of a code, with the service where one code means different things. Codes: "Common errors" of the API
/// references of Redshift, Redshift Serverless, STS and Secrets Manager, and the Data API's own.
pub(super) fn meaning(service: &str, code: &str) -> Meaning {
    use ErrorClass as Class;
    match code.strip_suffix("Fault").unwrap_or(code) {
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "NotAuthorized" => Meaning::Denied,
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => Meaning::Expired,
        "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "AuthFailure" => Meaning::BadCredentials,
        "RequestExpired" | "RequestInTheFuture" | "RequestTimeTooSkewed" => Meaning::Clock,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "TooManyRequestsException"
        | "LimitExceededException" => Meaning::Class(Class::Throttle),
        "ActiveStatementsExceededException"
        | "ActiveSessionsExceededException"
        | "ActiveWaitingRequestsExceededException" => Meaning::Class(Class::QueueLimit),
        "QueryTimeoutException" => Meaning::Class(Class::TimeThreshold),
        "ClusterNotFound" => Meaning::Class(Class::Gone),
        "InvalidClusterState" => Meaning::Class(Class::Maintenance),
        "ResourceNotFoundException" => Meaning::Class(match service {
            "redshift-serverless" => Class::Gone,
            // A secret, or a statement whose result has expired.
            _ => Class::MissingObject,
        }),
        "InternalServerException"
        | "InternalServerError"
        | "InternalFailure"
        | "InternalServiceError"
        | "ServiceUnavailable"
        | "ServiceUnavailableException"
        | "DependentServiceUnavailable"
        | "DatabaseConnectionException"
        | "RequestTimeout"
        | "RequestTimeoutException" => Meaning::Class(Class::Connection),
        "OptInRequired" | "RegionDisabledException" | "SubscriptionRequiredException" => {
            Meaning::Class(Class::Permission)
        }
        _ => Meaning::Class(Class::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_table_has_its_meaning() {
        let table = [
            (Meaning::Denied, "AccessDenied AccessDeniedException UnauthorizedOperation"),
            (Meaning::Expired, "ExpiredToken ExpiredTokenException"),
            (Meaning::BadCredentials, "InvalidClientTokenId UnrecognizedClientException SignatureDoesNotMatch"),
            (Meaning::Clock, "RequestExpired RequestTimeTooSkewed"),
            (Meaning::Class(ErrorClass::Throttle), "Throttling ThrottlingException RequestLimitExceeded"),
            (Meaning::Class(ErrorClass::QueueLimit), "ActiveStatementsExceededException"),
            (Meaning::Class(ErrorClass::Gone), "ClusterNotFound ClusterNotFoundFault"),
            (Meaning::Class(ErrorClass::Connection), "InternalFailure ServiceUnavailable DatabaseConnectionException"),
            (Meaning::Class(ErrorClass::Unknown), "ValidationException InvalidParameterValue Whatever"),
        ];
        for (expected, codes) in table {
            for code in codes.split(' ') {
                assert_eq!(meaning("redshift", code), expected, "{code}");
            }
        }
    }

    #[test]
    fn what_is_not_found_depends_on_who_looked() {
        let of = |service| meaning(service, "ResourceNotFoundException");
        assert_eq!(of("redshift-serverless"), Meaning::Class(ErrorClass::Gone));
        assert_eq!(of("secretsmanager"), Meaning::Class(ErrorClass::MissingObject));
    }
}
