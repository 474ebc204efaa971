"""Programs of this test, each ended by the process that started it."""

import os
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

DEPLOY = pathlib.Path(__file__).resolve().parents[2]
REPOSITORY = DEPLOY.parent
AWS_LOCAL = DEPLOY / "local" / "aws_local.sh"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def target_folder():
    """Where cargo builds: the same place as for the rest of the tests."""
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or pathlib.Path(cache) / "redshift-review" / "target")


def built(program):
    """A program of the workspace, built if need be."""
    path = target_folder() / "debug" / program
    if not path.is_file():
        arguments = ["cargo", "build", "--locked", "--workspace", "--all-features", "--bin", program]
        subprocess.run(arguments, cwd=REPOSITORY, check=True, env=os.environ | {"CARGO_TARGET_DIR": str(target_folder())})
    return path


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


class Program:
    """A server that runs until `stop`; its output goes to a file."""

    def __init__(self, name, arguments, log, ready, env=None, seconds=90):
        self.name, self.log = name, log
        with open(log, "ab") as output:
            environment = os.environ | (env or {})
            self.process = subprocess.Popen(arguments, stdout=output, stderr=subprocess.STDOUT, env=environment)
        deadline = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{name} does not answer; its output:\n{pathlib.Path(log).read_text()[-3000:]}")
            time.sleep(0.1)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
