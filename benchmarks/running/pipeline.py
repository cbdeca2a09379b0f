"""Run the pipeline as `make repro` does: cells side by side, a failing cell stops no other, DVC keeps the record.

First everything up to the splits, strictly; then the stale cells; then the online experiment,
scores, tables, report and tracking; last a check that names failed cells and sets the exit status.
"""

import sys

import pyarrow.compute as pc
import pyarrow.parquet as pq
from dvc.cli import main as dvc

from benchmarks.config import load
from benchmarks.contract import names, paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.running import cells


def run(benchmark: str | None, baseline: str | None, jobs: int) -> None:
    """Run all cells, or those of one benchmark or baseline.

    Raises UserError that names the cells that failed, after everything else is done.
    """
    settings = load.load()
    benchmarks = (
        [benchmark] if benchmark and settings.benchmark(benchmark) else list(settings.benchmarks)
    )
    baselines = [baseline] if baseline and settings.baseline(baseline) else list(settings.baselines)
    _dvc("repro", "--quiet", *([f"split@{benchmark}"] if benchmark else ["split"]))
    every = [(b, m) for b in settings.benchmarks for m in settings.baselines]
    cells.prune(every)
    stale = cells.stale(every)
    chosen = [(b, m) for b in benchmarks for m in baselines]
    todo = [cell for cell in chosen if cell in stale]
    if todo:
        cells.run(todo, jobs)
    else:
        print("cells: all up to date")
    waiting = [cell for cell in stale if cell not in chosen]
    if waiting:
        _dvc("repro", "--quiet", "--single-item", *(f"score@{name}" for name in benchmarks))
        _print_scores(benchmarks, baselines, settings.headline)
        print(
            f"{len(waiting)} other cells are not up to date; `make repro` runs them and renders the report."
        )
    else:
        _dvc(
            "repro",
            "--quiet",
            "--single-item",
            "download_logs",
            "score",
            "collect",
            "replicate",
            "online",
        )
        _dvc("repro", "--quiet", "--single-item", "report", "track")
        print(f"report: {paths.REPORTS / 'index.html'}")
    _check(chosen)


def _dvc(*arguments: str) -> None:
    """Run a DVC command in this process, which saves its start; a failure ends the pipeline after DVC's own message."""
    sys.stdout.flush()
    if dvc(list(arguments)) != 0:
        raise UserError(f"`dvc {' '.join(arguments)}` failed; what it printed is above.")


def _print_scores(benchmarks: list[str], baselines: list[str], headline: list[str]) -> None:
    """Print the headline metrics of the cells that were asked for, averaged over seeds."""
    for benchmark in benchmarks:
        path = paths.scores(benchmark) / "totals.parquet"
        if not path.exists():
            continue
        wanted = (pc.field("view") == "all") & pc.field("attribute").is_null()
        by_metric = pq.read_table(path, filters=wanted).group_by(["baseline", "metric", "k"])
        means = by_metric.aggregate([("value", "mean")]).to_pylist()
        value = {
            (row["baseline"], names.column_name(row["metric"], row["k"])): row["value_mean"]
            for row in means
        }
        print(benchmark)
        for baseline in baselines:
            numbers = [
                f"{metric} {value[baseline, metric]:.4f}"
                for metric in headline
                if (baseline, metric) in value
            ]
            print(f"  {baseline:16}", "  ".join(numbers) or "no scores")


def _check(chosen: list[cells.Cell]) -> None:
    """Name the cells that failed."""
    failures = {cell: paths.cell(*cell) / "failure.json" for cell in chosen}
    lines = [
        f"  {' '.join(cell)}: {read_json(path)['reason']}"
        for cell, path in failures.items()
        if path.exists()
    ]
    if lines:
        raise UserError(
            f"{len(lines)} of {len(chosen)} cells failed; run again to retry them:\n"
            + "\n".join(lines)
        )


def main(benchmark: str, baseline: str, jobs: int) -> None:
    """Run the pipeline; Ctrl+C keeps what is finished."""
    try:
        run(benchmark or None, baseline or None, max(1, jobs))
    except KeyboardInterrupt:
        print("\ninterrupted: finished cells are recorded; run again to go on", file=sys.stderr)
        sys.exit(130)
