//! The topic that mails go out by.

use aws_config::SdkConfig;
use aws_sdk_sns::Client;
use review_warehouse::aws::errors::{Call, from_sdk};

use super::named;
use crate::named::{NamedError, cut};

/// A subject has less than 100 characters (SNS API reference, Publish).
const SUBJECT_BYTES_MAX: usize = 99;
/// A message has at most 256 KB (SNS API reference, Publish).
const MESSAGE_BYTES_MAX: usize = 256 * 1024;
/// What SNS shows in place of the ARN of a subscription that nobody has confirmed yet.
const PENDING: &str = "PendingConfirmation";

/// A topic.
#[derive(Clone, Debug)]
pub struct Topic {
    client: Client,
    arn: String,
}

/// Who hears what a topic is told. Only the first page is looked at, 100 of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subscribers {
    /// Those who do.
    pub confirmed: usize,
    /// Those who have not said yes yet, and hear nothing.
    pub pending: usize,
}

impl Topic {
    /// A topic in the account and Region of this configuration.
    pub fn new(config: &SdkConfig, arn: impl Into<String>) -> Self {
        Self { client: Client::new(config), arn: arn.into() }
    }

    /// Tells everybody who listens. The subject is cut, and made of ASCII, as SNS wants it.
    ///
    /// # Errors
    /// When SNS refuses or does not answer.
    pub async fn tell(&self, about: &str, text: &str) -> Result<(), NamedError> {
        let request = self.client.publish().topic_arn(&self.arn).subject(subject(about));
        match request.message(cut(text, MESSAGE_BYTES_MAX)).send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let error = from_sdk(Call::new("sns", "Publish"), &error);
                Err(named(error).while_doing(format_args!("no mail could be sent by {}", self.arn)))
            }
        }
    }

    /// Who hears what the topic is told.
    ///
    /// # Errors
    /// When SNS refuses or does not answer.
    pub async fn subscribers(&self) -> Result<Subscribers, NamedError> {
        let listed = self.client.list_subscriptions_by_topic().topic_arn(&self.arn).send().await;
        let listed = listed.map_err(|error| named(from_sdk(Call::new("sns", "ListSubscriptionsByTopic"), &error)))?;
        let arns = listed.subscriptions().iter().filter_map(|one| one.subscription_arn());
        Ok(arns.fold(Subscribers::default(), |seen, arn| match arn == PENDING {
            true => Subscribers { pending: seen.pending + 1, ..seen },
            false => Subscribers { confirmed: seen.confirmed + 1, ..seen },
        }))
    }
}

/// A subject is ASCII, begins with a letter, digit or punctuation, and holds no line break (SNS API reference).
fn subject(about: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_graphic() || letter == ' ' { letter } else { '?' };
    let text: String = about.trim().chars().map(plain).collect();
    cut(&text, SUBJECT_BYTES_MAX).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_short_plain_ascii() {
        assert_eq!(subject(" sales: review ready\nBcc: x"), "sales: review ready?Bcc: x");
        assert_eq!(subject("Lager für Köln"), "Lager f?r K?ln");
        assert_eq!(subject(&"x".repeat(300)).len(), SUBJECT_BYTES_MAX);
    }
}
