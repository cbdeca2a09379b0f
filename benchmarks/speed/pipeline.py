"""What the stages after the cells cost on this checkout, and a run with nothing to do."""

import sys
from collections.abc import Iterator

from benchmarks.config import load
from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.speed import process
from benchmarks.speed.process import Cost

_OF_BENCHMARKS = ("score", "collect")
_WHOLE = ("tables", "replicate", "online", "report", "track")
_NOTHING = "repro, nothing to do"
TITLES = [f"{stage}: all of the default study" for stage in (*_OF_BENCHMARKS, *_WHOLE)]
TITLES.append(_NOTHING)


def measure(n_runs: int) -> Iterator[tuple[str, list[Cost]]]:
    """Run each stage again, on what is there, and yield what it cost."""
    if not paths.REPORTS.joinpath("provenance.json").exists():
        raise UserError("the pipeline has not run here; `make repro` runs it.")
    for title, commands in _commands().items():
        yield title, [_cost(commands) for _ in range(n_runs)]


def _commands() -> dict[str, list[tuple[str, ...]]]:
    """Return the commands of each row of the table."""
    settings = load.load()
    benchmarks = list(settings.benchmarks)
    planned = settings.online.plan.benchmarks if settings.online else []
    of_stage: dict[str, list[tuple[str, ...]]] = {}
    for stage in _OF_BENCHMARKS:
        of_stage[stage] = [(stage, name) for name in benchmarks]
    for stage in _WHOLE:
        of_stage[stage] = [(stage,)]
    of_stage["online"] = [*(("online_plans", name) for name in planned), ("online",)]
    named = dict(zip(TITLES, of_stage.values(), strict=False))
    return {**named, _NOTHING: [("repro",)]}


def _cost(commands: list[tuple[str, ...]]) -> Cost:
    """Run commands one after the other; their seconds add up, their largest peak counts."""
    costs = [process.run([sys.executable, "-m", "benchmarks", *one]) for one in commands]
    seconds = sum(cost.cpu_seconds for cost in costs)
    return Cost(seconds, max(cost.peak_mib for cost in costs), "")
