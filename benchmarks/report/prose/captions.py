"""What figures say to those who cannot see them, and below."""

from benchmarks.report.figures.all import Curves, DotPlot, Drawing, Scatter
from benchmarks.report.prose.introducing import Naming
from benchmarks.report.prose.words import PER_CENT, fixed, listed, plural
from benchmarks.report.sections.leaderboard import Board
from benchmarks.report.text import display

_COSTS = {
    "coverage": "What relevance costs in breadth",
    "content_diversity": "What relevance costs in variety",
    "request_ms_p50": "What relevance costs in waiting",
    "fit_seconds": "What relevance costs in training",
}


def alt(figure: Drawing, board: Board, naming: Naming) -> str:
    """Return what a screen reader says of a figure."""
    metric, name = display(board.metric), naming.benchmark
    if isinstance(figure, DotPlot):
        return _alt_dots(figure, metric, naming)
    if isinstance(figure, Scatter):
        return (
            f"Scatter plot of {metric} against {_against(figure.other)} of each baseline on "
            f"{name}; on the Pareto front: {listed(figure.front)}"
        )
    if figure.kind == "known":
        return (
            f"Line plot of {metric} over the number of interactions known of a new user, one line "
            f"for each baseline on {name}; the table above has all numbers"
        )
    return (
        f"Line plot of {_base(board)} over the length of the list, "
        f"one line for each baseline on {name}"
    )


def _alt_dots(figure: DotPlot, metric: str, naming: Naming) -> str:
    first, last = figure.first, figure.last
    ends = [f"{dot.name} with {fixed(dot.value)}" for dot in (first, last) if dot]
    return (
        f"Dot plot of {metric} of {plural(figure.n, 'baseline')} on {_where(figure, naming)}, "
        f"from {' to '.join(ends)}; the table above has all numbers"
    )


def caption(figure: Drawing, board: Board, naming: Naming) -> str:
    """Return what stands below a figure."""
    if isinstance(figure, DotPlot):
        return _dots(figure, board, naming)
    if isinstance(figure, Scatter):
        return _tradeoff(figure, board)
    return _lines(figure, board) if isinstance(figure, Curves) else ""


def _lines(figure: Curves, board: Board) -> str:
    if figure.kind == "known":
        return (
            f"The cold-start curve: {display(board.metric)} over the number of interactions known "
            f"of a new user. {_leaders(figure, 'size', '')} A flat line makes no use of the "
            f"history.{_thick(figure, board)}"
        )
    return (
        f"{_base(board)} over the length k of the list. {_leaders(figure, 'k', 'k = ')} Lines that "
        "cross mean that the order depends on k. Colours stay with a baseline from benchmark to "
        f"benchmark; grey lines are those lower on average.{_thick(figure, board)}"
    )


def _dots(figure: DotPlot, board: Board, naming: Naming) -> str:
    n_users = figure.leader.n_users if figure.leader else 0
    first = figure.first.name if figure.first else ""
    banded = figure.first is not None and figure.first.low is not None
    band = f" The band is the interval of {first}." if banded else ""
    return (
        f"{display(board.metric)} on {_where(figure, naming)}, averaged over "
        f"{plural(n_users, naming.nouns.user)}, with 95{PER_CENT} bootstrap intervals."
        f"{band} {_filled(figure, first)}"
    )


def _filled(figure: DotPlot, first: str) -> str:
    """Return what filled dots mean; `first` is the baseline that leads."""
    if figure.standing is None:
        return f"Only {first} is filled, being first; comparisons.csv has the tests."
    if len(figure.standing.tied) > 1:
        return (
            "Filled dots are tied: in paired tests nobody is significantly ahead of them, whatever "
            "the intervals. Hollow ones are behind."
        )
    return (
        "The one filled dot is significantly ahead of all others in a paired test, whatever the "
        "intervals."
    )


def _tradeoff(figure: Scatter, board: Board) -> str:
    lower = ", lower is better" if board.lower else ""
    side = "to the right"
    if figure.measured:
        side = "to the left is faster; less than 0.001 stands at 0.001"
    every = (
        " For every other baseline one of these is at least as good in both and better in one."
        if figure.other.startswith("coverage")
        else ""
    )
    return (
        f"{_COSTS[figure.other.partition('@')[0]]}: {display(board.metric)} (upwards{lower}) "
        f"against {_against(figure.other)} ({side}). On the line, the Pareto front, and filled: "
        f"{listed(figure.front)}.{every}"
    )


def _where(figure: Drawing, naming: Naming) -> str:
    if figure.part in ("all", "known"):
        return naming.benchmark
    return f"{naming.benchmark}, {naming.ranked_among(figure.part)}"


def _base(board: Board) -> str:
    return display(board.metric.partition("@")[0])


def _thick(figure: Curves, board: Board) -> str:
    if not figure.tied:
        return ""
    first = "tied for first" if len(figure.tied) > 1 else "first"
    return f" Thick: {listed(figure.tied)}, {first} by {display(board.metric)}."


def _against(other: str) -> str:
    name = other.partition("@")[0]
    if name == "coverage":
        return f"{display(other)}, the share of the catalogue that is in at least one list"
    if name == "content_diversity":
        return f"{display(other)}, how little alike the items of a list are"
    if name == "fit_seconds":
        return "the seconds of the processor for a fit"
    return "the milliseconds of the median request"


def _leaders(figure: Curves, place: str, sign: str) -> str:
    names = {name for _, name in figure.leaders}
    if len(names) == 1:
        return f"Highest at every {place} shown: {figure.leaders[0][1]}."
    each = [f"{sign}{at}: {name}" for at, name in figure.leaders]
    return f"Highest at {', at '.join(each)}."
