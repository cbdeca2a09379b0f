"""`make repro`: `dvc repro`, with stages side by side and failures that do not stop others.

In order: everything up to the splits, strictly; then the stale cells and what is made of them, each
stage as soon as it can; last a check that names what failed and sets the exit status. DVC keeps the
record.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from benchmarks.config import load
from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.contract.removal import refuse_links_out
from benchmarks.running import cells, dvc, dvc_private, failure, order, publish, room, signals
from benchmarks.running.alone import alone
from benchmarks.running.choice import Choice, asked_again, by_study, choose
from benchmarks.running.clone import refuse_outside
from benchmarks.running.dvc_private import Stages, claimed, locked
from benchmarks.running.executors import engines
from benchmarks.running.executors.executor import Executor
from benchmarks.running.pool import Pool

# What says with what the others run: DVC cannot tell what is stale before it is there.
SETTINGS = ("plan", "study")
# What is made of the cells of a benchmark, whatever state other cells are in.
OF_PART = ("submissions", "score", "collect")


def run(benchmarks: str, baselines: str, jobs: int, engine: str | None, scheduler: str) -> None:
    """Run all cells of the study, or those of a part.

    Raises UserError that names what failed, after everything else is done.
    """
    refuse_links_out()
    settings = load.load()
    publish.FOLDER.mkdir(parents=True, exist_ok=True)  # the report depends on it, also if empty
    chosen = choose(settings, benchmarks, baselines)
    waiting: list[cells.Cell] = []
    failed: list[str] = []
    if gone := dvc_private.missing():
        _serially(gone)
    else:
        # first, as it begins with its imports while DVC looks
        executor = engines.executor(engine or settings.engine, scheduler, jobs)
        with executor as running, claimed() as stages, pool_of(stages, running) as pool:
            waiting = _side_by_side(pool, chosen, settings, jobs)
            failed = _failed_stages(pool)
    if not failed:
        _end(chosen, waiting, settings, is_part=bool(benchmarks or baselines))
    failed += _failed_cells(chosen.cells)
    if failed:
        raise UserError("\n".join(failed))


@contextmanager
def pool_of(stages: Stages, executor: Executor) -> Iterator[Pool]:
    """Yield a pool; keep what its stages took."""
    pool = Pool(stages, executor)
    try:
        yield pool
    finally:
        with suppress(UserError):  # no room for it: the next order is less good, no more
            if pool.seconds:
                order.keep(pool.seconds, stages.tasks)


def _serially(gone: list[str]) -> None:
    """Let DVC run all by its public commands, one stage at a time."""
    print(f"dvc: no longer has {', '.join(gone)}; all runs by `dvc repro`", file=sys.stderr)
    dvc.repro(*SETTINGS, "split")
    dvc.command("repro", "--ignore-errors", dvc.file_of())


def _side_by_side(pool: Pool, chosen: Choice, settings: Params, jobs: int) -> list[cells.Cell]:
    """Run what was chosen, and all if nothing else is stale; return the stale cells left."""
    if any(block.defined_in for block in settings.baselines.values()):
        pool.force(*SETTINGS)  # DVC cannot watch the files of another package
    until_split(pool, chosen.cells)
    every = cells.in_order(settings.benchmarks, settings.baselines)
    with locked():
        cells.prune(every)
    stale = [cell for cell in every if pool.is_behind(cells.stage_name(cell))]
    waiting = [cell for cell in stale if cell not in chosen.cells]
    _announce(pool, [cell for cell in stale if cell in chosen.cells], settings, jobs)
    if waiting:
        made = [f"{stage}@{name}" for stage in OF_PART for name in chosen.benchmarks]
        pool.run([*map(cells.stage_name, chosen.cells), *made])
    else:
        pool.run(pool.tasks)
    return waiting


def until_split(pool: Pool, chosen: Iterable[cells.Cell]) -> None:
    """Run all that must be right before any cell runs: settings, and what some cells need.

    Raises UserError where something of that fails.
    """
    fits = set(map(cells.stage_name, chosen))
    settings = pool.instances(*SETTINGS)
    run_all(pool, settings | order.upstream(pool.needs, fits) - fits)


def run_all(pool: Pool, names: Iterable[str]) -> None:
    """Run stages; raise UserError where one failed that is not a cell."""
    pool.run(names)
    if failed := _failed_stages(pool):
        raise UserError("\n".join(failed))


def _announce(pool: Pool, stale: list[cells.Cell], settings: Params, jobs: int) -> None:
    """Say how many cells will run, and the room that takes; what a cache holds is put in place."""
    if not stale:
        print("cells: all up to date")
        return
    missing = [cell for cell in stale if pool.must_run(cells.stage_name(cell))]
    refused = sum(cells.stage_name(cell) in pool.failures for cell in stale)
    restored = len(stale) - len(missing) - refused
    counts = f"{restored} from DVC's run cache, {len(missing)} to run, {jobs} at a time"
    print(f"cells: {counts}", flush=True)
    if missing:
        needed, short = room.told(missing, settings, jobs)
        print(f"room: {needed}", flush=True)
        for line in short:
            print(f"warning: {line}", file=sys.stderr, flush=True)


def _failed_stages(pool: Pool) -> list[str]:
    """Return lines that name the stages that failed, but for cells that say so themselves."""
    failed = pool.failures.items()
    untold = [(name, why) for name, why in failed if not failure.is_kept(pool.tasks[name])]
    return [f"{name} failed: {why}" for name, why in untold]


def _end(chosen: Choice, waiting: list[cells.Cell], settings: Params, is_part: bool) -> None:
    """Print what was asked for, and say where all of it stands.

    waiting : stale cells that were not chosen
    """
    if waiting:
        _end_of_part(chosen, waiting, settings)
    elif paths.is_extra():
        _end_of_extra(chosen, settings)
    else:
        if is_part:
            _print_tables(chosen, settings)
        print(f"report: {paths.REPORTS / 'index.html'}")


def _end_of_part(chosen: Choice, waiting: list[cells.Cell], settings: Params) -> None:
    """Print a part's scores; put into the tables what is up to date as a whole."""
    _print_tables(chosen, settings)
    count = Counter(benchmark for benchmark, _ in waiting)
    whole = [name for name in chosen.benchmarks if name not in count]
    if whole and not paths.is_extra():
        from benchmarks.stages import tables  # takes a second, which other runs need not wait

        tables.update(whole)
        print(f"tables: the rows of {', '.join(whole)} in {paths.REPORTS}/ are renewed")
    stale = ", ".join(f"{number} of {name}" for name, number in count.items())
    again = "make repro EXTRA=1" if paths.is_extra() else "make repro"
    print(f"not up to date: {stale}; `{again}` runs these cells and renders the report")


