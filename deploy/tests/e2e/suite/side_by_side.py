"""Several reviews at once."""

from ..cases import case
from ..review import Review
from ..stack import Stack
from ..stage import ARTIFACTS, PACKS, Stage, accounting, numbers

ADDRESS = "redshift://{}/dev?kind=cluster&region=us-east-1"
FLEET = """warehouses:
  - name: sales
    url: redshift://sales/dev?kind=cluster&region=us-east-1
  - name: finance
    url: redshift://finance/dev?kind=cluster&region=us-east-1
  - name: analytics
    url: redshift://analytics/dev?kind=workgroup&region=us-east-1
"""


@case("two packs, two workflows of one pack and a fleet of two clusters and a workgroup at once; each result in its own folder")
def all_at_once(stage: Stage, notes):
    stack = fleet_stack(stage)
    reviews = Review.start_all(stack, pack="small", workflow="one")
    reviews.append(Review.start(stack, pack="small", workflow="parallel", warehouse=ADDRESS.format("sales")))
    reviews.append(Review.start(stack, pack="mixed", warehouse=ADDRESS.format("sales")))
    reviews.append(Review.start(stack, pack="small", workflow="default", warehouse=ADDRESS.format("finance")))
    assert len({review.key for review in reviews}) == 6, [review.key for review in reviews]
    for review in reviews:
        review.wait(240)
        ran = accounting(review)
        assert ran["ok"] + ran["findings"] == ran["planned"], f"{review.key}: {ran}"
    folders = {review.key.split("reviews/")[1].split("/")[0] for review in reviews}
    assert folders == {"sales", "finance", "analytics"}, folders
    notes(f"6 runs in {', '.join(sorted(folders))}; the first: {numbers(reviews[0])}")
    notes("one role for each statement: " + one_role_per_statement(stage))
    stack.delete()


def fleet_stack(stage):
    """A stack of its own, in the same bucket under another prefix: one that names a single cluster may review no other."""
    first = stage.deployed()
    stack = Stack(stage.world, "fleet", ARTIFACTS)
    stack.deploy(
        NamePrefix="review-fleet", WarehouseKind="fleet", WarehouseName="all.yaml", Database="dev", PollSeconds=1,
        ExistingBucket=first.bucket, KeyPrefix="fleet/", RunOnDeploy="no", ScheduleState="DISABLED",
    )
    stack.put("fleets/all.yaml", FLEET.encode())
    for pack in ("small", "mixed"):
        stack.put_pack(PACKS / pack)
    return stack


def one_role_per_statement(stage):
    """The warehouse saw each statement under one role only, all of them under the same."""
    roles = {}
    for call in stage.world.emulator.calls():
        # Statements of tests about a refused role are not those of a run.
        if call["id"] and not call["error"]:
            roles.setdefault(call["id"], set()).add(call["role"])
    mixed = {statement: found for statement, found in roles.items() if len(found) > 1}
    assert not mixed, mixed
    return f"{len(roles)} statements under {', '.join(sorted(set().union(*roles.values())))}"
