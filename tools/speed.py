"""Time the scoring of each benchmark, and its tables, on the cells that are there: medians.

    python -m tools.speed [--runs 3] [benchmark …]

Results are written as always, so nothing changes. Timings are noisy on a busy machine; compare
within one run.
"""

import argparse
import statistics
import subprocess
import sys
import time

from benchmarks.config import load


def seconds(*command: str) -> float:
    """Return the wall time of a module run by itself."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", *command], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print a line for each benchmark, and one for the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("benchmark", nargs="*", default=list(load.load().benchmarks))
    arguments = parser.parse_args()
    jobs = {f"score {name}": ("benchmarks", "score", name) for name in arguments.benchmark}
    jobs |= {f"collect {name}": ("benchmarks", "collect", name) for name in arguments.benchmark}
    jobs["tables"] = ("benchmarks", "tables")
    for name, command in jobs.items():
        runs = [seconds(*command) for _ in range(arguments.runs)]
        each = ", ".join(f"{run:.1f}" for run in runs)
        print(f"{name:28} {statistics.median(runs):6.1f} s  (of {each})")


if __name__ == "__main__":
    main()
