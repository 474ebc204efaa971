use super::RedshiftAddressError::*;
use super::*;

fn parse(text: &str) -> Result<RedshiftAddress, RedshiftAddressError> {
    text.parse()
}

#[test]
fn an_address_has_a_name_and_a_database() {
    let address = parse("redshift://my-cluster/dev").expect("an address");
    assert_eq!((address.name.as_str(), address.database.as_str()), ("my-cluster", "dev"));
    assert_eq!((address.kind, address.result_format), (None, ResultFormat::Auto));
    assert_eq!(address.aws, AwsOptions::default());
    assert_eq!(address.to_string(), "redshift://my-cluster/dev");
    assert_eq!(parse("redshift://wg/d%2Fe%20f").map(|address| address.database).as_deref(), Ok("d/e f"));
}

#[test]
fn every_way_in_can_be_named() {
    let address = parse(
        "redshift://c/dev?kind=cluster&region=eu-west-1&profile=prod&role_arn=arn:aws:iam::1:role/r\
         &external_id=x%26y&db_user=reviewer&result_format=csv",
    );
    let address = address.expect("an address");
    assert_eq!(address.kind, Some(Kind::Cluster));
    assert_eq!(address.aws.region.as_deref(), Some("eu-west-1"));
    assert_eq!(address.aws.profile.as_deref(), Some("prod"));
    assert_eq!(address.aws.role_arn.as_deref(), Some("arn:aws:iam::1:role/r"));
    assert_eq!(address.aws.external_id.as_deref(), Some("x&y"));
    assert_eq!(address.db_user.as_deref(), Some("reviewer"));
    assert_eq!(address.result_format, ResultFormat::Csv);
    let secret = parse("redshift://c/dev?secret_arn=arn%3Aaws%3Asecretsmanager%3Ax&kind=workgroup").expect("good");
    assert_eq!(secret.secret_arn.as_deref(), Some("arn:aws:secretsmanager:x"));
    assert_eq!(secret.to_string(), "redshift://c/dev", "reports show neither user nor secret");
}

#[test]
fn what_cannot_be_used_is_named() {
    for (text, error) in [
        ("postgres://a/b", Form),
        ("redshift://", Missing("cluster or workgroup")),
        ("redshift:///dev", Missing("cluster or workgroup")),
        ("redshift://c", Missing("database")),
        ("redshift://c/?region=x", Missing("database")),
        ("redshift://c.abc.eu-west-1.redshift.amazonaws.com:5439/dev", Host),
        ("redshift://c:5439/dev", Host),
        ("redshift://c_d/dev", Form),
        ("redshift://c/d%", Encoding),
        ("redshift://c/d%00", Encoding),
        ("redshift://c/d?regio=x", UnknownParameter("regio".into())),
        ("redshift://c/d?region=x&region=y", Twice("region")),
    ] {
        assert_eq!(parse(text), Err(error), "{text}");
    }
    for text in ["kind=node", "region=", "region=a.evil.example/", "role_arn=reviewer", "db_user=", "result_format=xml"]
    {
        let error = parse(&format!("redshift://c/d?{text}")).expect_err("a value that cannot be used");
        assert!(matches!(error, ParameterValue { .. }), "{text}: {error}");
    }
}

#[test]
fn parameters_that_exclude_each_other_are_named_with_the_reason() {
    for (text, words) in [
        ("db_user=a&secret_arn=b", "db_user and for secret_arn"),
        ("db_user=a&kind=workgroup", "derives the database user from the IAM identity"),
        ("external_id=a", "without `role_arn`"),
    ] {
        let error = parse(&format!("redshift://c/d?{text}")).expect_err("a contradiction");
        assert!(error.to_string().contains(words), "{text}: {error}");
        assert!(!error.remedy().is_empty());
    }
}

#[test]
fn a_password_in_the_address_is_refused_and_not_repeated() {
    for text in [
        "redshift://reviewer:hunter2@c/dev",
        "redshift://hunter2@c/dev",
        "redshift://c/dev?password=hunter2",
        "redshift://c/dev?pass%77ord=hunter2",
        "redshift://c:hunter2/dev",
    ] {
        let error = parse(text).expect_err("a password in the address");
        assert!(!format!("{error} {error:?} {}", error.remedy()).contains("hunter2"), "{text}: {error}");
    }
}
