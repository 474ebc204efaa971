"""The local driver, for the same pack, on the same kind of warehouse."""

import os
import subprocess

from .processes import built
from .world import REGION


def run(emulator, pack, base, workflow="default", cluster="sales"):
    """Runs `redshift-review run` through the Data API; the run folder as `{path: bytes}`, and the exit code."""
    arguments = [built("redshift-review"), "run", str(pack), "--workflow", workflow, "--base", str(base), "--quiet"]
    arguments += ["--warehouse", f"redshift://{cluster}/dev?kind=cluster&region={REGION}"]
    credentials = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION}
    environment = os.environ | credentials | {"AWS_ENDPOINT_URL": emulator.url, "AWS_EC2_METADATA_DISABLED": "true"}
    ended = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=300)
    if ended.returncode not in (0, 2):
        raise AssertionError(f"the local driver ended with {ended.returncode}: {ended.stderr}")
    (folder,) = [path.parent for path in base.rglob("run-manifest.json")]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return files, ended.returncode
