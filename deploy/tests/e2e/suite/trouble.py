"""The Data API and the functions make trouble."""

import time

import psutil

from ..cases import case
from ..stage import Stage, accounting, numbers
from .queries import statuses


def submitted(review, query):
    """The id of a query's statement, as soon as there is one."""
    name = f"{review.run}/{query}/"

    def found():
        calls = review.world.emulator.calls()
        return [call["id"] for call in calls if (call["statement_name"] or "").startswith(name) and call["id"]]

    return review.until(found, f"statement of {query}", 60)[-1]


@case("a Data API that throttles every operation for a while delays a run, and fails none of its queries")
def throttled(stage: Stage, notes):
    for operation in ("ExecuteStatement", "DescribeStatement", "GetStatementResult"):
        stage.world.emulator.fault("throttle", operation=operation, times=2)
    review = stage.review("small")
    ran = accounting(review)
    assert ran["failed"] == 0 and ran["planned"] == 3, ran
    struck = [call for call in stage.world.emulator.calls() if call["fault"] == "throttle"]
    notes(f"{len(struck)} calls throttled; {numbers(review)}")


@case("a result that expired before it was fetched is asked for again in the next round")
def expired_result(stage: Stage, notes):
    # The answer to the first look is held back, and meanwhile the result goes.
    stage.world.emulator.fault("delay", operation="DescribeStatement", milliseconds=3000)
    review = stage.start("small", workflow="one")
    statement = submitted(review, "Texts")
    role = next(call["role"] for call in stage.world.emulator.calls(review.run))
    review.until(lambda: stage.world.emulator.describe(statement, role)["Status"] == "FINISHED", "end of the statement", 30)
    stage.world.emulator.change(statement, do="expire_result")
    review.wait()
    assert statuses(review) == {"Texts": "ok"}, statuses(review)
    notes(f"submitted {', '.join(review.submissions())}")


@case("a function that dies in the middle of storing is called again, and the result is whole")
def function_dies(stage: Stage, notes):
    # Every page takes a while, so that the process can be found at work.
    stage.world.emulator.fault("delay", operation="GetStatementResult", milliseconds=20, times=0)
    review = stage.start("pages")

    def storing():
        calls = stage.world.emulator.calls(review.run)
        return sum(call["operation"] == "GetStatementResult" for call in calls) > 10

    review.until(storing, "page that is fetched", 60)
    killed = kill_functions("query")
    review.wait()
    assert killed, "no process of the query function"
    assert statuses(review) == {"Pages": "ok"}, statuses(review)
    assert review.read("csv/Pages.csv").count(b"\n") == 5001
    assert review.submissions() == ["Pages/1"], review.submissions()
    notes(f"{killed} process killed; {numbers(review)}")


def kill_functions(name):
    """Kills the processes of a function that run right now; how many."""
    killed = 0
    for process in psutil.process_iter(["exe", "environ"]):
        environment = process.info["environ"] or {}
        is_it = environment.get("AWS_LAMBDA_FUNCTION_NAME", "").endswith(f"-{name}")
        if is_it and (process.info["exe"] or "").endswith("/bootstrap"):
            process.kill()
            killed += 1
    return killed


@case("an emulator that goes away in the middle of a run is a recorded error, and the run ends")
def connection_lost(stage: Stage, notes):
    review = stage.start("small", workflow="one")
    # From here on: the start itself asks the warehouse who it is.
    stage.world.emulator.fault("drop_before", operation="ExecuteStatement", times=0)
    time.sleep(4)
    stage.world.emulator.no_faults()
    review.wait()
    notes(f"{statuses(review)}, submitted {', '.join(review.submissions())}")
