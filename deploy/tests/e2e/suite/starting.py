"""Reviews are started by hand."""

import contextlib
import json
import time

from ..cases import case
from ..review import Review
from ..stage import PACKS, Stage, accounting, numbers

# The limit of SNS on a subject (API reference, Publish), in characters.
SUBJECT = 100


@case("by hand: compared with the run before it, one mail with a console address")
def by_hand(stage: Stage, notes):
    before = [earlier.run for earlier in Review.all(stage.deployed()) if "/small/" in earlier.key and earlier.has("run-manifest.json")]
    review = stage.review("small")
    notes(numbers(review))
    assert review.json("comparison.json")["before"] == before[-1], f"{review.json('comparison.json')['before']} of {before}"
    assert before[-1] in review.read("report.html").decode(), "the report names the run before"
    series = [earlier["run"] for earlier in review.json("series.json")["earlier"]]
    assert series == before[::-1][:12], f"{series} of {before}"
    notes(f"compared with {before[-1]}")
    time.sleep(2)  # a second mail would come now
    mails = stage.world.mails.about(review.run)
    assert len(mails) == 1, f"{len(mails)} mails"
    subject, body = mails[0]
    assert len(subject) < SUBJECT, subject
    assert "console" in body and "X-Amz-Signature" not in body, body
    notes(f"mail: {subject}")


@case("settings in the bucket hold for the next run; settings that are wrong are refused before any statement")
def settings_of_the_house(stage: Stage, notes):
    stack = stage.deployed()
    key = f"{stack.prefix}settings.yaml"
    try:
        stack.put("settings.yaml", b"classification: For the data team only\n")
        review = stage.review("small", workflow="one")
        assert review.json("settings.json")["classification"] == "For the data team only"
        assert "For the data team only" in review.read("report.html").decode()
        stack.put("settings.yaml", b"suppressions: [{ signal: a, reason: b, owner: c, until: tomorrow }]\n")
        calls, refused = len(stage.world.emulator.calls()), set(stack.keys("refused/"))
        with contextlib.suppress(Exception):
            stage.start("small", workflow="one")
        new = sorted(set(stack.keys("refused/")) - refused)
        assert len(new) == 1 and len(stage.world.emulator.calls()) == calls, f"{new}"
        told = json.loads(stack.client("s3").get_object(Bucket=stack.bucket, Key=new[0])["Body"].read())
        assert [one["code"] for one in told["diagnostics"]] == ["C077"], told
        notes(told["error"])
    finally:
        stack.client("s3").delete_object(Bucket=stack.bucket, Key=key)


@case("two starts with one key make one run")
def one_key_one_run(stage: Stage, notes):
    stack = stage.deployed()
    event = {"pack": "small", "workflow": "one", "idempotency_key": "the key of this case"}
    first = Review.start(stack, **event)
    second = Review.start(stack, **event)
    assert first.run == second.run, f"{first.run} and {second.run}"
    first.wait()
    assert Review.start(stack, **event).run == first.run, "after the end the key made another run"
    assert len(first.executions("sfl3-report")) == 1


@case("a query that is added in the bucket is part of the next run")
def query_by_editing_the_bucket(stage: Stage, notes):
    stack = stage.deployed()
    stack.put_pack(PACKS / "small", "edited")
    config = json.loads((PACKS / "small" / "config.json").read_text()) | {"pack": "edited"}
    config["queries"].append({"name": "Added", "script": "scripts/Added.sql", "section": "Tests"})
    config["workflows"]["one"] = {"stages": [{"lanes": [["Added"]]}]}
    stack.put("packs/edited/scripts/Added.sql", b"select 42 as answer\n")
    stack.put("packs/edited/config.json", json.dumps(config).encode())
    review = stage.review("edited", workflow="one")
    assert review.read("csv/Added.csv") == b"answer\r\n42\r\n", review.read("csv/Added.csv")
    assert accounting(review)["planned"] == 1


@case("several stages and lanes: a stage begins when the lanes before it have ended")
def stages_and_lanes(stage: Stage, notes):
    review = stage.review("mixed")
    order = [name.split("/")[0] for name in review.submissions()]
    assert sorted(order) == ["Days", "First", "Second", "Tables", "Third"], order
    assert set(order[3:]) == {"Days", "Third"}, order
    assert order.index("First") < order.index("Second"), order
    notes(numbers(review))
    notes(stage.same_as_local(review, "mixed"))
