"""Tests of compare.py: `python3 -m unittest e2e.test_compare`, started in deploy/tests."""

import json
import unittest

from e2e.compare import differences

RUN = "2026-11-22T07-30-00Z-4f2a91c3"


def folder(**changed):
    record = {"query": "Tables", "statement": "s1", "ended_at": "2026-11-22T07:30:05Z", "outcome": "finished"}
    manifest = {"run": RUN, "files": [{"key": "csv/T.csv", "sha256": "c"}, {"key": "findings.json", "sha256": "f"}]}
    files = {
        "csv/T.csv": b"a\r\n1\r\n",
        "records/T/1-1.json": json.dumps(record | changed).encode(),
        "run-manifest.json": json.dumps(manifest).encode(),
        "report.html": f"<p>{RUN} at 2026-11-22 07:30 took 3 s".encode(),
    }
    return files


class Compares(unittest.TestCase):
    def test_ids_and_times_may_differ(self):
        other = folder(statement="s2", ended_at="2026-11-23T00:00:00Z")
        other["report.html"] = b"<p>2026-11-23T00-00-00Z-00000000 at 2026-11-23 00:00 took 250 ms"
        self.assertEqual(differences(folder() | {"driver.lock": b""}, other), [])

    def test_a_duration_may_have_two_parts(self):
        for took in (b"1 min 20 s", b"2 h 5 min", b"60 s"):
            other = folder()
            other["report.html"] = other["report.html"].replace(b"3 s", took)
            self.assertEqual(differences(folder(), other), [], took)

    def test_an_id_that_is_absent_is_a_difference(self):
        self.assertEqual(len(differences(folder(), folder(statement=None))), 1)

    def test_everything_else_is_a_difference(self):
        for name, data in [
            ("csv/T.csv", b"a\r\n2\r\n"),
            ("records/T/1-1.json", folder(outcome="failed")["records/T/1-1.json"]),
            ("report.html", b"<p>another"),
            ("run-manifest.json", b'{"run": "x", "files": [{"key": "csv/T.csv", "sha256": "d"}]}'),
            ("errors/T.json", b"{}"),
        ]:
            with self.subTest(name):
                self.assertEqual(len(differences(folder(), folder() | {name: data})), 1)

    def test_the_age_of_a_snapshot_may_differ_and_nothing_else_of_it(self):
        def aged(age, size):
            row = [{"stringValue": "manual-41"}, {"stringValue": age}, {"stringValue": size}]
            page = f"<p>x\n<tr><td>manual-41<td>{age}<td>{size}\n<tr><td>T<td>1.25"
            csv = f"snapshot,age_hours,size\r\nmanual-41,{age},{size}\r\n"
            files = {"csv/Snapshots.csv": csv.encode(), "findings.json": json.dumps({"rows": [row]}).encode()}
            return folder() | files | {"report.html": page.encode()}

        self.assertEqual(differences(aged("41.25", "7"), aged("41.31", "7")), [])
        self.assertEqual(len(differences(aged("41.25", "7"), aged("41.25", "8"))), 3)
        other = aged("41.25", "7")
        other["report.html"] = other["report.html"].replace(b"1.25", b"1.35")
        self.assertEqual(len(differences(aged("41.25", "7"), other)), 1)


if __name__ == "__main__":
    unittest.main()
