"""Runs the cases and prints their table."""

import argparse
import pathlib
import shutil
import signal
import sys

from . import cases, proof, suite  # noqa: F401  (importing the suite registers its cases)
from .processes import target_folder
from .stage import Stage, package
from .world import World, unsupported_types


def main():
    parser = argparse.ArgumentParser(prog="deploy/tests/run", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave everything running until Enter is pressed")
    parser.add_argument("--dist", type=pathlib.Path, help="a folder of deploy/package")
    parser.add_argument("words", nargs="*", metavar="CASE", help="only cases whose names hold one of the words")
    given = parser.parse_args()

    # Whoever ends this ends what it started as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = target_folder() / "aws-tests"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    dist = given.dist or package(folder / "dist")
    for kind, reason in unsupported_types().items():
        print(f"not tested here: {kind}: {reason}")
    world = World(folder)
    try:
        results = cases.run(Stage(world, dist), given.words)
        results.append(proof.of_policies(world, whole=not given.words))
        text = cases.table(results)
        (folder / "table.md").write_text(text + "\n")
        print("\n" + text)
        if given.keep:
            input(f"\n{world.url} (logs in {folder}); Enter ends it ")
    finally:
        world.stop()
    failed = sum(result.error is not None for result in results)
    print(f"\n{len(results) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not results else 0)


if __name__ == "__main__":
    main()
