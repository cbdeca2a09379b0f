"""Run one cell: fit a baseline with each of its seeds, rank, predict, and say what it cost."""

import os
import resource
import sys
from pathlib import Path

import pyarrow as pa
from threadpoolctl import threadpool_limits

from benchmarks.contract import machine, tables
from benchmarks.contract.documents import CellPlan
from benchmarks.contract.files import write_json
from benchmarks.protocol import fitting, latency
from benchmarks.protocol.fitting import Costs, Results
from benchmarks.protocol.model import ModelClass
from benchmarks.protocol.queries import Questions
from benchmarks.protocol.training import Source

_THREADS = 1  # of every cell, so that figures do not depend on the machine's cores


def run(
    plan: CellPlan, model_class: ModelClass, source: Source, questions: Questions, folder: Path
) -> Costs:
    """Write a cell's files to `folder`, on one thread; return what was measured.

    source : what the split lets a fit see
    """
    fits = fitting.fits(plan)
    for fit in fits:
        fitting.make(plan, model_class, fit, seed=0)  # parameters are checked before any work
    before = os.getloadavg()[0]
    with threadpool_limits(limits=_THREADS):
        results, reason = fitting.run_folds(plan, model_class, source, questions)
        _write(plan, model_class.personalized, reason, results, folder)
        predictions = list(fitting.rate(results, questions, plan.baseline))
        if predictions:
            path = folder / "predictions.parquet"
            tables.write(path, pa.concat_tables(predictions), tables.PREDICTIONS)
        measured = _measured(results.costs, before)
        if results.first:  # last, as the peak is that of fits, and as the model is changed
            first, seconds = results.first, results.costs[0]["fit_seconds"]
            view = next(iter(fits[0].views.values()))
            measured |= latency.measure(
                first.model, first.train, first.asked, view, plan.baseline, seconds
            )
    return measured


def leave_out(plan: CellPlan, folder: Path) -> Costs:
    """Write why a cell is not wanted; it costs nothing."""
    _write(plan, None, plan.left_out, Results(), folder)
    return _measured([], os.getloadavg()[0])


def _write(
    plan: CellPlan,
    personalized: bool | None,
    reason: str | None,
    results: Results,
    folder: Path,
) -> None:
    """Write the state of the cell, and its lists."""
    state = {
        "parameters": plan.parameters,
        "variants": {name: variant.parameters for name, variant in plan.variants.items()},
        "origin": plan.origins(),
        "personalized": personalized,
        "seeds": plan.seeds,
        "not_applicable": reason,
    }
    write_json(folder / "cell.json", state)
    if results.lists:
        tables.write(folder / "lists.parquet", pa.concat_tables(results.lists), tables.LISTS)


def _measured(runs: list[Costs], load: float) -> Costs:
    """Return what runs took, and on what they were measured.

    load : processes that wanted to run as the cell began, a mean over the minute before
    """
    on = {**machine.kind(), "threads": _THREADS, "load": round(load, 2)}
    return {"runs": runs, "peak_mib": _peak_mib(), "machine": on}


def _peak_mib() -> float:
    """Return the largest resident size of this process so far."""
    units_per_mib = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / units_per_mib, 1)
