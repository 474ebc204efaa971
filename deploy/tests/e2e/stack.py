"""A deployment of the stack as a user would make it: upload, change set, execute, outputs."""

import json
import re
import time

from botocore.exceptions import ClientError

from iam.policies import snapshot

from .world import REGION

# How long a stack may take here, in seconds; it takes about 15.
PATIENCE_SECONDS = 180
# How the events of a stack name a nested one.
STACK_ARN = re.compile(r"arn:aws:cloudformation:[a-z0-9-]+:\d{12}:stack/[A-Za-z0-9-]+/[0-9a-f-]{36}")


class DeploymentFailed(Exception):
    """The stack failed; the message has the reasons that its events give."""


def upload(world, dist, bucket, prefix="", region=REGION):
    """Puts a `dist` folder under the prefix of a bucket, which is made if need be."""
    s3 = world.client("s3", region)
    try:
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **place)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
            raise
    for path in sorted(path for path in dist.rglob("*") if path.is_file()):
        s3.put_object(Bucket=bucket, Key=prefix + path.relative_to(dist).as_posix(), Body=path.read_bytes())


class Stack:
    """One stack by its name. `deploy` creates or updates it."""

    def __init__(self, world, name, artifacts, region=REGION):
        self.world, self.name, self.artifacts, self.region = world, name, artifacts, region
        self.cloudformation = world.client("cloudformation", region)
        self.parameters, self.outputs = {}, {}

    def client(self, service):
        return self.world.client(service, self.region)

    def deploy(self, prefix="", **parameters):
        """Creates the stack, or updates it; parameters that are not given stay as they were."""
        self.parameters |= parameters | {"ArtifactsBucketPrefix": self.artifacts, "ArtifactsKeyPrefix": prefix}
        root = f"https://{self.artifacts}-{self.region}.s3.{self.region}.amazonaws.com/{prefix}templates/root.yaml"
        kind = "UPDATE" if self.exists() else "CREATE"
        name = f"change-{int(time.time() * 1000)}"
        self.cloudformation.create_change_set(
            StackName=self.name,
            ChangeSetName=name,
            ChangeSetType=kind,
            TemplateURL=root,
            Parameters=[{"ParameterKey": key, "ParameterValue": str(value)} for key, value in self.parameters.items()],
            Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        self.wait_for_change_set(name)
        self.cloudformation.execute_change_set(StackName=self.name, ChangeSetName=name)
        try:
            self.wait(f"{kind}_COMPLETE")
        finally:
            # What the roles may do now: the stack may be another one, or gone, when the calls are looked at.
            snapshot(self.client("iam"), self.world.policies)
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in self.describe().get("Outputs", [])}
        return self

    def exists(self):
        try:
            return self.describe()["StackStatus"] not in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS")
        except ClientError:
            return False

    def describe(self):
        return self.cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]

    def wait_for_change_set(self, name):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.cloudformation.describe_change_set(StackName=self.name, ChangeSetName=name)
            if found["Status"] == "CREATE_COMPLETE":
                return
            if found["Status"] == "FAILED" or time.monotonic() > deadline:
                raise DeploymentFailed(f"change set {found['Status']}: {found.get('StatusReason')}")
            time.sleep(0.2)

    def wait(self, wanted):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (status := self.describe()["StackStatus"]) != wanted:
            if not status.endswith("_IN_PROGRESS") or time.monotonic() > deadline:
                raise DeploymentFailed(f"{self.name} is {status}, not {wanted}:\n" + "\n".join(self.reasons()))
            time.sleep(0.3)

    def reasons(self):
        """What the events of this stack, and of those that it names as failed, say about failures."""
        reasons, names = [], [self.name]
        for name in names:
            for event in self.cloudformation.describe_stack_events(StackName=name)["StackEvents"]:
                reason = event.get("ResourceStatusReason")
                if event["ResourceStatus"].endswith("_FAILED") and reason:
                    reasons.append(f"{event['StackName']}/{event['LogicalResourceId']}: {reason}")
                    names += [nested for nested in STACK_ARN.findall(reason) if nested not in names]
        return reasons

    def delete(self):
        stack_id = self.describe()["StackId"]
        self.cloudformation.delete_stack(StackName=self.name)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                status = self.cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"]
            except ClientError:
                return
            if status == "DELETE_COMPLETE":
                return
            if status == "DELETE_FAILED" or time.monotonic() > deadline:
                raise DeploymentFailed(f"{self.name} is {status}:\n" + "\n".join(self.reasons()))
            time.sleep(0.3)

    # What lies in the results bucket.

    @property
    def bucket(self):
        return self.outputs["Bucket"]

    @property
    def prefix(self):
        return self.outputs["KeyPrefix"]

    def keys(self, prefix):
        """The keys below a prefix, which is given without the stack's own."""
        pages = self.client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix + prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", [])]

    def put_pack(self, folder, name=None):
        """Makes a pack one of the user's own."""
        name = name or folder.name
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            self.put(f"packs/{name}/{path.relative_to(folder).as_posix()}", path.read_bytes())

    def put(self, key, data):
        self.client("s3").put_object(Bucket=self.bucket, Key=self.prefix + key, Body=data)

    def arn_of_machine(self, which):
        """`sfl1`, `sfl1-error`, `sfl2`, `sfl3` or `sfl3-report`."""
        prefix = self.parameters.get("NamePrefix", "redshift-review")
        return f"arn:aws:states:{self.region}:000000000000:stateMachine:{prefix}-{which}"

    def invoke(self, **event):
        """Starts reviews by hand; the function's answer."""
        name = self.outputs["InvokeFunction"]
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
        body = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise AssertionError(f"{name} failed: {body}")
        return body
