use super::*;
use crate::aws::Kind;
use crate::aws::errors::refused;

fn caller(parameters: &str) -> Caller {
    let address = format!("redshift://sales/dev{parameters}").parse().expect("an address");
    Caller::new(&address, Kind::Cluster, "eu-west-1".to_owned())
}

/// What an answer of the service becomes.
fn answered(operation: Operation, name: &str, words: &str) -> WarehouseError {
    let found = refused(Call::new("redshift-data", operation.name()), Some(name), words);
    told(operation, Some(name), words, found, &caller("?db_user=reviewer"))
}

#[test]
fn each_answer_of_the_service_has_its_class() {
    use Operation::{CancelStatement, DescribeStatement, ExecuteStatement, GetStatementResult};
    for (operation, name, words, class) in [
        (ExecuteStatement, "ThrottlingException", "Rate exceeded", ErrorClass::Throttle),
        (ExecuteStatement, "ActiveStatementsExceededException", "too many", ErrorClass::QueueLimit),
        (ExecuteStatement, "ActiveSessionsExceededException", "too many", ErrorClass::QueueLimit),
        (ExecuteStatement, "ValidationException", "Redshift endpoint doesn't exist in this region.", ErrorClass::Gone),
        (ExecuteStatement, "ValidationException", "Cluster sales is paused", ErrorClass::Paused),
        (ExecuteStatement, "ValidationException", "Cluster is not in available state", ErrorClass::Maintenance),
        (ExecuteStatement, "ValidationException", "The cluster is resizing", ErrorClass::Maintenance),
        (ExecuteStatement, "ResourceNotFoundException", "no such cluster", ErrorClass::Gone),
        (
            ExecuteStatement,
            "ExecuteStatementException",
            "FATAL: database \"x\" does not exist",
            ErrorClass::MissingObject,
        ),
        (ExecuteStatement, "ExecuteStatementException", "usage limit reached", ErrorClass::UsageLimit),
        (ExecuteStatement, "ExpiredTokenException", "expired", ErrorClass::Permission),
        (DescribeStatement, "InternalServerException", "oops", ErrorClass::Connection),
        (CancelStatement, "DatabaseConnectionException", "cannot", ErrorClass::Connection),
        (GetStatementResult, "ResourceNotFoundException", "Query does not exist.", ErrorClass::Unknown),
    ] {
        let error = answered(operation, name, words);
        assert_eq!(error.class, class, "{operation}: {name}: {words}");
        assert_eq!(error.code.as_deref(), Some(name));
    }
}

#[test]
fn a_denial_prints_the_statement_that_would_allow_it() {
    let words = "User: arn:aws:iam::123456789012:user/r is not authorized to perform: redshift:GetClusterCredentials";
    let remedy = answered(Operation::ExecuteStatement, "AccessDeniedException", words).remedy.expect("a remedy");
    assert!(remedy.contains("\"Action\": \"redshift:GetClusterCredentials\""), "{remedy}");
    assert!(remedy.contains("arn:aws:redshift:eu-west-1:ACCOUNT:dbuser:sales/reviewer"), "{remedy}");
    assert!(remedy.contains("arn:aws:redshift:eu-west-1:ACCOUNT:dbname:sales/dev"), "{remedy}");
}

#[test]
fn a_statement_of_another_role_says_whose_it_is() {
    for name in ["ResourceNotFoundException", "AccessDeniedException"] {
        for operation in [Operation::DescribeStatement, Operation::GetStatementResult, Operation::CancelStatement] {
            let remedy = answered(operation, name, "no").remedy.unwrap_or_default();
            assert!(remedy.starts_with("only the role that ran a statement may"), "{operation} {name}: {remedy}");
        }
    }
}

#[test]
fn a_user_who_does_not_exist_names_the_statement_that_makes_one() {
    let error = answered(
        Operation::ExecuteStatement,
        "ExecuteStatementException",
        "FATAL: password authentication failed for user \"reviewer\"",
    );
    assert_eq!(error.class, ErrorClass::Permission);
    let remedy = error.remedy.expect("a remedy");
    assert!(remedy.contains("CREATE USER reviewer PASSWORD DISABLE; GRANT ROLE sys:monitor TO reviewer;"), "{remedy}");
}

#[test]
fn a_failed_statement_speaks_redshifts_words() {
    let said = |words| failed(Some(words), Some("IAMR:reviewer"), &caller(""));
    let error = said("ERROR: permission denied for relation secret [ErrorId: 1-65]");
    assert_eq!(error.class, ErrorClass::Permission);
    assert_eq!(error.message, "permission denied for relation secret [ErrorId: 1-65]");
    assert_eq!(
        error.remedy.as_deref(),
        Some("let an administrator run: GRANT SELECT ON TABLE secret TO \"IAMR:reviewer\";")
    );
    assert_eq!(said("ERROR: relation \"x\" does not exist").class, ErrorClass::MissingObject);
    assert_eq!(said("Query cancelled by WLM abort action of Query Monitoring Rule").class, ErrorClass::Aborted);
    assert!(said("Packet for query is too large (70000 > 65536)").remedy.is_some());
    assert_eq!(failed(None, None, &caller("")).class, ErrorClass::Unknown);
    assert_eq!(aborted(Some(" ")).message, "the statement was ended on request");
}

#[test]
fn only_what_the_guide_says_is_tried_again() {
    use ErrorClass::{Connection, Permission, Throttle, Unknown};
    assert_eq!(again(Some("ThrottlingException"), Throttle, false), Again::Throttled);
    assert_eq!(again(Some("InternalServerException"), Connection, true), Again::Soon);
    assert_eq!(again(None, Connection, false), Again::Soon);
    assert_eq!(again(Some("ExecuteStatementException"), Connection, true), Again::Never);
    assert_eq!(again(Some("ValidationException"), Unknown, false), Again::Never);
    assert_eq!(again(None, Permission, false), Again::Never);
}

#[test]
fn a_profile_that_the_address_names_is_named_when_there_are_no_credentials() {
    let none = || WarehouseError::new(ErrorClass::Permission, "no AWS credentials were found");
    let error = naming_profile(none(), Some("prod"));
    assert_eq!(error.message, "no AWS credentials were found (the address names the profile `prod`)");
    assert!(error.remedy.is_some_and(|remedy| remedy.contains("list-profiles")));
    assert_eq!(naming_profile(none(), None), none());
    let denied = WarehouseError { code: Some("AccessDenied".to_owned()), ..none() };
    assert_eq!(naming_profile(denied.clone(), Some("prod")), denied);
}
