"""Measure cells again: one at a time, so that each has the machine to itself."""

import os
from contextlib import closing
from pathlib import Path

from benchmarks.config import load
from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import file_digest, read_json
from benchmarks.running import cells, failure
from benchmarks.running.alone import alone
from benchmarks.running.cells import Cell
from benchmarks.running.choice import by_study, choose
from benchmarks.running.dvc_private import Stages, claimed
from benchmarks.running.executors.executor import Executor
from benchmarks.running.executors.local import Local

_IDLE = 0.5  # processes that want to run, up to which a machine counts as idle


def main(benchmark: str, baseline: str) -> None:
    """Measure the cells of some benchmarks and baselines, or all; names with commas between."""
    load_now = os.getloadavg()[0]
    if load_now > _IDLE:
        print(f"the machine has other work (load {load_now:.1f}); where a cell waits it is noted")
    for study, benchmarks in by_study(benchmark).items():
        paths.choose(study)
        chosen = choose(load.load(), benchmarks, baseline)
        with alone():
            _measure(chosen.cells)
    print("measured; `make repro` brings it into the report")


def _measure(chosen: list[Cell]) -> None:
    """Run cells that are up to date once more, and record what they cost."""
    with claimed() as stages:
        _measure_all(chosen, stages)


def _measure_all(chosen: list[Cell], stages: Stages) -> None:
    stale = [cell for cell in chosen if stages.is_stale(cells.stage_name(cell))]
    if stale:
        named = ", ".join(map(" ".join, stale))
        raise UserError(f"not up to date: {named}. Run `make repro` first, then measure.")
    try:
        with closing(Local(jobs=1)) as executor:
            for number, cell in enumerate(chosen, start=1):
                _run(cell, stages, executor)
                counted = f"[{number:{len(str(len(chosen)))}}/{len(chosen)}]"
                print(f"{counted} {' '.join(cell)}: {_told(cell)}", flush=True)
    finally:
        stages.write()


def _run(cell: Cell, stages: Stages, executor: Executor) -> None:
    """Run one cell; raise UserError where it fails or recommends something else than before."""
    before = _digests(paths.cell(*cell))
    task = stages.tasks[cells.stage_name(cell)]
    reason = failure.reason(task, executor.submit(task).result())
    if reason:
        raise UserError(f"{' '.join(cell)}: {reason}")
    if _digests(paths.cell(*cell)) != before:
        raise UserError(f"{' '.join(cell)}: other lists than before; `make repro` puts those back.")
    stages.add(task.name)


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: file_digest(path, "sha256") for path in folder.iterdir()}


def _told(cell: Cell) -> str:
    """Say what a cell took, over its seeds and folds."""
    runs = read_json(paths.measured(*cell))["runs"]
    cpu = sum(run["fit_cpu_seconds"] for run in runs)
    wall = sum(run["fit_seconds"] for run in runs)
    return f"fits {cpu:.2f} s of the processor, {wall:.2f} s by the clock" if runs else "no fit"
