"""One run: its folder in the bucket, its executions, its calls."""

import json
import time

MACHINES = ("sfl3-report", "sfl3", "sfl2", "sfl1", "sfl1-error")


class Review:
    """A run that was begun; `key` is its folder's key, which ends with a slash."""

    def __init__(self, stack, run, key):
        self.stack, self.world, self.run, self.key = stack, stack.world, run, key
        self.s3 = stack.client("s3")
        self.states = stack.client("stepfunctions")

    @classmethod
    def start(cls, stack, **event):
        """Starts one run by hand."""
        (review,) = cls.start_all(stack, **event)
        return review

    @classmethod
    def start_all(cls, stack, **event):
        answer = stack.invoke(**event)
        assert not answer["refused"], f"refused: {answer['refused']}"
        return [cls(stack, run["run"], run["key"]) for run in answer["runs"]]

    @classmethod
    def all(cls, stack):
        """Every run of the stack's bucket, in the order of their ids."""
        keys = [key for key in stack.keys("reviews/") if key.endswith("/run.json")]
        folders = [key[: -len("run.json")] for key in keys]
        return sorted((cls(stack, key.split("/")[-2], key) for key in folders), key=lambda review: review.run)

    # The folder.

    def files(self):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.stack.bucket, Prefix=self.key)
        return [found["Key"][len(self.key) :] for page in pages for found in page.get("Contents", [])]

    def read(self, name):
        return self.s3.get_object(Bucket=self.stack.bucket, Key=self.key + name)["Body"].read()

    def json(self, name):
        return json.loads(self.read(name))

    def has(self, name):
        return name in self.files()

    def folder(self):
        return {name: self.read(name) for name in self.files()}

    def wait_for(self, name, seconds=120):
        """Until a file is there."""
        self.until(lambda: self.has(name), f"{self.key}{name}", seconds)
        return self

    def wait(self, seconds=180):
        """Until the run is closed: its manifest is there and nothing of it runs."""
        self.wait_for("run-manifest.json", seconds)
        self.until(lambda: not self.running(), f"an end of all executions of {self.run}", 60)
        return self

    def until(self, condition, what, seconds):
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > deadline:
                raise AssertionError(f"no {what} in {seconds} s\n{self.picture()}")
            time.sleep(0.3)
        return found

    # The executions.

    def executions(self, machine, status=None):
        """The run's executions of a machine, each with its input."""
        arn = self.stack.arn_of_machine(machine)
        pages = self.states.get_paginator("list_executions").paginate(
            stateMachineArn=arn, **({"statusFilter": status} if status else {})
        )
        described = (self.states.describe_execution(executionArn=found["executionArn"]) for page in pages for found in page["executions"])
        return [found for found in described if json.loads(found["input"]).get("run") == self.run]

    def running(self):
        return [found for machine in MACHINES for found in self.executions(machine, "RUNNING")]

    def history(self, execution):
        pages = self.states.get_paginator("get_execution_history").paginate(executionArn=execution["executionArn"])
        return [event for page in pages for event in page["events"]]

    def transitions(self):
        """States entered, by machine; retries of a Task count too, as on the bill."""
        counted = {}
        for machine in MACHINES:
            events = [event for found in self.executions(machine) for event in self.history(found)]
            entered = sum(event["type"].endswith("StateEntered") for event in events)
            tries = sum(event["type"] == "TaskScheduled" for event in events)
            tasks = sum(event["type"] == "TaskStateEntered" for event in events)
            counted[machine] = entered + max(0, tries - tasks)
        return counted

    def stop_execution(self, machine):
        """What the console's button does; the executions it stopped."""
        found = self.executions(machine, "RUNNING")
        for execution in found:
            self.states.stop_execution(executionArn=execution["executionArn"], cause="stopped from the console")
        return found

    def picture(self):
        """What there is, for whoever reads why a case failed."""
        lines = [f"files: {sorted(name for name in self.files() if not name.startswith(('pack/', 'scripts/')))}"]
        for machine in MACHINES:
            for found in self.executions(machine):
                lines.append(f"{machine} {found['name']}: {found['status']} {found.get('error', '')} {found.get('cause', '')[:300]}")
        return "\n".join(lines)

    # What the warehouse saw.

    def submissions(self):
        return self.world.emulator.submissions(self.run)

    def alive(self):
        """Statements of the run that have not ended in the warehouse, by id."""
        ended = ("FINISHED", "FAILED", "ABORTED")
        return {id: status for id, status in self.world.emulator.statuses(self.run).items() if status not in ended}
