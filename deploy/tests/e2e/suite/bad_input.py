"""What is wrong is said, and nothing hangs."""

import json
import time

from ..cases import case
from ..review import Review
from ..stage import ARTIFACTS, MAIL, PACKS, Stage
from ..stack import DeploymentFailed, Stack
from .queries import statuses


def refusals(stack):
    return [json.loads(stack.client("s3").get_object(Bucket=stack.bucket, Key=key)["Body"].read()) for key in stack.keys("refused/")]


def wrong_pack():
    config = json.loads((PACKS / "small" / "config.json").read_text()) | {"pack": "wrong"}
    config["queries"][0]["script"] = "scripts/NotThere.sql"
    config["defaults"]["max_rounds"] = 0
    files = {path.relative_to(PACKS / "small").as_posix(): path.read_bytes() for path in (PACKS / "small").rglob("*.*")}
    return files | {"config.json": json.dumps(config, indent=2).encode()}


@case("a wrong pack fails the custom resource with its first diagnostics, before any statement; all are in the bucket")
def wrong_pack_fails_the_stack(stage: Stage, notes):
    first, prefix = stage.deployed(), "wrong/"
    # A bucket that exists already has the pack before the stack is made.
    for path, data in wrong_pack().items():
        first.client("s3").put_object(Bucket=first.bucket, Key=f"{prefix}packs/wrong/{path}", Body=data)
    calls, began = len(stage.world.emulator.calls()), time.monotonic()
    other = Stack(stage.world, "wrong", ARTIFACTS)
    try:
        other.deploy(
            NamePrefix="review-wrong", WarehouseName="sales", Database="dev", Pack="wrong", RunOnDeploy="yes",
            ExistingBucket=first.bucket, KeyPrefix=prefix, ScheduleState="DISABLED",
        )
        raise AssertionError("the stack was created")
    except DeploymentFailed as failure:
        assert "NotThere.sql" in str(failure), f"the stack's events do not name the problem: {failure}"
        notes(next(line for line in str(failure).splitlines() if "NotThere" in line)[:300])
    finally:
        other.delete()
    assert time.monotonic() - began < 120, "it took long to fail"
    assert len(stage.world.emulator.calls()) == calls, "a statement was sent all the same"
    kept = first.client("s3").list_objects_v2(Bucket=first.bucket, Prefix=f"{prefix}refused/")["Contents"]
    told = json.loads(first.client("s3").get_object(Bucket=first.bucket, Key=kept[-1]["Key"])["Body"].read())
    assert len(told["diagnostics"]) == 2, told
    notes(f"{len(told['diagnostics'])} diagnostics in {kept[-1]['Key']}")


@case("an unknown cluster does not fail the stack: it is a recorded refusal with its remedy")
def unknown_cluster(stage: Stage, notes):
    first, began = stage.deployed(), time.monotonic()
    stack = Stack(stage.world, "nowhere", ARTIFACTS)
    stack.deploy(
        NamePrefix="review-nowhere", WarehouseName="nowhere", Database="dev", Pack="small", Workflow="one",
        ExistingBucket=first.bucket, KeyPrefix="nowhere/", RunOnDeploy="no", ScheduleState="DISABLED",
    )
    stack.put_pack(PACKS / "small")
    stack.deploy(RunOnDeploy="yes", Trigger="once")
    assert time.monotonic() - began < 120, "it took long"
    (told,) = refusals(stack)
    assert not Review.all(stack), "a run was begun"
    assert "nowhere" in json.dumps(told), told
    notes(json.dumps(told)[:400])
    stack.delete()


@case("a user without rights is a recorded error with its remedy, and no rollback of the stack")
def without_rights(stage: Stage, notes):
    stack = stage.deployed()
    message = "User: arn:aws:sts::000000000000:assumed-role/review is not authorized to perform: redshift-data:ExecuteStatement"
    stage.world.emulator.fault("error", operation="ExecuteStatement", name="AccessDeniedException", message=message, times=0)
    stack.deploy(Trigger=f"denied {time.time()}", Pack="small", RunOnDeploy="yes")
    stage.world.emulator.no_faults()
    told = refusals(stack)
    notes(json.dumps(told[-1])[:300] if told else "the run was begun and failed")


@case("a query that the user may not run fails alone, with the statement that mends it")
def denied_query(stage: Stage, notes):
    review = stage.review("denied")
    assert statuses(review) == {"Denied": "failed", "Tables": "findings"}, statuses(review)
    error = review.json("errors/Denied.json")["error"]
    assert error["class"] == "permission" and "sys:monitor" in (error["remedy"] or ""), error
    notes(f"{error['message']}: {error['remedy']}")


@case("a results bucket that is not there, or somebody else's, fails with a reason")
def bucket_of_another_owner(stage: Stage, notes):
    stage.deployed()
    other = Stack(stage.world, "foreign", ARTIFACTS)
    began = time.monotonic()
    try:
        other.deploy(
            NamePrefix="review-foreign", WarehouseName="sales", Database="dev", Pack="redshift", RunOnDeploy="yes",
            ExistingBucket="a-bucket-of-nobody", ScheduleState="DISABLED",
        )
        raise AssertionError("the stack was created")
    except DeploymentFailed as failure:
        assert "a-bucket-of-nobody" in str(failure), failure
        notes(next(line for line in str(failure).splitlines() if "a-bucket-of-nobody" in line)[:300])
    finally:
        other.delete()
    assert time.monotonic() - began < 120, "it took long to fail"


@case("a subscription that nobody confirmed does not hold up a run, and whoever starts one is told")
def unconfirmed_subscription(stage: Stage, notes):
    stack = stage.deployed()
    sns, topic = stack.client("sns"), stack.outputs["TopicArn"]
    for found in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])
    # The local AWS takes every address for confirmed; a web server that is not there never confirms.
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint="http://127.0.0.1:9/")
    try:
        answer = stack.invoke(pack="small", workflow="one")
        (told,) = answer["notices"]
        assert "nobody is told: 1 subscription is not confirmed" in told, told
        review = Review(stack, answer["runs"][0]["run"], answer["runs"][0]["key"]).wait()
        assert not stage.world.mails.about(review.run)
        notes(told)
    finally:
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=MAIL)
