"""`make repro`: `dvc repro`, with cells side by side and failures that do not stop others.

In order: everything up to the splits, strictly; then the stale cells; then what is made of them;
last a check that names failed cells and sets the exit status. DVC keeps the record.
"""

import sys
from collections import Counter
from collections.abc import Iterable

from benchmarks.config import load
from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.running import cells, dvc, publish, shortly
from benchmarks.running.choice import Choice, by_study, choose
from benchmarks.stages import tables

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
AFTER_EXTRA = (("submissions", "score", "collect", "tables"),)


def run(benchmarks: str, baselines: str, jobs: int) -> None:
    """Run all cells of the study, or those of a part.

    Raises UserError that names the cells that failed, after everything else is done.
    """
    settings = load.load()
    publish.FOLDER.mkdir(parents=True, exist_ok=True)  # the report depends on it, also if empty
    chosen = choose(settings, benchmarks, baselines)
    every = cells.in_order(settings.benchmarks, settings.baselines)
    if any(block.defined_in for block in settings.baselines.values()):
        dvc.repro(*SETTINGS, force=True)  # DVC cannot watch the files of another package
    dvc.repro(*SETTINGS, *_splits(chosen, settings))
    cells.prune(every)
    stale = cells.stale(every)
    _run_cells([cell for cell in chosen.cells if cell in stale], jobs)
    waiting = [cell for cell in stale if cell not in chosen.cells]
    if waiting:
        _end_of_part(chosen, waiting, settings)
    elif paths.is_extra():
        _end_of_extra(chosen, settings)
    else:
        for stages in AFTER:
            dvc.repro(*stages, alone=True)
        if benchmarks or baselines:
            _print_tables(chosen, settings)
        print(f"report: {paths.REPORTS / 'index.html'}")
    _check(chosen.cells)


def _splits(chosen: Choice, settings: Params) -> list[str]:
    """Return the stages that divide the data of what was chosen."""
    if set(chosen.benchmarks) == set(settings.benchmarks):
        return ["split"]
    return [f"split@{name}" for name in chosen.benchmarks]


def _run_cells(todo: list[cells.Cell], jobs: int) -> None:
    if todo:
        cells.run(todo, jobs)
    else:
        print("cells: all up to date")


def _end_of_part(chosen: Choice, waiting: list[cells.Cell], settings: Params) -> None:
    """Score a part and print it; put into the tables what is up to date as a whole."""
    for stage in ("submissions", "score", "collect"):
        dvc.repro(*(f"{stage}@{name}" for name in chosen.benchmarks), alone=True)
    _print_tables(chosen, settings)
    count = Counter(benchmark for benchmark, _ in waiting)
    whole = [name for name in chosen.benchmarks if name not in count]
    if whole and not paths.is_extra():
        tables.update(whole)
        print(f"tables: the rows of {', '.join(whole)} in {paths.REPORTS}/ are renewed")
    stale = ", ".join(f"{number} of {name}" for name, number in count.items())
    again = "make repro EXTRA=1" if paths.is_extra() else "make repro"
    print(f"not up to date: {stale}; `{again}` runs these cells and renders the report")


def _end_of_extra(chosen: Choice, settings: Params) -> None:
    """Make the tables of the extra study, and put them where the report reads them."""
    for stages in AFTER_EXTRA:
        dvc.repro(*stages, alone=True)
    _print_tables(chosen, settings)
    is_new = publish.publish()
    said = "renewed; `make repro` shows them" if is_new else "up to date"
    print(f"tables: {publish.FOLDER}/ {said}")


def _print_tables(chosen: Choice, settings: Params) -> None:
    """Print the headline metrics of the cells that were asked for, with intervals."""
    for view in settings.reported():
        if view.name in chosen.reported and view.everybody == "all":
            print("\n".join(shortly.table(view, chosen.baselines, settings.headline)))


def _check(chosen: Iterable[cells.Cell]) -> None:
    """Name the cells that failed."""
    lines = []
    every = list(chosen)
    for cell in every:
        path = paths.cell(*cell) / "failure.json"
        if path.exists():
            lines.append(f"  {' '.join(cell)}: {read_json(path)['reason']}")
    if lines:
        failed = f"{len(lines)} of {len(every)} cells failed; run again to retry them:"
        raise UserError("\n".join([failed, *lines]))


def main(benchmark: str, baseline: str, jobs: int) -> None:
    """Run each study that has what was asked for; Ctrl+C keeps what is finished."""
    failures = []
    try:
        for study, benchmarks in by_study(benchmark).items():
            paths.choose(study)
            try:
                run(benchmarks, baseline, jobs)
            except UserError as error:  # the other study is run all the same
                failures.append(str(error))
    except KeyboardInterrupt:
        print("\ninterrupted: finished cells are recorded; run again to go on", file=sys.stderr)
        sys.exit(130)
    if failures:
        raise UserError("\n".join(failures))
