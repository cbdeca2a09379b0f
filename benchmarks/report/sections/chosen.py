"""Some baselines by some metrics: the numbers of a table that a paper takes."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.contract.errors import UserError
from benchmarks.report.inputs import EVERYBODY, Inputs, Leaderboard, Numbers
from benchmarks.report.labels import SUBMITTED
from benchmarks.report.rows import Estimate
from benchmarks.report.sections import verdicts
from benchmarks.report.sections.leaderboard import in_order
from benchmarks.report.sections.verdicts import Standing

BEST = 8  # baselines of a short table, beside the reference and what was handed in
ALL = "all"  # in place of the names of baselines
_NEAREST = 3  # names that an error offers


@dataclass(frozen=True)
class Number:
    """A number, None where there is none, and its mark: best, tied or ""."""

    estimate: Estimate | None
    mark: str


@dataclass(frozen=True)
class Chosen:
    """The numbers of baselines by metrics.

    lines : a baseline and its number by each metric, the leading one by the first metric first
    of : how many baselines of the leaderboard have a number
    standings : what the tests say, by metric
    best : how many of the lines are here as the best ones; 0 where they were chosen otherwise
    """

    board: Leaderboard
    metrics: list[str]
    lines: list[tuple[str, list[Number]]]
    of: int
    standings: dict[str, Standing]
    best: int = 0

    @property
    def baselines(self) -> list[str]:
        """The baselines in the order of the lines."""
        return [name for name, _ in self.lines]

    def first(self, n: int) -> "Chosen":
        """Return the same baselines by the first metrics alone."""
        lines = [(name, numbers[:n]) for name, numbers in self.lines]
        return replace(self, metrics=self.metrics[:n], lines=lines)


def everything(board: Leaderboard, inputs: Inputs) -> Chosen | None:
    """Return all baselines by the headline and coverage; None without any number."""
    metrics = [metric for metric in columns(inputs) if inputs.numbers(board.name, metric)]
    return _chosen(board, inputs, _ranked(board, inputs, metrics), metrics) if metrics else None


def best(board: Leaderboard, inputs: Inputs) -> Chosen | None:
    """Return the best, the reference and what was handed in, by the headline metrics they share.

    None without any number.
    """
    headline = [metric for metric in columns(inputs) if metric in inputs.settings.headline]
    metrics = [metric for metric in headline if inputs.numbers(board.name, metric)]
    if not metrics:
        return None
    ranked = _ranked(board, inputs, metrics[:1])
    handed_in = {cell.baseline for cell in inputs.cells[board.name] if cell.tier == SUBMITTED}
    kept = {*ranked[:BEST], inputs.settings.comparison.reference, *handed_in}
    names = [name for name in ranked if name in kept]
    shared = [metric for metric in metrics if _most_have(names, inputs.numbers(board.name, metric))]
    return replace(_chosen(board, inputs, names, shared), best=min(BEST, len(names)))


def _most_have(names: Sequence[str], numbers: Numbers) -> bool:
    return 2 * sum(name in numbers for name in names) >= len(names)


def asked(
    leaderboard: str, baselines: Sequence[str], metrics: Sequence[str], inputs: Inputs
) -> Chosen:
    """Return what somebody asked for; a name that is not there is a UserError.

    baselines, metrics : names; for none those of the short table; ALL for all baselines
    """
    boards = {board.name: board for board in inputs.shown}
    where = "report --table"
    board = boards[_known("leaderboard", leaderboard, boards, where)]
    short = best(board, inputs)
    if short is None:
        raise UserError(f"{where} {leaderboard}: it has no numbers yet; `make repro` makes them.")
    by_metric = {
        metric: numbers
        for (name, part, metric), numbers in inputs.estimates.items()
        if name == board.name and part == EVERYBODY
    }
    where = f"{where} {leaderboard}"
    wanted = [_known("metric", name, by_metric, where) for name in metrics] or short.metrics
    ranked = _ranked(board, inputs, wanted)
    named = [_known("baseline", name, [*ranked, ALL], where) for name in baselines]
    names = [name for name in ranked if ALL in named or name in (named or short.baselines)]
    return _chosen(board, inputs, names, list(dict.fromkeys(wanted)))


def columns(inputs: Inputs) -> list[str]:
    """Return the metrics of the full table: the headline, with coverage after those of lists."""
    headline = inputs.settings.headline
    lists = [metric for metric in headline if "@" in metric]
    reach = []
    if lists and "coverage" in inputs.settings.metrics:
        reach = [f"coverage@{lists[0].partition('@')[2]}"]
    return list(dict.fromkeys([*lists, *reach, *headline]))


def _ranked(board: Leaderboard, inputs: Inputs, metrics: Iterable[str]) -> list[str]:
    """Return the baselines that have a number, by the first metric that they have."""
    by_metric = [(metric, inputs.numbers(board.name, metric)) for metric in metrics]
    names = [name for metric, numbers in by_metric for name in in_order(numbers, metric)]
    return list(dict.fromkeys(names))


def _chosen(board: Leaderboard, inputs: Inputs, names: Sequence[str], metrics: list[str]) -> Chosen:
    standings = verdicts.standings(board.name, inputs)
    lines = [
        (name, [_number(board, metric, name, standings, inputs) for metric in metrics])
        for name in names
    ]
    return Chosen(board, metrics, lines, len(_ranked(board, inputs, columns(inputs))), standings)


def _number(
    board: Leaderboard,
    metric: str,
    baseline: str,
    standings: dict[str, Standing],
    inputs: Inputs,
) -> Number:
    mark = standings[metric].mark(baseline) if metric in standings else ""
    return Number(inputs.numbers(board.name, metric).get(baseline), mark)


def _known(kind: str, name: str, known: Iterable[str], where: str) -> str:
    """Return a name if it is known; raise UserError that offers the nearest ones."""
    names = list(known)
    if name in names:
        return name
    same = [other for other in names if other.partition("@")[0] == name]
    near = same or difflib.get_close_matches(name, names, n=_NEAREST, cutoff=0.3) or names
    raise UserError(f"{where}: no {kind} '{name}'. Nearest: {', '.join(near)}.")
