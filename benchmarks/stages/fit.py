"""Stage `fit`: run one cell by its plan."""

import traceback

from benchmarks.contract import paths
from benchmarks.contract.documents import CellPlan
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import whole_folder, write_json
from benchmarks.protocol.run import run


def fit(benchmark: str, baseline: str) -> None:
    """Write a cell's folder and what it cost.

    A cell that fails leaves only `failure.json` in its folder, and the error goes on to end the
    stage.
    """
    folder = paths.cell(benchmark, baseline)
    try:
        plan = CellPlan.read(paths.plan(benchmark, baseline))
        with whole_folder(folder) as unfinished:
            costs = run(plan, paths.train(benchmark), unfinished)
        write_json(paths.measured(benchmark, baseline), costs)
    except (Exception, SystemExit) as error:
        reason = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
        with whole_folder(folder) as failed:
            write_json(failed / "failure.json", {"reason": reason})
        raise


def main(benchmark: str, baseline: str) -> None:
    """Run a cell; an error of a baseline is shown with its traceback."""
    try:
        fit(benchmark, baseline)
    except UserError:
        raise
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        raise UserError(f"{benchmark} {baseline}: {type(error).__name__}: {error}") from error
