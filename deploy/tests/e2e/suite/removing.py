"""The stack goes, the results stay."""

from ..cases import case
from ..review import Review
from ..stage import Stage


@case("deleting the stack keeps the results; a new stack takes the bucket over and reviews on")
def delete_and_create_again(stage: Stage, notes):
    stack = stage.deployed()
    bucket, before = stack.bucket, {review.run for review in Review.all(stack)}
    own = set(stack.keys("packs/"))
    stack.delete()
    assert {review.run for review in Review.all(stack)} == before, "results are gone"
    assert set(stack.keys("packs/")) == own, "packs of the user are gone"
    assert not stack.keys("shipped/packs/"), "the shipped packs should go with the stack"
    stack.deploy(ExistingBucket=bucket, RunOnDeploy="no")
    assert stack.bucket == bucket
    review = Review.start(stack, pack="small", workflow="one").wait()
    notes(f"{len(before)} runs kept; {review.run} in the same bucket")
