"""What queries come to."""

from ..cases import case
from ..stage import Stage, accounting, numbers


def statuses(review):
    return {entry["query"]: entry["status"] for entry in accounting(review)["queries"]}


def report_is_there(review, *names):
    """The report exists and names queries that failed."""
    page = review.read("report.html").decode()
    for name in names:
        assert name in page, f"the report does not name {name}"


@case("an SQL error fails one query, is not repeated, and is mailed; the rest is judged")
def sql_error(stage: Stage, notes):
    review = stage.review("broken")
    assert statuses(review) == {"WrongName": "failed", "Tables": "findings"}, statuses(review)
    assert review.submissions() == ["WrongName/1", "Tables/1"], review.submissions()
    assert review.json("errors/WrongName.json")["error"]["message"]
    report_is_there(review, "WrongName")
    subject, body = stage.world.mails.wait(review.run)[0]
    assert "WrongName" in body, body
    notes(numbers(review))
    notes(stage.same_as_local(review, "broken"))


@case("a query past its threshold is cancelled in the warehouse; the rest runs")
def past_threshold(stage: Stage, notes):
    review = stage.review("slow")
    assert statuses(review) == {"Slow": "timed_out", "Tables": "findings"}, statuses(review)
    assert sorted(stage.world.emulator.statuses(review.run).values()) == ["ABORTED", "FINISHED"]
    assert review.executions("sfl1-error"), "SFL1-Error did not run"
    notes(numbers(review))
    notes(stage.same_as_local(review, "slow"))


@case("a query that finishes when its threshold has just passed is stored, not cancelled")
def just_in_time(stage: Stage, notes):
    # Nobody hears of the statement until its threshold has passed; then it has ended well, and that counts.
    stage.world.emulator.fault("delay", operation="DescribeStatement", milliseconds=6000)
    review = stage.review("brief")
    assert statuses(review) == {"Brief": "ok"}, statuses(review)
    (record,) = [review.json(name) for name in review.files() if name.startswith("records/")]
    assert record["outcome"] == "finished", record
    cancels = [call for call in stage.world.emulator.calls(review.run) if call["operation"] == "CancelStatement"]
    assert not cancels, cancels
    notes(numbers(review))


@case("an error that persists for three rounds is named in the mail, and the report is there")
def persists_for_three_rounds(stage: Stage, notes):
    review = stage.review("persists")
    assert review.submissions() == ["Persists/1", "Tables/1", "Persists/2", "Persists/3"], review.submissions()
    assert statuses(review) == {"Persists": "failed", "Tables": "findings"}, statuses(review)
    subject, body = stage.world.mails.wait(review.run)[0]
    assert "Persists" in body and "server closed the connection" in body, body
    report_is_there(review, "Persists")
    notes(numbers(review))
    notes(stage.same_as_local(review, "persists"))


@case("a query that fails once succeeds in round 2")
def succeeds_in_round_two(stage: Stage, notes):
    review = stage.review("once")
    assert review.submissions() == ["FailsOnce/1", "Tables/1", "FailsOnce/2"], review.submissions()
    assert statuses(review) == {"FailsOnce": "ok", "Tables": "findings"}, statuses(review)
    notes(numbers(review))
    notes(stage.same_as_local(review, "once"))


@case("a result of 100 pages arrives whole")
def hundred_pages(stage: Stage, notes):
    review = stage.review("pages")
    pages = [call for call in stage.world.emulator.calls(review.run) if call["operation"].startswith("GetStatementResult")]
    assert len(pages) == 100, f"{len(pages)} pages"
    assert review.read("csv/Pages.csv").count(b"\n") == 5001
    notes(numbers(review))
    notes(stage.same_as_local(review, "pages"))
