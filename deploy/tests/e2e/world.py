"""Everything a case needs: the local AWS, the emulated warehouses, a mail server, and clients."""

import json
import pathlib
import urllib.request

import boto3
from botocore.config import Config

from .emulator import Emulator
from .mails import Mails
from .processes import AWS_LOCAL, DEPLOY, Program, answers, free_port

REGION = "us-east-1"
# Three warehouses, so that one pack can run on all of them.
CLUSTERS = ("sales", "finance")
WORKGROUPS = ("analytics",)
# A result of 5,000 rows has 100 pages.
PAGE_ROWS = 50
# What happens to the statements of the queries of these names, in whatever pack (docs/SAMPLE.md).
FAULTS = "fail=Persists&fail=FailsOnce:1&deny=Denied&slow=Slow:120&slow=Steady:3&slow=Brief:1"


def unsupported_types():
    """Resource types that the local AWS passes over, each with what that leaves untested."""
    lines = (DEPLOY / "local" / "unsupported_types.txt").read_text().splitlines()
    return dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))


class World:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.calls_log = self.folder / "calls.jsonl"
        self.calls_log.unlink(missing_ok=True)
        self.policies = self.folder / "policies.jsonl"
        self.policies.unlink(missing_ok=True)
        self.programs = []
        self.mails = self.keep(Mails(free_port()))
        self.emulator = self.keep(self.new_emulator("emulator"))
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.keep(self.local_aws())
        self.clients = {}

    def keep(self, program):
        self.programs.append(program)
        return program

    def new_emulator(self, name):
        """A warehouse with the same rows and faults; faults that strike so many times begin anew."""
        log = self.folder / f"{name}.log"
        return Emulator(free_port(), log, f"sample:troubled?{FAULTS}", CLUSTERS, WORKGROUPS, PAGE_ROWS)

    def local_aws(self):
        arguments = [AWS_LOCAL, "start", self.folder / "aws", str(self.port)]
        arguments += [
            f"REDSHIFT_DATA_URL={self.emulator.url}",
            f"SMTP_HOST={self.mails.address}",
            f"CALLS_LOG={self.calls_log}",
            f"UNSUPPORTED_TYPES={','.join(unsupported_types())}",
        ]
        health = f"{self.url}/_localstack/health"
        return Program("the local AWS", arguments, self.folder / "aws.log", lambda: answers(health))

    def client(self, service, region=REGION):
        """A boto3 client of the local AWS."""
        key = (service, region)
        if key not in self.clients:
            settings = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, read_timeout=300)
            self.clients[key] = boto3.client(
                service,
                region_name=region,
                endpoint_url=self.url,
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=settings,
            )
        return self.clients[key]

    def role_calls(self):
        """What roles called so far."""
        lines = self.calls_log.read_text().splitlines() if self.calls_log.exists() else []
        return [json.loads(line) for line in lines]

    def stop(self):
        for program in reversed(self.programs):
            program.stop()
