//! What mends a denial.

use super::answer::Answer;
use super::{At, Doing};

/// What the caller lacks.
struct Missing {
    action: String,
    resource: String,
}

/// What to do about a denial: the statement that allows it, or who can say why none would help.
pub(super) fn remedy(at: &At<'_>, partition: &str, answer: &Answer) -> String {
    let message = answer.message.as_deref().unwrap_or_default();
    let missing = said(message).unwrap_or_else(|| ours(at, partition));
    let Missing { action, resource } = &missing;
    if message.contains("explicit deny") {
        return format!(
            "let an administrator find the policy that denies {action} on {resource} (the caller's, the bucket's, the \
             organization's): no further statement helps against a deny"
        );
    }
    let limits = ["permissions boundary", "session policy", "service control policy", "VPC endpoint policy"];
    if let Some(limit) = limits.into_iter().find(|limit| message.contains(limit)) {
        return format!("let an administrator allow {action} on {resource} in the {limit} too");
    }
    let statement = |action: &str, resource: &str| {
        format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}}"#)
    };
    let mut text = format!("let an administrator add to the IAM policy of the caller: {}", statement(action, resource));
    if action == "s3:GetObject" {
        // User Guide, GetObject: without the right to list, what is not there is denied in place of not found.
        let bucket = format!("arn:{partition}:s3:::{}", at.bucket);
        text += &format!(" and, since S3 otherwise denies what is not there, {}", statement("s3:ListBucket", &bucket));
    }
    text + "; a bucket of another account must allow it in its own policy too"
}

/// What the words name: `... is not authorized to perform: ACTION on resource: "ARN" because ...`. Older denials say
/// `Access Denied` and no more.
fn said(message: &str) -> Option<Missing> {
    let (_, after) = message.split_once("not authorized to perform:")?;
    let word = |text: &str| text.split_whitespace().next().map(|word| word.trim_matches(['"', ',', '.']).to_owned());
    let (_, resource) = after.split_once("on resource:")?;
    let (action, resource) = (word(after)?, word(resource)?);
    Some(Missing { action, resource })
}

/// What the call needs, on everything that lies beside the object.
fn ours(at: &At<'_>, partition: &str) -> Missing {
    let action = match at.doing {
        Doing::Open | Doing::Read => "s3:GetObject",
        Doing::Write => "s3:PutObject",
        Doing::List => "s3:ListBucket",
        Doing::Delete => "s3:DeleteObject",
    };
    let below = match (at.doing, at.key.split_once('/')) {
        (Doing::List, _) => String::new(),
        (_, Some((first, _))) => format!("/{first}/*"),
        (_, None) => "/*".to_owned(),
    };
    Missing { action: action.to_owned(), resource: format!("arn:{partition}:s3:::{}{below}", at.bucket) }
}
