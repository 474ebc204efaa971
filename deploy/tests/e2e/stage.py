"""What all cases share: one deployed stack, the test packs, and the numbers of a run."""

import pathlib
import shutil
import subprocess
import sys
import uuid

from . import local_driver
from .compare import differences
from .processes import DEPLOY, REPOSITORY, target_folder
from .review import Review
from .stack import Stack, upload

PACKS = pathlib.Path(__file__).resolve().parents[1] / "packs"
ARTIFACTS = "artifacts"
MAIL = "dba@example.com"
# USD for 1,000 state transitions of a standard workflow (AWS pricing page of Step Functions, us-east-1).
USD_PER_THOUSAND_TRANSITIONS = 0.025


def package(out, packs=REPOSITORY / "packs"):
    """Makes the folder to upload as a user would, zips and all."""
    subprocess.run([DEPLOY / "package", "--out", out, "--packs", packs], check=True)
    return out


def package_of_next_release(out, packs):
    """The same with other zips: Linux does not mind a byte more behind a program."""
    binaries = target_folder() / "lambda-x86_64"
    changed = out.with_name(f"{out.name}-binaries")
    shutil.rmtree(changed, ignore_errors=True)
    shutil.copytree(binaries, changed)
    for program in changed.glob("*/bootstrap"):
        program.write_bytes(program.read_bytes() + b"\0")
    assemble = [sys.executable, DEPLOY / "packaging" / "assemble.py", "--arch", "x86_64"]
    subprocess.run([*assemble, "--binaries", changed, "--packs", packs, "--out", out], check=True)
    return out


class Stage:
    def __init__(self, world, dist):
        self.world, self.dist = world, dist
        self.stack = Stack(world, "reviews", ARTIFACTS)

    @property
    def folder(self):
        return self.world.folder

    def upload(self, dist=None, prefix="", region=None):
        region = region or self.stack.region
        upload(self.world, dist or self.dist, f"{ARTIFACTS}-{region}", prefix, region)

    def deployed(self):
        """The one stack of most cases, made by the first that asks; nothing runs in it by itself."""
        if not self.stack.outputs:
            self.upload()
            self.stack.deploy(
                WarehouseName="sales",
                Database="dev",
                Email=MAIL,
                PollSeconds=1,
                RunOnDeploy="no",
                ScheduleState="DISABLED",
            )
            for pack in sorted(PACKS.iterdir()):
                self.stack.put_pack(pack)
        return self.stack

    def start(self, pack, **event):
        return Review.start(self.deployed(), pack=pack, **event)

    def review(self, pack, seconds=180, **event):
        """A run by hand, up to its end."""
        return self.start(pack, **event).wait(seconds)

    def local(self, pack, workflow="default"):
        """What the local driver writes for a test pack, on a warehouse of its own."""
        emulator = self.world.new_emulator("emulator-of-the-local-driver")
        base = self.folder / f"local-{uuid.uuid4().hex[:8]}"
        try:
            folder = PACKS / pack
            shipped = not folder.is_dir()
            return local_driver.run(emulator, pack if shipped else folder, base, workflow)[0]
        finally:
            emulator.stop()
            shutil.rmtree(base, ignore_errors=True)

    def same_as_local(self, review, pack, workflow="default"):
        """The two drivers' folders, held against each other."""
        remote = review.folder()
        found = differences(self.local(pack, workflow), remote)
        assert not found, "the two drivers' folders differ:\n" + "\n".join(found)
        return f"{len(remote)} files as the local driver wrote them"


def numbers(review):
    """Transitions and calls of a run, for the table."""
    transitions, calls = review.transitions(), review.world.emulator.calls(review.run)
    statements = max(1, len(review.submissions()))
    total = sum(transitions.values())
    by_machine = ", ".join(f"{name} {count}" for name, count in transitions.items() if count)
    cost = total * USD_PER_THOUSAND_TRANSITIONS / 1000
    return (
        f"{total} transitions ({by_machine}), {total / statements:.1f} a statement, {cost:.5f} USD; "
        f"{len(calls)} Data API calls, {len(calls) / statements:.1f} a statement"
    )


def accounting(review):
    return review.json("run-manifest.json")["accounting"]
