"""Change the code by one operator or number at a time and see whether a test notices.

    python -m tools.mutants run PACKAGE [--most 500] [--seed 0] [--again]
    python -m tools.mutants show PACKAGE

`run` tries the mutants of benchmarks/PACKAGE with the tests of tests/PACKAGE and the doctests, in
an order that the seed says, and goes on where it stopped; with `--again` those that were not caught
also with all other tests that import the package. It works in a copy of the checkout; the session
lies in runs/mutants/. `show` prints the share that was caught, and the others as diffs.
Needs what the lock does not have: `pip install cosmic-ray coverage` in an environment beside.
"""

import argparse

from tools.mutants import run, shown


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants")
    parser.add_argument("command", choices=("run", "show"))
    parser.add_argument("package", help="a folder of benchmarks/")
    parser.add_argument("--most", type=int, help="so many are tried in all; every one if absent")
    parser.add_argument("--seed", type=int, default=0, help="in which order")
    parser.add_argument("--again", action="store_true", help="those that were not caught, first")
    asked = parser.parse_args()
    if asked.command == "show":
        shown.show(asked.package)
    else:
        run.run(asked.package, asked.most, asked.seed, asked.again)


if __name__ == "__main__":
    main()
