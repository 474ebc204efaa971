"""A stack is made and changed."""

import shutil

from ..cases import case
from ..review import Review
from ..stage import ARTIFACTS, MAIL, PACKS, Stage, accounting, numbers, package_of_next_release
from ..stack import Stack


def run_of(stack, pack, before):
    """The one run of a pack that was not there before."""
    new = [review for review in Review.all(stack) if review.run not in before]
    assert len(new) == 1, f"{len(new)} new runs instead of one: {[review.key for review in new]}"
    assert f"/{pack}/" in new[0].key, f"{new[0].key} is no run of {pack}"
    return new[0]


def runs(stack):
    return {review.run for review in Review.all(stack)}


@case("the stack is created, and its custom resource starts the shipped review: the same folder as the local driver's")
def created_by_custom_resource(stage: Stage, notes):
    stage.upload()
    stage.stack.deploy(
        WarehouseName="sales", Database="dev", Pack="redshift", Email=MAIL, PollSeconds=1, ScheduleState="DISABLED"
    )
    for pack in sorted(PACKS.iterdir()):
        stage.stack.put_pack(pack)
    review = run_of(stage.stack, "redshift", set()).wait(300)
    notes(numbers(review))
    notes(stage.same_as_local(review, "redshift"))
    ran = accounting(review)
    assert ran["failed"] == 0 and ran["timed_out"] == 0, ran
    assert stage.world.mails.wait(review.run), "one mail"


@case("an update with another trigger reviews again; an update without starts nothing")
def update_triggers_again(stage: Stage, notes):
    stack, before = stage.deployed(), runs(stage.deployed())
    stack.deploy(Trigger="second", Pack="small", RunOnDeploy="yes")
    review = run_of(stack, "small", before).wait()
    before.add(review.run)
    stack.deploy(LogRetentionDays=30)
    assert runs(stack) == before, "an update without a new trigger started a review"
    notes(numbers(review))


@case("a schedule starts a review, one for each firing")
def scheduled(stage: Stage, notes):
    stack, before = stage.deployed(), runs(stage.deployed())
    stack.deploy(ScheduleState="ENABLED", ScheduleExpression="rate(1 minute)", Pack="small", Workflow="one")
    try:
        Review(stack, "a schedule", "").until(lambda: runs(stack) - before, "run by the schedule", 90)
    finally:
        stack.deploy(ScheduleState="DISABLED", ScheduleExpression="rate(7 days)", Workflow="default")
    run_of(stack, "small", before).wait()


@case("a stack in another Region takes its zips from that Region's bucket")
def another_region(stage: Stage, notes):
    region = "eu-west-1"
    stage.upload(region=region)
    stack = Stack(stage.world, "reviews", ARTIFACTS, region)
    stack.deploy(
        NamePrefix="review-eu", WarehouseName="sales", Database="dev", Pack="redshift", PollSeconds=1, RunOnDeploy="no",
        ScheduleState="DISABLED",
    )
    stack.put_pack(PACKS / "small")
    review = Review.start(stack, pack="small", workflow="one").wait()
    regions = {call["parameters"].get("Bucket") for call in stage.world.role_calls() if call["operation"] == "CopyObject"}
    notes(f"{review.key} in {stack.bucket}; copied to {', '.join(sorted(filter(None, regions)))}")
    stack.delete()


@case("an update with a new release and a new pack leaves a running review alone")
def update_during_a_run(stage: Stage, notes):
    stack = stage.deployed()
    review = stage.start("steady").wait_for("state/s1-l01.json")
    dist = next_release(stage)
    stage.upload(dist, "next/")
    old = current_versions(stack)
    stack.deploy(prefix="next/")
    new = current_versions(stack)
    assert all(old[name] != new[name] for name in old), f"versions {old} became {new}"
    assert stack.keys("shipped/packs/another/"), "the new pack was not copied"
    review.wait()
    assert accounting(review)["failed"] == 0, accounting(review)
    again = stage.review("another", workflow="one")
    notes(f"versions {old['core']} and {new['core']}; {again.run} ran the new pack")


def next_release(stage):
    """Other zips (a byte more in each program, which Linux does not mind), and one more pack."""
    packs = stage.folder / "next-packs"
    shutil.rmtree(packs, ignore_errors=True)
    shutil.copytree(PACKS / "small", packs / "another")
    config = packs / "another" / "config.json"
    config.write_text(config.read_text().replace('"pack": "small"', '"pack": "another"'))
    return package_of_next_release(stage.folder / "next-dist", packs)


def current_versions(stack):
    prefix = stack.parameters.get("NamePrefix", "redshift-review")
    # The functions that a running review calls again and again; the others follow the newest code.
    functions = ("core", "query", "run")
    get = stack.client("lambda").get_alias
    return {name: get(FunctionName=f"{prefix}-{name}", Name="live")["FunctionVersion"] for name in functions}
