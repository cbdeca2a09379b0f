"""What readers expect to be told of single baselines, where the numbers say so."""

from dataclasses import dataclass

from benchmarks.protocol.model import RATINGS
from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.sections.leaderboard import Board, Line

BUYING_AGAIN, POPULARITY = "repeat", "popular"


@dataclass(frozen=True)
class Repeat:
    """What users had before leads and may be recommended again: the first line and the next."""

    first: Line
    second: Line


@dataclass(frozen=True)
class Notes:
    """What holds on a benchmark.

    below_popular : baselines made to predict ratings that rank below popularity
    predictors : how many of those there are
    """

    repeat: Repeat | None
    below_popular: list[str]
    predictors: int


def notes(shown: Leaderboard, board: Board, inputs: Inputs) -> Notes:
    """Return what holds on a benchmark."""
    values = {row.baseline: row.headline.value for row in board.rows if row.headline}
    predictors = [name for name in values if not board.lower and _predicts(name, inputs)]
    floor = values.get(POPULARITY)
    below = [] if floor is None else [name for name in predictors if values[name] < floor]
    return Notes(_repeat(shown, board, inputs), below, len(predictors))


def _predicts(name: str, inputs: Inputs) -> bool:
    """Tell whether a baseline's parameters are chosen by the errors of predicted ratings."""
    declared = inputs.settings.baselines.get(name)
    return declared is not None and declared.objective == RATINGS


def _repeat(shown: Leaderboard, board: Board, inputs: Inputs) -> Repeat | None:
    view = inputs.settings.benchmark(shown.benchmark).views[shown.view]
    ranked = [row for row in board.rows if row.headline]
    if len(ranked) < 2 or ranked[0].baseline != BUYING_AGAIN or view.leaves_out_seen:
        return None
    return Repeat(ranked[0], ranked[1])
