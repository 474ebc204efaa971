//! What nobody would notice otherwise: that nobody hears of a review.

use super::place::Place;
use crate::aws::Subscribers;

/// What should be known beside the runs. That it cannot be found out is none of it: the review does not depend on it.
pub(super) async fn notices(place: &Place) -> Vec<String> {
    match place.topic.subscribers().await {
        Ok(subscribers) => notice(subscribers).into_iter().collect(),
        Err(error) => {
            tracing::warn!(error = %error, "it is not known whether anybody is told");
            Vec::new()
        }
    }
}

fn notice(subscribers: Subscribers) -> Option<String> {
    match subscribers {
        Subscribers { confirmed: 0, pending: 0 } => Some(
            "nobody is told: the topic has no subscription; give the stack an e-mail address, or subscribe by yourself"
                .to_owned(),
        ),
        Subscribers { confirmed: 0, pending } => Some(format!(
            "nobody is told: {pending} subscription{} not confirmed; follow the link in the mail `AWS Notification - \
             Subscription Confirmation`",
            if pending == 1 { " is" } else { "s are" }
        )),
        Subscribers { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_that_nobody_hears_is_told_of() {
        let said = |confirmed, pending| notice(Subscribers { confirmed, pending }).unwrap_or_default();
        assert!(said(0, 0).contains("no subscription"));
        assert!(said(0, 1).contains("1 subscription is not confirmed"));
        assert!(said(0, 2).contains("2 subscriptions are not confirmed"));
        assert_eq!(said(1, 3), "");
    }
}
