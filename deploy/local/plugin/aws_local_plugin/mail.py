"""SNS: subscriptions by e-mail are delivered."""

import os
import smtplib
from email.message import EmailMessage

from localstack.runtime import hooks


@hooks.on_infra_start()
def sns_email_by_smtp():
    if not os.environ.get("SMTP_HOST"):
        return
    from localstack.services.sns.publisher import EmailJsonTopicPublisher

    def publish(self, context, subscriber):
        message = EmailMessage()
        message["From"] = "no-reply@sns.example.com"
        message["To"] = subscriber["Endpoint"]
        message["Subject"] = context.message.subject or "AWS Notification Message"
        message.set_content(self.prepare_message(context.message, subscriber, topic_attributes=context.topic_attributes))
        host, _, port = os.environ["SMTP_HOST"].partition(":")
        with smtplib.SMTP(host, int(port or 25), timeout=10) as server:
            server.send_message(message)

    EmailJsonTopicPublisher._publish = publish


@hooks.on_infra_start()
def sns_pending_is_shown():
    """ListSubscriptionsByTopic shows subscriptions that nobody confirmed as AWS does, without their ARN.

    Those by e-mail count as confirmed: they are delivered here without asking.
    """
    from localstack.services.sns import provider

    original = provider.get_topic_subscriptions

    def shown(subscription):
        pending = subscription.get("PendingConfirmation") == "true" and subscription["Protocol"] != "email"
        return subscription | {"SubscriptionArn": "PendingConfirmation"} if pending else subscription

    provider.get_topic_subscriptions = lambda store, topic_arn: [shown(found) for found in original(store, topic_arn)]
