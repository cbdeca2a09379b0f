"""Stage `fit`: run one cell by its plan."""

import traceback
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.documents import CellPlan
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import file_digest, whole_folder, write_json
from benchmarks.protocol.run import run


def fit(benchmark: str, baseline: str) -> None:
    """Write a cell's folder and what it cost.

    A cell that fails leaves only `failure.json` in its folder, and the error goes on to end the
    stage.
    """
    folder = paths.cell(benchmark, baseline)
    try:
        plan = CellPlan.read(paths.plan(benchmark, baseline))
        _require_planned_code(plan)
        with whole_folder(folder) as unfinished:
            costs = run(plan, paths.train(benchmark), unfinished)
        write_json(paths.measured(benchmark, baseline), costs)
    except (Exception, SystemExit) as error:
        reason = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
        with whole_folder(folder) as failed:
            write_json(failed / "failure.json", {"reason": reason})
        raise


def _require_planned_code(plan: CellPlan) -> None:
    """Stop where a file is no longer as planned: DVC would take what it gives for the older one's.

    What a plan names that is no file of the checkout is another package, by its version.
    """
    for name, digest in plan.code.items():
        path = Path(name)
        if path.is_file() and file_digest(path, "sha256") != digest:
            raise UserError(f"{name} has changed since {plan.benchmark} was planned; run again.")


def main(benchmark: str, baseline: str) -> None:
    """Run a cell; an error of a baseline is shown with its traceback."""
    try:
        fit(benchmark, baseline)
    except UserError:
        raise
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        raise UserError(f"{benchmark} {baseline}: {type(error).__name__}: {error}") from error
