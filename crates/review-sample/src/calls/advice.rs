//! What Redshift Advisor says of the samples.

use serde_json::{Value, json};

use super::hours_ago;
use crate::variant::Variant;

/// In trouble two: one that the review says itself, and one that it does not.
pub(super) fn recommendations(variant: Variant) -> Vec<Value> {
    let is_serverless = variant == Variant::Serverless;
    let recommendation = |id: &str, title: &str, impact: &str, observation: &str| {
        json!({
            "Id": id,
            "ClusterIdentifier": (!is_serverless).then(|| format!("sample-{variant}")),
            "NamespaceArn": is_serverless.then(super::workgroup::namespace_arn),
            "CreatedAt": hours_ago(30),
            "RecommendationType": title,
            "Title": title,
            "Description": observation,
            "Observation": observation,
            "ImpactRanking": impact,
            "RecommendationText": "See the Advisor page of the console.",
            "RecommendedActions": [],
            "ReferenceLinks": [{
                "Text": "Amazon Redshift Advisor recommendations",
                "Link": "https://docs.aws.amazon.com/redshift/latest/dg/advisor-recommendations.html",
            }],
        })
    };
    if !variant.is_troubled() {
        return Vec::new();
    }
    vec![
        recommendation("a1", "Alter sort keys on tables", "HIGH", "3 tables would gain from another sort key."),
        recommendation(
            "a2",
            "Skip compression analysis during COPY",
            "MEDIUM",
            "Loads spend 14 percent of their time on finding encodings.",
        ),
    ]
}
