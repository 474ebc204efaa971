//! What Redshift Advisor recommends.

use aws_sdk_redshift::Client;
use aws_sdk_redshift::types::Recommendation;
use serde_json::{Value, json};

use super::adapter::Asking;
use super::moment::moment;
use super::serverless;
use crate::WarehouseError;
use crate::aws::Kind;
use crate::aws::errors::{Call, from_sdk_at};

const CALL: Call = Call::new("redshift", "ListRecommendations");

/// A cluster is named by its identifier, a workgroup by the ARN of its namespace.
pub(super) async fn list(asking: &Asking<'_>, kind: Kind) -> Result<Value, WarehouseError> {
    let request = Client::new(asking.config).list_recommendations();
    let request = match kind {
        Kind::Cluster => request.cluster_identifier(asking.name),
        Kind::Workgroup => request.namespace_arn(serverless::namespace_arn(asking).await?),
    };
    let mut pages = request.into_paginator().send();
    let mut found = Vec::new();
    for _ in 0..asking.pages {
        let Some(page) = pages.next().await else { break };
        let page = page.map_err(|error| from_sdk_at(CALL, asking.place, &error))?;
        found.extend(page.recommendations().iter().map(recommendation));
    }
    Ok(json!({"Recommendations": found}))
}

fn recommendation(one: &Recommendation) -> Value {
    let actions = one.recommended_actions().iter().map(|action| {
        json!({
            "Text": action.text(),
            "Database": action.database(),
            "Command": action.command(),
            "Type": action.r#type().map(|word| word.as_str()),
        })
    });
    let links = one.reference_links().iter().map(|link| json!({"Text": link.text(), "Link": link.link()}));
    json!({
        "Id": one.id(),
        "ClusterIdentifier": one.cluster_identifier(),
        "NamespaceArn": one.namespace_arn(),
        "CreatedAt": moment(one.created_at()),
        "RecommendationType": one.recommendation_type(),
        "Title": one.title(),
        "Description": one.description(),
        "Observation": one.observation(),
        "ImpactRanking": one.impact_ranking().map(|word| word.as_str()),
        "RecommendationText": one.recommendation_text(),
        "RecommendedActions": actions.collect::<Vec<_>>(),
        "ReferenceLinks": links.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use aws_sdk_redshift::primitives::DateTime;
    use aws_sdk_redshift::types::{ImpactRankingType, RecommendedAction, RecommendedActionType, ReferenceLink};
    use review_core::call::{CallName, members};

    use super::*;

    /// Whether an answer with everything in it holds exactly the members that scripts may name.
    pub(in crate::aws::calls) fn holds_all_members(call: CallName, answer: &Value) {
        let mut found = BTreeSet::new();
        leaves(answer, String::new(), &mut found);
        let listed: BTreeSet<String> = members(call).keys().cloned().collect();
        assert_eq!(found, listed, "{call}");
    }

    fn leaves(value: &Value, at: String, found: &mut BTreeSet<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| leaves(item, format!("{at}/*"), found)),
            Value::Object(entries) => {
                entries.iter().for_each(|(key, value)| leaves(value, format!("{at}/{key}"), found));
            }
            Value::Null => panic!("nothing at {at}"),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => drop(found.insert(at)),
        }
    }

    #[test]
    fn a_recommendation_is_written_out_as_its_members_are_listed() {
        let action = RecommendedAction::builder()
            .text("t")
            .database("dev")
            .command("alter table")
            .r#type(RecommendedActionType::Sql)
            .build();
        let one = Recommendation::builder()
            .id("1")
            .cluster_identifier("c")
            .namespace_arn("arn")
            .created_at(DateTime::from_secs(0))
            .recommendation_type("t")
            .title("t")
            .description("d")
            .observation("o")
            .impact_ranking(ImpactRankingType::High)
            .recommendation_text("t")
            .recommended_actions(action)
            .reference_links(ReferenceLink::builder().text("t").link("https://example.com").build())
            .build();
        holds_all_members(CallName::ListRecommendations, &json!({"Recommendations": [recommendation(&one)]}));
    }
}
