use super::*;

/// An error of `object_store` that says so: its own type for the answer to a request cannot be made from outside.
fn said(text: &str) -> object_store::Error {
    object_store::Error::Generic { store: "S3", source: text.to_owned().into() }
}

fn answered(status: &str, body: &str) -> object_store::Error {
    said(&format!("Error performing PUT http://x in 1ms - Server returned non-2xx status code: {status}: {body}"))
}

fn xml(code: &str, message: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>")
}

fn error(doing: Doing, error: &object_store::Error) -> (Trouble, String, String) {
    let at = At { doing, key: "reviews/a/run.json", bucket: "my-bucket", region: "eu-west-1" };
    match at.error(error) {
        StoreError::Service(error) => (error.trouble, error.to_string(), error.remedy),
        other => panic!("{other}"),
    }
}

#[test]
fn the_parts_of_an_answer_are_read_out_of_its_text() {
    let answer = Answer::of(&answered("412 Precondition Failed", &xml("PreconditionFailed", "a &lt;b&gt; &amp; c")));
    assert_eq!(answer.status, Some(412));
    assert_eq!(answer.code.as_deref(), Some("PreconditionFailed"));
    assert_eq!(answer.message.as_deref(), Some("a <b> & c"));
    assert!(!answer.is_lost && !answer.is_unreachable && !answer.is_redirect);
    assert_eq!(Answer::of(&said("whatever")), Answer::default());
}

#[test]
fn a_denial_names_the_action_and_the_resource() {
    let denied = answered("403 Forbidden", &xml("AccessDenied", "Access Denied"));
    for (doing, statement) in [
        (Doing::Write, r#""Action": "s3:PutObject", "Resource": "arn:aws:s3:::my-bucket/reviews/*""#),
        (Doing::Read, r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::my-bucket/reviews/*""#),
        (Doing::Read, r#""Action": "s3:ListBucket", "Resource": "arn:aws:s3:::my-bucket""#),
        (Doing::List, r#""Action": "s3:ListBucket", "Resource": "arn:aws:s3:::my-bucket""#),
        (Doing::Delete, r#""Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::my-bucket/reviews/*""#),
    ] {
        let (trouble, text, remedy) = error(doing, &denied);
        assert_eq!(trouble, Trouble::Denied);
        assert!(text.ends_with("`reviews/a/run.json` in s3://my-bucket: AccessDenied: Access Denied"), "{text}");
        assert!(remedy.contains(statement), "{remedy}");
    }
}

#[test]
fn what_a_denial_says_itself_is_taken_from_it() {
    let words = "User: arn:aws:iam::1:user/r is not authorized to perform: kms:GenerateDataKey on resource: \
                 &quot;arn:aws:kms:eu-west-1:1:key/2&quot; because no identity-based policy allows the action";
    let remedy = error(Doing::Write, &answered("403 Forbidden", &xml("AccessDenied", words))).2;
    assert!(
        remedy.contains(r#""Action": "kms:GenerateDataKey", "Resource": "arn:aws:kms:eu-west-1:1:key/2""#),
        "{remedy}"
    );
    for (reason, part) in [
        ("with an explicit deny in a resource-based policy", "no further statement helps"),
        ("because no permissions boundary allows it", "in the permissions boundary too"),
    ] {
        let words = format!("not authorized to perform: s3:PutObject on resource: arn:aws:s3:::b/k {reason}");
        let remedy = error(Doing::Write, &answered("403 Forbidden", &xml("AccessDenied", &words))).2;
        assert!(remedy.contains(part) && !remedy.contains("Effect"), "{remedy}");
    }
}

#[test]
fn every_other_trouble_has_its_kind_and_remedy() {
    for (status, code, trouble, part) in [
        ("404 Not Found", "NoSuchBucket", Trouble::NoBucket, "aws s3 mb s3://my-bucket --region eu-west-1"),
        ("400 Bad Request", "ExpiredToken", Trouble::Credentials, "aws sso login"),
        ("403 Forbidden", "InvalidAccessKeyId", Trouble::Credentials, "get-caller-identity"),
        ("403 Forbidden", "RequestTimeTooSkewed", Trouble::Credentials, "clock"),
        ("503 Slow Down", "SlowDown", Trouble::Unavailable, "try again"),
        ("301 Moved Permanently", "PermanentRedirect", Trouble::WrongRegion, "get-bucket-location --bucket my-bucket"),
        ("400 Bad Request", "InvalidArgument", Trouble::Refused, ""),
    ] {
        let (kind, text, remedy) = error(Doing::Write, &answered(status, &xml(code, "words")));
        assert_eq!(kind, trouble, "{code}");
        assert!(text.contains(&format!("{code}: words")) && remedy.contains(part), "{text}: {remedy}");
    }
    let told = answered("400 Bad Request", "<Error><Code>PermanentRedirect</Code><Region>us-west-2</Region></Error>");
    assert!(error(Doing::Read, &told).2.ends_with("?region=us-west-2"));
    let bare = said("Received redirect without LOCATION, this normally indicates an incorrectly configured region");
    assert_eq!(error(Doing::Read, &bare).0, Trouble::WrongRegion);
    let none = object_store::Error::Generic {
        store: "S3",
        source: Box::new(CredentialsError::provider_error("the SSO token has expired")),
    };
    let (kind, text, remedy) = error(Doing::Read, &none);
    assert_eq!(kind, Trouble::Credentials);
    assert!(text.contains("have expired") && remedy.contains("sso login"), "{text}: {remedy}");
}

#[test]
fn what_is_not_there_is_no_error_but_a_missing_bucket_is() {
    let at = At { doing: Doing::Read, key: "a", bucket: "my-bucket", region: "eu-west-1" };
    let of = |code: &str| at.none_or_error::<()>(&answered("404 Not Found", &xml(code, "words")));
    assert!(matches!(of("NoSuchKey"), Ok(None)));
    assert!(of("NoSuchBucket").is_err());
}
