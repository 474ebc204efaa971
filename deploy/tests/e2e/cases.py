"""What a case is, and the table of all of them."""

import dataclasses
import time
import traceback

REGISTERED = []


@dataclasses.dataclass
class Result:
    """How one case went."""

    name: str
    seconds: float
    error: str | None
    # What the case wants shown: transitions, calls, numbers.
    notes: list


class Notes(list):
    """What a case measured; `notes(text)` adds a line."""

    def __call__(self, text):
        self.append(text)


def case(title):
    """Registers a function `(stage, notes)` as a case; a case passes unless it raises."""

    def register(function):
        REGISTERED.append((title, function))
        return function

    return register


def attempt(stage, function):
    """Runs a case once: its error or None, and what it noted."""
    notes, error = Notes(), None
    try:
        function(stage, notes)
    except Exception:
        error = traceback.format_exc()
        print(error, flush=True)
    finally:
        stage.world.emulator.no_faults()
    return error, notes


def run(stage, wanted):
    """Runs the cases whose names hold one of the words; all without words. One that fails has a second chance."""
    results = []
    for title, function in REGISTERED:
        if wanted and not any(word in function.__name__ for word in wanted):
            continue
        print(f"-- {function.__name__}: {title}", flush=True)
        began = time.monotonic()
        error, notes = attempt(stage, function)
        if error:
            # The cases watch clocks, processes and a local AWS on a machine that may be busy. The table says so.
            print("   failed; once more", flush=True)
            reason = error.strip().splitlines()[-1]
            error, notes = attempt(stage, function)
            notes(f"failed at first: {reason}")
        results.append(Result(function.__name__, time.monotonic() - began, error, notes))
        print(f"   {'failed' if error else 'passed'} after {results[-1].seconds:.1f} s", flush=True)
        for note in notes:
            print(f"   {note}", flush=True)
    return results


def table(results):
    """The cases as a Markdown table."""
    lines = ["| case | seconds | result | measured |", "| --- | ---: | --- | --- |"]
    for result in results:
        lines.append(
            f"| {result.name} | {result.seconds:.1f} | {'failed' if result.error else 'passed'} | {'; '.join(result.notes)} |"
        )
    return "\n".join(lines)
