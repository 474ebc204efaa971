"""EventBridge: state machines as targets of rules, and rules that are disabled."""

import json
import uuid

from localstack.runtime import hooks


@hooks.on_infra_start()
def event_rule_with_input():
    """LocalStack expects the whole event; a rule may as well hand over a constant input."""
    from localstack.services.events.target import StatesTargetSender
    from localstack.utils.strings import to_str

    def send_event(self, event, trace_header):
        self.service = "stepfunctions"
        name = event.get("id") if isinstance(event, dict) else None
        text = event if isinstance(event, str) else to_str(json.dumps(event))
        self.client.start_execution(stateMachineArn=self.target["Arn"], name=name or str(uuid.uuid4()), input=text)

    StatesTargetSender.send_event = send_event


@hooks.on_infra_start()
def disabled_rules_are_still():
    """LocalStack hands events to the targets of rules that are disabled."""
    from localstack.services.events.provider import EventsProvider

    original = EventsProvider._process_rules

    def process(self, rule, *args, **kwargs):
        if rule.state != "DISABLED":
            original(self, rule, *args, **kwargs)

    EventsProvider._process_rules = process


@hooks.on_infra_start()
def a_rule_has_one_schedule():
    """LocalStack lets the schedule that a rule had before an update, or before it was deleted, go on firing."""
    from localstack.services.events.provider import EventsProvider

    original = EventsProvider._get_scheduled_rule_job_function

    def job_function(self, account_id, region, rule):
        send = original(self, account_id, region, rule)

        def fire(*args, **kwargs):
            bus = self.get_event_bus(rule.event_bus_name, self.get_store(region, account_id))
            # An update makes a new rule of the same name.
            if bus.rules.get(rule.name) is rule and rule.state != "DISABLED":
                send(*args, **kwargs)

        return fire

    EventsProvider._get_scheduled_rule_job_function = job_function
