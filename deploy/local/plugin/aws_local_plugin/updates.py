"""CloudFormation: updates that LocalStack passes over in silence are made, or fail.

LocalStack reports success for an update of a type whose update it lacks, and changes nothing.
"""

import json

from localstack.runtime import hooks
from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent

# How long LocalStack sleeps between two looks at a resource, in seconds; its own default is 1.
LOOK_SECONDS = 0.2


def create_again(provider, request):
    """For types whose creation is a PUT: it changes what is there."""
    return provider.create(request)


def alias(provider, request):
    model = request.desired_state
    wanted = {name: model[name] for name in ("FunctionName", "Name", "FunctionVersion") if name in model}
    request.aws_client_factory.lambda_.update_alias(**wanted)
    return kept_id(request)


def log_group(provider, request):
    model = request.desired_state
    if "RetentionInDays" in model:
        name, days = model["LogGroupName"], int(model["RetentionInDays"])
        request.aws_client_factory.logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    return kept_id(request)


def schedule(provider, request):
    model = request.desired_state
    members = ("Description", "FlexibleTimeWindow", "Name", "ScheduleExpression", "ScheduleExpressionTimezone", "State", "Target")
    request.aws_client_factory.scheduler.update_schedule(**{name: model[name] for name in members if name in model})
    return kept_id(request)


def role_policies(request):
    """LocalStack's update of a role leaves its policies as they were."""
    iam, model, previous = request.aws_client_factory.iam, request.desired_state, request.previous_state
    wanted = {policy["PolicyName"]: policy["PolicyDocument"] for policy in model.get("Policies") or []}
    for policy in previous.get("Policies") or []:
        if policy["PolicyName"] not in wanted:
            iam.delete_role_policy(RoleName=previous["RoleName"], PolicyName=policy["PolicyName"])
    for name, document in wanted.items():
        iam.put_role_policy(RoleName=previous["RoleName"], PolicyName=name, PolicyDocument=json.dumps(document))
    return kept_id(request)


def kept_id(request):
    """The new properties, with what the resource was given when it was made."""
    return ProgressEvent(OperationStatus.SUCCESS, resource_model={**request.previous_state, **request.desired_state})


# Done after LocalStack's own update, which does a part.
REST_OF_UPDATES = {"AWS::IAM::Role": role_policies}
# Done in place of one that is not there.
UPDATES = {
    "AWS::CloudWatch::Alarm": create_again,
    "AWS::Events::Rule": create_again,
    "AWS::Lambda::Alias": alias,
    "AWS::Lambda::EventInvokeConfig": create_again,
    "AWS::Logs::LogGroup": log_group,
    "AWS::S3::BucketPolicy": create_again,
    "AWS::SNS::TopicPolicy": create_again,
    "AWS::Scheduler::Schedule": schedule,
}


@hooks.on_infra_start()
def updates_are_made():
    from localstack.services.cloudformation.resource_provider import ResourceProviderExecutor, convert_payload

    original_action, original_loop = ResourceProviderExecutor.execute_action, ResourceProviderExecutor.deploy_loop

    def execute_action(self, provider, payload):
        if payload["action"] not in ("Modify", "Dynamic"):
            return original_action(self, provider, payload)
        request = convert_payload(stack_name=self.stack_name, stack_id=self.stack_id, payload=payload)
        try:
            event = provider.update(request)
            rest = REST_OF_UPDATES.get(request.resource_type)
            return rest(request) if rest and event.status == OperationStatus.SUCCESS else event
        except NotImplementedError:
            pass
        except Exception as error:
            return failed(request, str(error))
        if request.resource_type not in UPDATES:
            return failed(request, f"the local AWS cannot update {request.resource_type}")
        return UPDATES[request.resource_type](provider, request)

    def deploy_loop(self, provider, resource, payload, *given):
        event = original_loop(self, provider, resource, payload, *given)
        if event.status == OperationStatus.FAILED and not event.message:
            event.message = "failed without a reason"  # an empty one would count as success
        return event

    seconds, _ = original_loop.__defaults__
    original_loop.__defaults__ = (seconds, LOOK_SECONDS)
    ResourceProviderExecutor.execute_action = execute_action
    ResourceProviderExecutor.deploy_loop = deploy_loop
    versions_are_replaced()
    forget_what_was_never_made()


def versions_are_replaced():
    """As on AWS: a version of a function never changes, so another description makes another version."""
    from localstack.services.lambda_.resource_providers.aws_lambda_version import LambdaVersionProvider

    members = ("FunctionName", "CodeSha256", "Description")
    LambdaVersionProvider.SCHEMA["createOnlyProperties"] = [f"/properties/{name}" for name in members]


def failed(request, message):
    return ProgressEvent(OperationStatus.FAILED, resource_model=request.previous_state or {}, message=message)


def forget_what_was_never_made():
    """Deleting a stack that failed in the middle also meets resources that do not exist."""
    from localstack.services.cloudformation.engine.v2.change_set_model_executor import ChangeSetModelExecutor

    original = ChangeSetModelExecutor._execute_resource_action

    def execute(self, action, logical_resource_id, *args, **kwargs):
        known = self._change_set.stack.resolved_resources.get(logical_resource_id, {})
        exists = known.get("PhysicalResourceId") or known.get("Properties", {}).get("Id")
        if str(action) == "Remove" and not exists:
            return ProgressEvent(OperationStatus.SUCCESS, resource_model={})
        return original(self, action, logical_resource_id, *args, **kwargs)

    ChangeSetModelExecutor._execute_resource_action = execute
