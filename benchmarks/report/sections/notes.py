"""What readers expect to be told of single baselines, where the numbers say so."""

from dataclasses import dataclass
from itertools import combinations

from benchmarks.contract import names
from benchmarks.protocol.model import RATINGS
from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.sections.leaderboard import Board, Line

BUYING_AGAIN, POPULARITY = "repeat", "popular"
PRECISIONS = "ap", "ap_hits"  # two metrics that the field calls average precision


@dataclass(frozen=True)
class Repeat:
    """What users had before leads and may be recommended again: the first line and the next."""

    first: Line
    second: Line


@dataclass(frozen=True)
class Reordered:
    """How two metrics order baselines.

    metrics : their names; pairs : of baselines; differently : how many of those they order unlike
    farthest : of the latter the pair whose places by both are farthest apart in sum, of several the
    farthest by the first metric; ahead by that one
    values : of the two by the first metric, then by the second; both empty where nothing differs
    """

    metrics: tuple[str, str]
    pairs: int
    differently: int
    farthest: tuple[str, ...]
    values: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Notes:
    """What holds on a benchmark.

    below_popular : baselines made to predict ratings that rank below popularity
    predictors : how many of those there are
    reordered : by two formulas of average precision; None where one of them is not computed
    masked : the baseline whose own items the view masks, so that popularity alone ranks the rest;
    "" for none
    """

    repeat: Repeat | None
    below_popular: list[str]
    predictors: int
    reordered: Reordered | None
    masked: str = ""


def notes(shown: Leaderboard, board: Board, inputs: Inputs) -> Notes:
    """Return what holds on a benchmark."""
    values = {row.baseline: row.headline.value for row in board.rows if row.headline}
    predictors = [name for name in values if not board.lower and _predicts(name, inputs)]
    floor = values.get(POPULARITY)
    below = [] if floor is None else [name for name in predictors if values[name] < floor]
    runners = _repeat(shown, board, inputs)
    masked = BUYING_AGAIN if BUYING_AGAIN in values and is_masked(shown, inputs) else ""
    return Notes(runners, below, len(predictors), _reordered(shown, inputs), masked)


def is_masked(shown: Leaderboard, inputs: Inputs) -> bool:
    """Tell whether a leaderboard's view masks all that buying again is about."""
    return inputs.settings.benchmark(shown.benchmark).views[shown.view].leaves_out_seen


def _predicts(name: str, inputs: Inputs) -> bool:
    """Tell whether a baseline's parameters are chosen by the errors of predicted ratings."""
    declared = inputs.settings.baselines.get(name)
    return declared is not None and declared.objective == RATINGS


def _repeat(shown: Leaderboard, board: Board, inputs: Inputs) -> Repeat | None:
    ranked = [row for row in board.rows if row.headline]
    if len(ranked) < 2 or ranked[0].baseline != BUYING_AGAIN or is_masked(shown, inputs):
        return None
    return Repeat(ranked[0], ranked[1])


def _reordered(shown: Leaderboard, inputs: Inputs) -> Reordered | None:
    """Compare the two average precisions, at the length of the lists of the report."""
    first, second = (
        names.column_name(metric, inputs.settings.list_length) for metric in PRECISIONS
    )
    numbers = [inputs.numbers(shown.name, metric) for metric in (first, second)]
    by_first, by_second = ({name: n.value for name, n in of.items()} for of in numbers)
    return reordered((first, second), by_first, by_second)


def reordered(
    compared: tuple[str, str], by_first: dict[str, float], by_second: dict[str, float]
) -> Reordered | None:
    """Return how two metrics order the baselines that have a number by both; ties order nothing.

    compared : the names of the metrics, of which higher is better
    """
    both = [name for name in by_first if name in by_second]
    if len(both) < 2:
        return None
    pairs = [
        (ahead, behind) if by_first[ahead] > by_first[behind] else (behind, ahead)
        for ahead, behind in combinations(both, 2)
    ]
    unlike = [
        (ahead, behind)
        for ahead, behind in pairs
        if by_first[ahead] > by_first[behind] and by_second[ahead] < by_second[behind]
    ]
    places = [_places({name: of[name] for name in both}) for of in (by_first, by_second)]
    farthest = max(unlike, key=lambda pair: _apart(pair, places), default=())
    values = tuple((of[farthest[0]], of[farthest[1]]) for of in (by_first, by_second) if farthest)
    return Reordered(compared, len(pairs), len(unlike), farthest, values)


def _apart(pair: tuple[str, str], places: list[dict[str, int]]) -> tuple[int, int]:
    """Return how many places a pair is apart by both metrics, and by the first."""
    name, other = pair
    by_each = [abs(of[name] - of[other]) for of in places]
    return sum(by_each), by_each[0]


def _places(values: dict[str, float]) -> dict[str, int]:
    """Return the place of each name, the highest value first."""
    order = sorted(values, key=lambda name: -values[name])
    return {name: place for place, name in enumerate(order)}
