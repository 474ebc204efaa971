"""Step Functions and SNS for tests, by moto: one state machine, one topic that a receiver listens to.

Prints where they are, then one line of JSON with all executions for every line that it reads.
"""

import json
import os
import sys

os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

DEFINITION = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}}


def say(value):
    print(json.dumps(value), flush=True)


def executions(states, machine):
    listed = states.list_executions(stateMachineArn=machine)["executions"]
    described = [states.describe_execution(executionArn=one["executionArn"]) for one in listed]
    return [{"name": one["name"], "input": json.loads(one["input"])} for one in described]


def main(receiver):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    states, sns = (boto3.client(name, endpoint_url=url) for name in ("stepfunctions", "sns"))
    machine = states.create_state_machine(
        name="my-reviews-sfl3-report",
        definition=json.dumps(DEFINITION),
        roleArn="arn:aws:iam::123456789012:role/my-reviews-sfl3-report",
    )["stateMachineArn"]
    topic = sns.create_topic(Name="my-reviews")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=receiver)
    say({"url": url, "machine": machine, "topic": topic})
    for _ in sys.stdin:
        say(executions(states, machine))


main(sys.argv[1])
