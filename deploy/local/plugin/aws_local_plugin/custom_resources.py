"""CloudFormation: custom resources call their function, as on AWS."""

import functools
import json
import queue
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from localstack.services.cloudformation.resource_provider import (
    CloudFormationResourceProviderPlugin,
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
)

# How long an answer is waited for when the template names no ServiceTimeout. AWS waits 3,600 s; no test does.
DEFAULT_SECONDS = 300
# CloudFormation's limit on an answer, in bytes (user guide, "Custom resource response objects").
ANSWER_BYTES = 4096
# Where the model keeps which attributes came from an answer.
ANSWERED = "_AnsweredAttributes"


class ResponseReceiver(BaseHTTPRequestHandler):
    """Takes the one PUT that the function sends to ResponseURL."""

    def log_message(self, *args):
        pass

    def do_PUT(self):
        self.server.answers.put(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


class CustomResourceProvider(ResourceProvider):
    TYPE = "AWS::CloudFormation::CustomResource"
    SCHEMA = {"typeName": TYPE, "properties": {}, "primaryIdentifier": ["/properties/PhysicalResourceId"]}
    ID = "PhysicalResourceId"

    def create(self, request):
        return self.call(request, "Create", request.desired_state, {})

    def update(self, request):
        return self.call(request, "Update", request.desired_state, request.previous_state or {})

    def delete(self, request):
        return self.call(request, "Delete", request.previous_state or request.desired_state, {})

    def call(self, request, request_type, properties, previous):
        physical_id = (previous or properties).get(self.ID)
        receiver = ThreadingHTTPServer(("127.0.0.1", 0), ResponseReceiver)
        receiver.answers = queue.Queue()
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        event = self.event(request, request_type, properties, previous)
        event["ResponseURL"] = f"http://127.0.0.1:{receiver.server_port}/"
        client = request.aws_client_factory.get_client("lambda")
        try:
            token = properties["ServiceToken"]
            call_aside(client, token, event)
            answer = wait(receiver, token, int(properties.get("ServiceTimeout", DEFAULT_SECONDS)))
        finally:
            receiver.shutdown()
            receiver.server_close()
        if answer["Status"] != "SUCCESS":
            return ProgressEvent(OperationStatus.FAILED, resource_model={}, message=answer.get("Reason", "no reason given"))
        model = without_answer(properties) | answer.get("Data", {})
        model |= {self.ID: answer.get(self.ID, physical_id), ANSWERED: list(answer.get("Data", {}))}
        return ProgressEvent(OperationStatus.SUCCESS, resource_model=model)

    def event(self, request, request_type, properties, previous):
        event = {
            "RequestType": request_type,
            "StackId": request.stack_id,
            "RequestId": str(uuid.uuid4()),
            "ResourceType": request.resource_type,
            "LogicalResourceId": request.logical_resource_id,
            "ResourceProperties": as_text(without_answer(properties)),
        }
        if physical_id := (previous or properties).get(self.ID):
            event[self.ID] = physical_id
        if previous:
            event["OldResourceProperties"] = as_text(without_answer(previous))
        return event


def call_aside(client, token, event):
    """Calls the function without waiting for it, as CloudFormation does.

    Not as an event: while a function is being updated, LocalStack throws away the queue that the event lies in.
    """
    function = ":".join(token.split(":")[:7])
    for state in ("function_active_v2", "function_updated_v2"):
        client.get_waiter(state).wait(FunctionName=function, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    call = functools.partial(client.invoke, FunctionName=token, Payload=json.dumps(event))
    threading.Thread(target=call, daemon=True).start()


def wait(receiver, token, seconds):
    """The answer, or a failure that says why there is none."""
    try:
        answer = receiver.answers.get(timeout=seconds)
    except queue.Empty:
        return {"Status": "FAILED", "Reason": f"no answer from {token} in {seconds} s"}
    if len(answer) > ANSWER_BYTES:
        return {"Status": "FAILED", "Reason": f"Response object is too long: {len(answer)} bytes"}
    return json.loads(answer)


def without_answer(properties):
    """The properties that the template gave: without what an earlier answer added to the model."""
    added = {ANSWERED, CustomResourceProvider.ID, *properties.get(ANSWERED, [])}
    return {name: value for name, value in properties.items() if name not in added}


def as_text(value):
    """CloudFormation hands every scalar to a custom resource as a string."""
    if isinstance(value, dict):
        return {name: as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


class CustomResourcePlugin(CloudFormationResourceProviderPlugin):
    name = CustomResourceProvider.TYPE

    def load(self):
        self.factory = CustomResourceProvider
