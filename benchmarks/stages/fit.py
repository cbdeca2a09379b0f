"""Stage `fit`: run one cell by its plan, in a process of its own."""

import shutil
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.documents import CellPlan
from benchmarks.contract.errors import UserError, escaped, reason_of
from benchmarks.contract.files import file_digest, whole_folder, write_json
from benchmarks.contract.removal import remove
from benchmarks.contract.secrets import redacted
from benchmarks.isolation import watch
from benchmarks.isolation.limits import limits
from benchmarks.isolation.places import Places
from benchmarks.protocol.run import Costs, leave_out

# What lies below the root of the checkout and no fit may read: data, what other cells recommend,
# what DVC keeps of both.
_HIDDEN = ("data", "runs", paths.EXTRA, "exports", "submissions", ".dvc")
# What a cell must leave as it is, where nothing keeps it from writing there.
_CODE = ("benchmarks", "baselines")
_SHOWN = 20_000  # letters of a log


def fit(benchmark: str, baseline: str) -> None:
    """Write a cell's folder and what it cost; what it prints goes to `runs/logs/`.

    A cell that fails leaves only `failure.json` in its folder, and the error goes on to end the
    stage.
    """
    folder = paths.cell(benchmark, baseline)
    remove(paths.log(benchmark, baseline))
    try:
        plan = CellPlan.read(paths.plan(benchmark, baseline))
        _require_planned_code(plan)
        with whole_folder(folder) as unfinished:
            costs = leave_out(plan, unfinished) if plan.left_out else _run(plan, unfinished)
        write_json(paths.measured(benchmark, baseline), costs)
    except Exception as error:
        with whole_folder(folder) as failed:
            write_json(failed / "failure.json", {"reason": redacted(reason_of(error))})
        raise


def _run(plan: CellPlan, folder: Path) -> Costs:
    """Run a cell, watched; what it leaves beside its results is removed."""
    benchmark, log = plan.benchmark, paths.log(plan.benchmark, plan.baseline)
    log.parent.mkdir(parents=True, exist_ok=True)
    places = Places(
        train=paths.train(benchmark).absolute(),
        scratch=(folder / "scratch").absolute(),
        log=log.absolute(),
        hidden=tuple(Path(name).absolute() for name in _HIDDEN),
        closed=paths.closed(),
        watched=tuple(Path(name).absolute() for name in (*_CODE, paths.home() / "runs/measured")),
        filled=tuple((paths.home() / name).absolute() for name in ("data", "runs/fit")),
    )
    may_take = limits(paths.PARAMS, places.train, plan.seeds)
    costs = watch.run(plan, paths.ask(benchmark), places, may_take, folder)
    shutil.rmtree(places.scratch)
    return costs


def _require_planned_code(plan: CellPlan) -> None:
    """Stop where a file is no longer as planned: DVC would take what it gives for the older one's.

    What a plan names that is no file of the checkout is another package, by its version.
    """
    for name, digest in plan.code.items():
        path = Path(name)
        if path.is_file() and file_digest(path, "sha256") != digest:
            raise UserError(f"{name} has changed since {plan.benchmark} was planned; run again.")


def main(benchmark: str, baseline: str) -> None:
    """Run a cell and print what it printed."""
    try:
        fit(benchmark, baseline)
    finally:
        _show(paths.log(benchmark, baseline))


def _show(log: Path) -> None:
    """Print what a cell printed, the end of it if it is long; what cannot be is escaped."""
    if not log.exists():
        return
    text = escaped(log.read_bytes().decode("utf-8", errors="backslashreplace"))
    if len(text) > _SHOWN:
        text = f"… all of it is in {log}\n{text[-_SHOWN:]}"
    print(text, end="", flush=True)
