"""Which part of a study was asked for: benchmarks by any name that they have, and baselines."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.config import load
from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.errors import unknown
from benchmarks.contract.names import listed
from benchmarks.running.cells import Cell, in_order


@dataclass(frozen=True)
class Choice:
    """What was asked for.

    reported : the names on the leaderboard, a view's own name among them
    benchmarks : those that must run for them; baselines : whose cells
    """

    reported: list[str]
    benchmarks: list[str]
    baselines: list[str]

    @property
    def cells(self) -> list[Cell]:
        """The cells that must run, in their order."""
        return in_order(self.benchmarks, self.baselines)


def choose(settings: Params, benchmarks: str, baselines: str) -> Choice:
    """Return what two lists with commas choose of a study; an empty one chooses all.

    Raises UserError for a name that is not there, with the nearest.
    """
    home = {view.name: view.benchmark for view in settings.reported()}
    reported = _reported(listed(benchmarks), home)
    wanted = set(listed(baselines))
    for name in wanted:
        settings.baseline(name)
    return Choice(
        reported=reported,
        benchmarks=list(dict.fromkeys(home[name] for name in reported)),
        baselines=[name for name in settings.baselines if name in wanted or not wanted],
    )


def _reported(asked: Iterable[str], home: dict[str, str]) -> list[str]:
    """Return the reported names that are meant: of a benchmark all its views.

    home : the benchmark that each reported name belongs to
    """
    meant: set[str] = set()
    for name in asked:
        of_benchmark = {view for view, benchmark in home.items() if benchmark == name}
        if not of_benchmark and name not in home:
            raise unknown("benchmark", name, {*home, *home.values()}, str(paths.PARAMS))
        meant |= of_benchmark or {name}
    return [name for name in home if name in meant or not asked]


def by_study(benchmarks: str) -> dict[str, str]:
    """Return the part of a list that each study has; an empty list is the default study's.

    Names that neither has are the default study's, which will say so.
    """
    if paths.is_extra():
        return {paths.EXTRA: benchmarks}
    extra = load.extra_benchmarks()
    of_extra = [name for name in listed(benchmarks) if name in extra]
    of_default = [name for name in listed(benchmarks) if name not in extra]
    parts = {paths.EXTRA: ",".join(of_extra)} if of_extra else {}
    return parts | ({"": ",".join(of_default)} if of_default or not of_extra else {})


def asked_again(target: str, **given: str | None) -> str:
    """Return the command by which all that was asked for is asked for again.

    >>> asked_again("repro", BENCHMARK="ml-100k", BASELINE="")
    'make repro BENCHMARK=ml-100k'
    """
    extra = "1" if paths.is_extra() and not given.get("BENCHMARK") else ""
    named = [(name, word) for name, word in {**given, "EXTRA": extra}.items() if word]
    return " ".join(["make", target, *(f"{name}={shlex.quote(word)}" for name, word in named)])
