"""The last case: what the roles did in all the others is what they may do."""

import subprocess
import time

from .cases import Result
from .processes import DEPLOY


def of_policies(world, whole):
    """After the whole suite both directions; after some cases only whether every call is allowed."""
    began = time.monotonic()
    command = [DEPLOY / "tests/iam/prove", world.calls_log, world.policies] + ([] if whole else ["--calls-only"])
    proof = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"-- policies: every call is allowed, and every grant is used\n{proof.stdout}", flush=True)
    last = proof.stdout.strip().splitlines()[-1:]
    return Result("policies", time.monotonic() - began, proof.stdout if proof.returncode else None, last)
