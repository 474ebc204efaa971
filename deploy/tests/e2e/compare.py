"""Holds the run folder of one driver against that of the other, for the same pack and the same warehouse.

Same findings, same CSV and result bytes, same manifests and records: only ids and times may differ. Everything that
may differ is named here; any other difference is an error.
"""

import json
import re

# Only one process works in a local folder, so a lock lies there; on S3 the state documents are swapped by their ETag.
LOCAL_ONLY = {"driver.lock"}
# One mail for each run, whoever asks for it: a note keeps the second from being sent. One machine sends none yet.
AWS_ONLY = {"notified.json"}
# Members that hold a time or an id, wherever they stand.
TIMES = {"started_at", "submitted_at", "ended_at", "closed_at", "as_of", "at", "since", "deadline", "rests_until"}
IDS = {"run", "statement", "statement_name", "driver"}
# Who drove is no part of what was found: the address (with the role to take on) and the user that it leads to.
ACCESS = {"warehouse", "user"}
# How often a driver looks is its own affair; the usual is not written down.
PACE = {"poll"}
# A swapped document counts its swaps, and a run that was taken over says so.
SWAPS = {"version", "resumed"}
# Files whose bytes are compared as they are; all others hold ids or times.
SAME_BYTES = ("csv/", "results/", "scripts/", "pack/")
# The age of a snapshot is counted to the beginning of the run: `results/Snapshots.json`, and lines that name one.
SNAPSHOT = re.compile(r"\bage_hours\b|\b(automated|manual)-\d+\b")
# The policy names the style by its hash, and the style names the run for printed sheets.
HASH = re.compile(r"'sha256-[^']+'")
AGE = re.compile(r"\b\d+\.\d\d\b")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?( ?UTC|Z)?")
RUN = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}")
STATEMENT = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
# `250 ms`, `3 s`, `1 min 20 s`, `2 h 5 min`.
DURATION = re.compile(r"\b\d+(\.\d+)? ?(ms|s|min|h)\b( \d+ (s|min)\b)?")


def normal(value):
    """A document without what may differ; absent ids stay absent."""
    if isinstance(value, dict):
        if is_aged(value.get("key")):
            return {"key": value["key"]}
        return {name: normal_member(name, item) for name, item in sorted(value.items()) if name not in PACE}
    if isinstance(value, list):
        items = [normal(item) for item in value]
        return [without_age(item) for item in items] if any(names_snapshot(item) for item in items) else items
    return value


def names_snapshot(cell):
    return isinstance(cell, dict) and bool(SNAPSHOT.search(str(cell.get("stringValue", ""))))


def without_age(cell):
    """A cell of a row about a snapshot."""
    text = cell.get("stringValue") if isinstance(cell, dict) else None
    return {"stringValue": "<age>"} if isinstance(text, str) and AGE.fullmatch(text) else cell


def normal_member(name, item):
    if name in SWAPS:
        return "..."
    if name in TIMES | IDS | ACCESS and item is not None:
        return f"<{name}>"
    if name == "files" and isinstance(item, list):
        return [normal_file(file) for file in item if file["key"] not in AWS_ONLY]
    return normal(item)


def normal_file(file):
    """A fingerprint stands for bytes that are the same only where the bytes are compared."""
    is_same = file["key"].startswith(SAME_BYTES) and not is_aged(file["key"])
    return file if is_same else {"key": file["key"]}


def is_aged(key):
    return key in ("csv/Snapshots.csv", "results/Snapshots.json")


def normal_page(text):
    text = HASH.sub("<hash>", STATEMENT.sub("<statement>", RUN.sub("<run>", text)))
    lines = [AGE.sub("<age>", line) if SNAPSHOT.search(line) else line for line in text.split("\n")]
    text = "\n".join(lines)
    return DURATION.sub("<duration>", TIME.sub("<time>", text))


def differences(local, remote):
    """What differs between two folders, `{path: bytes}`: a line each."""
    local = {name: data for name, data in local.items() if name not in LOCAL_ONLY}
    found = [f"only the local driver wrote {name}" for name in sorted(local.keys() - remote.keys())]
    found += [f"only the AWS driver wrote {name}" for name in sorted(remote.keys() - local.keys() - AWS_ONLY)]
    for name in sorted(local.keys() & remote.keys()):
        if difference := difference_of(name, local[name], remote[name]):
            found.append(f"{name}: {difference}")
    return found


def difference_of(name, local, remote):
    if is_aged(name):
        local, remote = (AGE.sub("<age>", data.decode()) for data in (local, remote))
        return first_line(local, remote)
    if name.startswith(SAME_BYTES):
        return None if local == remote else f"{len(local)} bytes locally, {len(remote)} on AWS, not the same"
    if name.endswith(".json"):
        return first_difference(normal(json.loads(local)), normal(json.loads(remote)))
    return first_line(normal_page(local.decode()), normal_page(remote.decode()))


def first_difference(local, remote, place=""):
    if isinstance(local, dict) and isinstance(remote, dict):
        for name in sorted(local.keys() | remote.keys()):
            if name not in local or name not in remote:
                return f"{place}.{name} is only {'on AWS' if name in remote else 'local'}"
            if found := first_difference(local[name], remote[name], f"{place}.{name}"):
                return found
        return None
    if isinstance(local, list) and isinstance(remote, list) and len(local) == len(remote):
        for index, (one, other) in enumerate(zip(local, remote)):
            if found := first_difference(one, other, f"{place}[{index}]"):
                return found
        return None
    return None if local == remote else f"{place} is {json.dumps(local)[:200]} locally, {json.dumps(remote)[:200]} on AWS"


def first_line(local, remote):
    for number, (one, other) in enumerate(zip(local.splitlines(), remote.splitlines()), 1):
        if one != other:
            return f"line {number} is {one[:200]!r} locally, {other[:200]!r} on AWS"
    return None if local == remote else "one is longer than the other"
