"""CloudFormation: nested stacks are updated, and a failure in one is a failure of the stack above it."""

import uuid

from localstack.runtime import hooks
from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent

# Which of the stack's two calls have been made, kept between two looks at it.
BEGUN = "begun"


@hooks.on_infra_start()
def nested_stacks():
    from localstack.services.cloudformation.resource_providers.aws_cloudformation_stack import CloudFormationStackProvider

    original = {"create": CloudFormationStackProvider.create, "delete": CloudFormationStackProvider.delete}

    def create(self, request):
        if not request.custom_context.get("repeated_invocation"):
            return original["create"](self, request)
        return progress(request, "CREATE")

    def update(self, request):
        if not request.custom_context.get(BEGUN):
            return begin_update(request)
        return progress(request, "UPDATE")

    def delete(self, request):
        # One that was never begun has nothing to delete.
        if "Id" not in request.desired_state:
            return ProgressEvent(OperationStatus.SUCCESS, resource_model={})
        return original["delete"](self, request)

    CloudFormationStackProvider.create = create
    CloudFormationStackProvider.update = update
    CloudFormationStackProvider.delete = delete


def begin_update(request):
    cloudformation = request.aws_client_factory.cloudformation
    model = request.desired_state
    model["Id"] = request.previous_state["Id"]
    name = f"from-above-{uuid.uuid4()}"
    parameters = model.get("Parameters", {})
    change_set = cloudformation.create_change_set(
        StackName=model["Id"],
        ChangeSetName=name,
        ChangeSetType="UPDATE",
        TemplateURL=model["TemplateURL"],
        Parameters=[{"ParameterKey": key, "ParameterValue": text(value)} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    )["Id"]
    made = cloudformation.describe_change_set(ChangeSetName=change_set)
    if made["Status"] == "FAILED" and "didn't contain changes" in made.get("StatusReason", ""):
        return finished(request, cloudformation.describe_stacks(StackName=model["Id"])["Stacks"][0])
    if made["Status"] != "CREATE_COMPLETE":
        return ProgressEvent(OperationStatus.FAILED, resource_model=model, message=made.get("StatusReason") or made["Status"])
    cloudformation.execute_change_set(ChangeSetName=change_set)
    return ProgressEvent(OperationStatus.IN_PROGRESS, resource_model=model, custom_context={BEGUN: True})


def text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def progress(request, word):
    """How far the nested stack is; `word` is CREATE or UPDATE."""
    model = request.desired_state
    stack = request.aws_client_factory.cloudformation.describe_stacks(StackName=model["Id"])["Stacks"][0]
    status = stack["StackStatus"]
    if status == f"{word}_COMPLETE":
        return finished(request, stack)
    if status in (f"{word}_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"):
        return ProgressEvent(OperationStatus.IN_PROGRESS, resource_model=model, custom_context=request.custom_context)
    message = f"Embedded stack {model['Id']} was not successfully {word.lower()}d: {why(request, model['Id'])}"
    return ProgressEvent(OperationStatus.FAILED, resource_model=model, message=message)


def finished(request, stack):
    model = request.desired_state
    model["Outputs"] = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    return ProgressEvent(OperationStatus.SUCCESS, resource_model=model)


def why(request, stack):
    """As AWS words it: the resources' names alone; their reasons are in the events of the nested stack."""
    events = request.aws_client_factory.cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    failed = {event["LogicalResourceId"] for event in events if event["ResourceStatus"].endswith("_FAILED")}
    failed -= {event["StackName"] for event in events}
    return f"The following resource(s) failed: [{', '.join(sorted(failed))}]."
