"""Runs are stopped: by their deadline, by hand, by accident."""

import contextlib
import json

from ..cases import case
from ..processes import built
from ..review import Review
from ..stage import Stage, accounting, numbers
from .queries import statuses
from .trouble import submitted


def nothing_left(review):
    """No statement of the run goes on in the warehouse, no execution, and the folder is closed."""
    assert not review.alive(), f"still in the warehouse: {review.alive()}"
    assert review.has("run-manifest.json") and review.has("report.html")
    open_runs = [key for key in review.stack.keys("open/") if review.run in key]
    assert not open_runs, open_runs


@case("the deadline passes: what runs is cancelled, what was collected is judged and mailed")
def deadline(stage: Stage, notes):
    review = stage.review("late", 120)
    assert review.json("run-manifest.json")["halt"] == "deadline", review.json("run-manifest.json")["halt"]
    assert statuses(review)["Tables"] == "findings", statuses(review)
    nothing_left(review)
    assert stage.world.mails.wait(review.run)
    notes(numbers(review))


@case("stopped by the command: no statement is left, the folder says what was done")
def stopped_by_command(stage: Stage, notes):
    review = stage.start("endless")
    submitted(review, "Slow")
    command(stage, "stop", f"s3://{stage.stack.bucket}/{review.key}")
    review.wait()
    assert review.json("run-manifest.json")["halt"] == "stop"
    nothing_left(review)


def command(stage, *arguments):
    """Runs redshift-review against the local AWS."""
    import os
    import subprocess

    credentials = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": stage.stack.region}
    environment = os.environ | credentials | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{stage.world.port}"}
    ended = subprocess.run([built("redshift-review"), *arguments], env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, f"{arguments} ended with {ended.returncode}: {ended.stderr}"
    return ended.stdout


def stopped_from_console(stage, machine):
    review = stage.start("endless")
    submitted(review, "Slow")
    assert review.stop_execution(machine), f"nothing to stop in {machine}"
    review.wait()
    nothing_left(review)
    return review


@case("stopped from the console, the execution of the run: everything of it ends")
def console_stops_the_run(stage: Stage, notes):
    review = stopped_from_console(stage, "sfl3-report")
    assert review.json("run-manifest.json")["halt"] == "stop"


@case("stopped from the console, a lane: it is driven on or halted, and the run ends")
def console_stops_a_lane(stage: Stage, notes):
    review = stopped_from_console(stage, "sfl3")
    notes(f"halt {review.json('run-manifest.json')['halt']}, {statuses(review)}")


@case("the event of a stopped execution is lost: the sweep finds the run")
def lost_event(stage: Stage, notes):
    stack = stage.deployed()
    with events_lost(stack):
        review = stage.start("endless")
        submitted(review, "Slow")
        for machine in ("sfl3-report", "sfl3", "sfl2", "sfl1"):
            review.stop_execution(machine)
        assert review.alive(), "the warehouse's statement should go on"
        sweep_until_driven(stack, review)
    # Nobody has heard of the stop, so the run goes on; the command ends it.
    command(stage, "stop", f"s3://{stack.bucket}/{review.key}")
    review.wait()
    nothing_left(review)


@contextlib.contextmanager
def events_lost(stack):
    """Bad ends are told to nobody. The rule loses its target: the local AWS fires rules that are disabled as well."""
    events = stack.client("events")
    rule = stack.parameters.get("NamePrefix", "redshift-review") + "-bad-end"
    targets = events.list_targets_by_rule(Rule=rule)["Targets"]
    events.remove_targets(Rule=rule, Ids=[target["Id"] for target in targets])
    try:
        yield
    finally:
        events.put_targets(Rule=rule, Targets=targets)


def sweep_until_driven(stack, review):
    """Fires the sweep by hand, with the input that its rule has, instead of waiting for its period."""
    events = stack.client("events")
    prefix = stack.parameters.get("NamePrefix", "redshift-review")
    (target,) = events.list_targets_by_rule(Rule=f"{prefix}-sweep")["Targets"]

    def swept():
        stack.client("lambda").invoke(FunctionName=target["Arn"], Payload=target["Input"])
        return any(found["status"] == "RUNNING" for found in review.executions("sfl3-report"))

    review.until(swept, "run that is driven after sweeping", 60)


@case("a lane's execution that is started again after a stop runs no finished query again")
def started_again(stage: Stage, notes):
    # Stopping an execution by hand stops its run; here it stands for one that died and is started again.
    with events_lost(stage.deployed()):
        review = stage.start("steady")
        first = submitted(review, "Steady")
        stopped = review.stop_execution("sfl2")
        assert stopped, "no lane to stop"
        again = review.states.start_execution(stateMachineArn=stopped[0]["stateMachineArn"], input=stopped[0]["input"])
        assert again["executionArn"]
        review.wait()
    assert accounting(review)["failed"] == 0, accounting(review)
    made = review.submissions()
    assert made.count("Tables/1") == 1 and len([name for name in made if name.startswith("Steady/")]) == 1, made
    assert submitted(review, "Steady") == first
    notes(json.dumps(made))


@case("a lane hands over to a new execution before its history is full")
def hand_over(stage: Stage, notes):
    stack = stage.deployed()
    stack.deploy(HandoverTurns=1)
    try:
        review = Review.start(stack, pack="mixed").wait()
    finally:
        stack.deploy(HandoverTurns=1000)
    lanes = review.executions("sfl2")
    assert len(lanes) > 4, f"{len(lanes)} executions of SFL2"
    assert len(review.submissions()) == 5, review.submissions()
    longest = max(len(review.history(found)) for found in lanes)
    notes(f"{len(lanes)} executions of SFL2, the longest with {longest} events; {numbers(review)}")
