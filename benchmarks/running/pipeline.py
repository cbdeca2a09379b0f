"""Run the pipeline as `make repro` does: cells side by side, a failing one stops no other.

First the settings and everything up to the splits, strictly; then the stale cells; then what is
made of them; last a check that names failed cells and sets the exit status. DVC keeps the record.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.config import load
from benchmarks.contract import names, paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.running import cells, dvc

# The order of stages: what says with what the others run, before anything else is asked; the data
# (`split`); the cells; and what is made of them, group by group.
SETTINGS = ("plan", "study")
AFTER = (
    (
        "download_logs",
        "submissions",
        "score",
        "collect",
        "tables",
        "replicate",
        "online_plans",
        "online",
    ),
    ("report", "track"),
)


def run(benchmark: str | None, baseline: str | None, jobs: int) -> None:
    """Run all cells, or those of one benchmark or baseline.

    Raises UserError that names the cells that failed, after everything else is done.
    """
    settings = load.load()
    benchmarks = _chosen(benchmark, settings.benchmarks, settings.benchmark)
    baselines = _chosen(baseline, settings.baselines, settings.baseline)
    every = cells.in_order(settings.benchmarks, settings.baselines)
    chosen = cells.in_order(benchmarks, baselines)
    dvc.repro(*SETTINGS, f"split@{benchmark}" if benchmark else "split")
    cells.prune(every)
    stale = cells.stale(every)
    _run_cells([cell for cell in chosen if cell in stale], jobs)
    waiting = len(set(stale) - set(chosen))
    if waiting:
        for stage in ("submissions", "score"):
            dvc.repro(*(f"{stage}@{name}" for name in benchmarks), alone=True)
        _print_scores(benchmarks, baselines, settings.headline)
        rest = "`make repro` runs them and renders the report."
        print(f"{waiting} other cells are not up to date; {rest}")
    else:
        for stages in AFTER:
            dvc.repro(*stages, alone=True)
        print(f"report: {paths.REPORTS / 'index.html'}")
    _check(chosen)


def _chosen(name: str | None, every: Iterable[str], check: Callable[[str], object]) -> list[str]:
    """Return the one that was asked for, if it exists, or all."""
    if not name:
        return list(every)
    check(name)
    return [name]


def _run_cells(todo: list[cells.Cell], jobs: int) -> None:
    if todo:
        cells.run(todo, jobs)
    else:
        print("cells: all up to date")


def _print_scores(benchmarks: list[str], baselines: list[str], headline: list[str]) -> None:
    """Print the headline metrics of the cells that were asked for, averaged over seeds."""
    for benchmark in benchmarks:
        path = paths.scores(benchmark) / "totals.parquet"
        if not path.exists():
            continue
        value = _means(path)
        print(benchmark)
        for baseline in baselines:
            scored = [metric for metric in headline if (baseline, metric) in value]
            numbers = [f"{metric} {value[baseline, metric]:.4f}" for metric in scored]
            print(f"  {baseline:16}", "  ".join(numbers) or "no scores")


def _means(path: Path) -> dict[tuple[str, str], float]:
    """Return the totals of everybody by baseline and metric, averaged over seeds and folds."""
    everybody = (pc.field("view") == "all") & pc.field("attribute").is_null()
    by_metric = pq.read_table(path, filters=everybody).group_by(["baseline", "metric", "k"])
    means = {}
    for row in by_metric.aggregate([("value", "mean")]).to_pylist():
        metric = names.column_name(row["metric"], row["k"])
        means[row["baseline"], metric] = row["value_mean"]
    return means


def _check(chosen: list[cells.Cell]) -> None:
    """Name the cells that failed."""
    lines = []
    for cell in chosen:
        path = paths.cell(*cell) / "failure.json"
        if path.exists():
            lines.append(f"  {' '.join(cell)}: {read_json(path)['reason']}")
    if lines:
        failed = f"{len(lines)} of {len(chosen)} cells failed; run again to retry them:"
        raise UserError("\n".join([failed, *lines]))


def main(benchmark: str, baseline: str, jobs: int) -> None:
    """Run the pipeline; Ctrl+C keeps what is finished."""
    try:
        run(benchmark or None, baseline or None, max(1, jobs))
    except KeyboardInterrupt:
        print("\ninterrupted: finished cells are recorded; run again to go on", file=sys.stderr)
        sys.exit(130)
