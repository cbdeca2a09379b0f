"""Command `tune`: search parameters on the validation part and write what was chosen.

A search is a task of its own, wherever it runs: each of its trials needs those before it, so its
proposals are the same everywhere.
"""

import time
from concurrent.futures import as_completed
from dataclasses import replace

from benchmarks.config import load
from benchmarks.config.study import resolved
from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.names import listed
from benchmarks.running.executors import engines
from benchmarks.running.executors.executor import Executor, Task
from benchmarks.running.progress import tell
from benchmarks.tuning.chosen import write_choice
from benchmarks.tuning.search import require_validation, search, tuning_of

Cell = tuple[str, str]


def main(
    benchmark: str, baseline: str, jobs: int, engine: str | None, scheduler: str, here: bool
) -> None:
    """Search in this process, or let a task search each cell."""
    asked = listed(benchmark)
    if asked and set(asked) <= set(load.extra_benchmarks()):
        paths.choose(paths.EXTRA)
    settings = load.load()
    study = resolved(settings)
    if here:
        search(benchmark, baseline, study)
        return
    cells = tunable(study, asked, listed(baseline))
    with engines.executor(engine or settings.engine, scheduler, jobs) as executor:
        tune_all(cells, list(study.baselines), executor)


def tune_all(cells: list[Cell], order: list[str], executor: Executor) -> None:
    """Search cells and write what was chosen, in the order of baselines.

    Raises UserError that names the searches that failed, after the others have ended.
    """
    failures = []
    start = time.monotonic()
    running = {executor.submit(_task(*cell)): cell for cell in cells}
    for done, future in enumerate(as_completed(running), start=1):
        cell = running[future]
        name = " ".join(cell)
        outcome = future.result()
        said = outcome.printed.strip() or f"{name} FAILED"
        seconds = time.monotonic() - start
        print(f"[{done}/{len(cells)}] {seconds:6.0f} s  {said}", flush=True)
        tell(replace(outcome, printed=""))
        if outcome.status != 0:
            lines = outcome.errors.strip().splitlines() or [f"status {outcome.status}"]
            failures.append(f"  {name}: {lines[-1]}")
        elif paths.trials(*cell).exists():
            write_choice(*cell, order=order)
    if failures:
        names = "\n".join(failures)
        raise UserError(f"{len(failures)} searches failed:\n{names}")


def tunable(study: Study, benchmarks: list[str], baselines: list[str]) -> list[Cell]:
    """Return the cells that were asked for and have something to search."""
    spaces = tuning_of(study).search
    for name in benchmarks:
        study.benchmark(name)  # an unknown one is an error
    for name in baselines:
        study.baseline(name)
    wanted = benchmarks or list(study.benchmarks)
    for name in wanted:
        require_validation(study, name)
    searched = [name for name in baselines or spaces if name in spaces]
    if not searched:
        asked = ", ".join(baselines) or "no baseline"
        raise UserError(
            f"baselines/: {asked} has no search space; give its class `Model` one as `search`."
        )
    return [(name, model) for name in wanted for model in searched]


def _task(benchmark: str, baseline: str) -> Task:
    """Return the search of a cell; it goes on where its journal ends."""
    extra = ("--extra",) if paths.is_extra() else ()
    cell = (benchmark, baseline)
    journal = paths.journal(*cell)
    return Task(
        name=f"tune@{benchmark}-{baseline}",
        command=(*extra, "tune", "--benchmark", benchmark, "--baseline", baseline, "--here"),
        inputs=(paths.train(benchmark), paths.tuned(benchmark), journal),
        outputs=(journal, paths.trials(*cell), paths.trial_seconds(*cell)),
    )
