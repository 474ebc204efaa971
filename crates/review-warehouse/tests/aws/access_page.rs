//! `docs/AWS_ACCESS.md` shows the very statements that errors print.

use review_warehouse::aws::policy::{Access, Place, trust_policy};
use review_warehouse::aws::users::{create_user, grant_monitor};

const PAGE: &str = include_str!("../../../../docs/AWS_ACCESS.md");

/// The blocks of a language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    PAGE.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn every_policy_of_the_page_is_the_programs_own() {
    let mut expected: Vec<String> = Access::ALL.iter().map(|access| access.policy(&Place::default())).collect();
    expected.push(trust_policy("arn:aws:iam::ACCOUNT:role/CALLER", "EXTERNAL-ID"));
    let found = blocks("json");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected, "write this into docs/AWS_ACCESS.md:\n{expected}\n");
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn every_statement_of_the_page_is_the_programs_own() {
    let users = ["reviewer", "IAM:alice", "IAMR:reviewer"];
    let expected: Vec<String> = users.iter().flat_map(|user| [create_user(user), grant_monitor(user)]).collect();
    let found: Vec<&str> = blocks("sql").iter().flat_map(|block| block.lines()).collect();
    assert_eq!(found, expected);
}