def _end_of_extra(chosen: Choice, settings: Params) -> None:
    """Print the scores of the extra study, and put its tables where the report reads them."""
    _print_tables(chosen, settings)
    is_new = publish.publish()
    said = "renewed; `make repro` shows them" if is_new else "up to date"
    print(f"tables: {publish.FOLDER}/ {said}")


def _print_tables(chosen: Choice, settings: Params) -> None:
    """Print the headline metrics of the cells that were asked for, with intervals."""
    from benchmarks.running import shortly  # as above

    for view in settings.reported():
        if view.name in chosen.reported and view.everybody == "all":
            print("\n".join(shortly.table(view, chosen.baselines, settings.headline)))


def _failed_cells(chosen: list[cells.Cell]) -> list[str]:
    """Return lines that name the cells that failed."""
    lines = []
    for cell in chosen:
        path = paths.cell(*cell) / "failure.json"
        if path.exists():
            lines.append(f"  {' '.join(cell)}: {read_json(path)['reason']}")
    counted = f"{len(lines)} of {len(chosen)} cells failed; run again to retry them:"
    return [counted, *lines] if lines else []


def main(benchmark: str, baseline: str, jobs: int, engine: str | None, scheduler: str) -> None:
    """Run each study that has what was asked for; what ends it early keeps what is finished."""
    refuse_outside()
    failures = []
    try:
        with alone():
            for study, benchmarks in by_study(benchmark).items():
                paths.choose(study)
                try:
                    run(benchmarks, baseline, jobs, engine, scheduler)
                except UserError as error:  # the other study is run all the same
                    failures.append(str(error))
    except KeyboardInterrupt as interruption:
        where = {"ENGINE": engine, "SCHEDULER": scheduler}
        again = asked_again("repro", BENCHMARK=benchmark, BASELINE=baseline, **where)
        print(f"\ninterrupted: finished cells are kept; `{again}` goes on", file=sys.stderr)
        signals.end_by(interruption)
    if failures:
        raise UserError("\n".join(failures))
