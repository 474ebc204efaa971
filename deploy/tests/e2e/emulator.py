"""The emulated Data API: its faults, and what it was asked."""

import json
import urllib.request

from .processes import Program, answers, built


class Emulator:
    """A `data-api-emulator` before a sample warehouse."""

    def __init__(self, port, log, warehouse, clusters, workgroups, page_rows):
        self.url = f"http://127.0.0.1:{port}"
        arguments = [built("data-api-emulator"), "--listen", f"127.0.0.1:{port}", "--warehouse", warehouse]
        arguments += ["--page-rows", str(page_rows)]
        for cluster in clusters:
            arguments += ["--cluster", cluster]
        for workgroup in workgroups:
            arguments += ["--serverless", workgroup]
        self.program = Program("data-api-emulator", arguments, log, lambda: answers(f"{self.url}/_emulator/calls"))

    def stop(self):
        self.program.stop()

    def control(self, method, path, document=None):
        body = json.dumps(document).encode() if document is not None else None
        request = urllib.request.Request(f"{self.url}/_emulator/{path}", body, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def fault(self, fault, **members):
        """One fault, as the emulator's documentation lists them."""
        self.control("POST", "faults", {"fault": fault} | members)

    def no_faults(self):
        self.control("DELETE", "faults")

    def change(self, statement, **change):
        """What somebody does to a statement from outside: `do="expire_result"`, `do="abort"`."""
        self.control("POST", f"statements/{statement}", change)

    def calls(self, run=None):
        """The calls so far; with a run only those about its statements."""
        calls = self.control("GET", "calls")
        if run is None:
            return calls
        mine = {call["id"] for call in calls if (call["statement_name"] or "").startswith(f"{run}/")}
        return [call for call in calls if call["id"] in mine or (call["statement_name"] or "").startswith(f"{run}/")]

    def submissions(self, run):
        """The names of the run's statements in order of submission, `<query>/<round>`, one for each statement made."""
        submitted, seen = [], set()
        for call in self.calls(run):
            if call["operation"] == "ExecuteStatement" and call["id"] and call["id"] not in seen:
                seen.add(call["id"])
                submitted.append(call["statement_name"].split("/", 1)[1])
        return submitted

    def statuses(self, run):
        """What the warehouse says of each statement of a run, asked in the name of the role that ran it."""
        roles = {call["id"]: call["role"] for call in self.calls(run) if call["operation"] == "ExecuteStatement" and call["id"]}
        return {statement: self.describe(statement, role)["Status"] for statement, role in roles.items()}

    def describe(self, statement, role):
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "RedshiftData.DescribeStatement",
            "x-caller-role": f"arn:aws:iam::000000000000:role/{role}",
        }
        request = urllib.request.Request(f"{self.url}/", json.dumps({"Id": statement}).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())
