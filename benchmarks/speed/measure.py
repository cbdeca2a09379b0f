"""`python -m benchmarks speed`: measure our work beside other libraries', and how it grows."""

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.contract.errors import UserError, unknown
from benchmarks.report.sections.provenance import project
from benchmarks.speed import beside, growth, pages, pipeline, scaled, table
from benchmarks.speed.process import Cost
from benchmarks.speed.table import Row
from benchmarks.speed.works import OURS, Work, works

SIZES = (0.1, 1.0, 10.0, 100.0)  # millions of interactions; the last one on request
_MILLION = 1_000_000
# At 100 million interactions these want more memory or hours than a machine like ours has.
_NOT_OF_THE_LARGEST = frozenset({"item_knn", "ease", "score", "collect"})


def main(work: str, sizes: str, runs: int, peers: str) -> None:
    """Measure all, or the works that were asked for, and renew their rows and the pages.

    work : names with commas; `growth` stands for the stages at each size, `pipeline` for those of
    this checkout after its cells, `cells` for these
    """
    by_name = {one.name: one for one in works()}
    every = [*by_name, "growth", "pipeline", pipeline.CELLS]
    chosen = [name.strip() for name in work.split(",")] if work else every
    for name in chosen:
        if name not in every:
            raise unknown("work", name, every, "--work")
    measured_at = _sizes(sizes)
    for name in chosen:
        if name in by_name:
            rows = _beside(by_name[name], Path(peers), runs)
            _keep(rows)
        elif name in ("pipeline", pipeline.CELLS):
            _keep(list(_pipeline(runs, cells=name == pipeline.CELLS)))
        else:
            for size in measured_at:
                _keep(list(_growth(size, runs)))
    print("speed: reports/speed.csv, reports/speed.md")


def _sizes(text: str) -> list[float]:
    """Read millions of interactions with commas between."""
    try:
        sizes = [float(part) for part in text.split(",") if part]
    except ValueError:
        sizes = []
    if not sizes or not set(sizes) <= set(SIZES):
        known = ", ".join(f"{size:g}" for size in SIZES)
        raise UserError(f"--sizes {text}: millions of interactions, of {known}, with commas.")
    return sizes


def _keep(measured: Sequence[Row]) -> None:
    """Put rows into speed.csv at once, so that nothing is lost if the next work fails."""
    rows = table.renewed(table.read(), measured, _titles())
    table.write(rows)
    pages.write(rows, SIZES)


def _titles() -> list[str]:
    """Return the titles of all works in the order of the table."""
    of_growth = [growth.title(stage, size) for size in SIZES for stage in scaled.STAGES]
    return [*(work.title for work in works()), *pipeline.TITLES, *of_growth]


def _beside(work: Work, peers: Path, n_runs: int) -> list[Row]:
    """Measure a work by all tools that are there, and name those that are not."""
    absent = [tool.name for tool in work.tools if not tool.python(peers).exists()]
    if absent:
        print(f"{work.name}: without {', '.join(absent)}; `make peers` installs them into {peers}/")
    rows = []
    for tool, runs in beside.measure(work, peers, n_runs).items():
        costs = [Cost(run.cpu_seconds, run.peak_mib, "") for run in runs]
        rows.append(_row(work.title, tool.name, runs[0].version, costs))
    return rows


def _growth(size: float, n_runs: int) -> Iterator[Row]:
    """Measure the stages on made-up data of one size."""
    largest = size == max(SIZES)
    leave_out = _NOT_OF_THE_LARGEST if largest else frozenset()
    with tempfile.TemporaryDirectory() as folder:
        scratch = scaled.Scratch(Path(folder), round(size * _MILLION))
        rounds = [dict(scratch.run(leave_out)) for _ in range(1 if largest else n_runs)]
    for stage in rounds[0]:
        costs = [of_round[stage] for of_round in rounds]
        yield _row(growth.title(stage, size), OURS, project().version, costs)


def _pipeline(n_runs: int, cells: bool) -> Iterator[Row]:
    """Measure stages of this checkout, whose results stay what they are."""
    for title, costs in pipeline.measure(n_runs, cells):
        yield _row(title, OURS, project().version, costs)


def _row(title: str, tool: str, version: str, costs: Sequence[Cost]) -> Row:
    """Return the medians of some runs, and say them."""
    seconds = statistics.median(cost.cpu_seconds for cost in costs)
    memory = statistics.median(cost.peak_mib for cost in costs)
    print(f"{title}, {tool}: {seconds:.2f} CPU s, {memory:,.0f} MiB", flush=True)
    return {
        "work": title,
        "tool": tool,
        "version": version,
        "cpu_seconds": seconds,
        "peak_mib": memory,
        "runs": len(costs),
    }
