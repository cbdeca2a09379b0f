"""The sentences of the front page: who leads a leaderboard, and what may not be concluded."""

from collections import Counter
from collections.abc import Sequence

from benchmarks.report.prose.words import count, fixed, listed, percent, plural, verb
from benchmarks.report.rows import Resolution
from benchmarks.report.rows_beside import Stand
from benchmarks.report.sections.front import Doubt, Front, Panel
from benchmarks.report.text import display

_NAMED = 4  # so many of a tied group have their names in the sentence


def headline(front: Front) -> str:
    """Return the title of the front page: what the tables say at large."""
    leaders = Counter(mark.label for panel in front.panels for mark in panel.tied)
    if not leaders:
        return "How recommender baselines compare"
    label, times = leaders.most_common(1)[0]
    if times == len(front.panels):
        return f"{label} is best or tied for best everywhere"
    return "Which recommender baseline is best? It depends on the question"


def about(n_baselines: int, front: Front) -> str:
    """Return the sentence below the title."""
    boards = plural(len(front.panels), "leaderboard")
    return (
        f"{plural(n_baselines, 'baseline')}, {boards}, one protocol: every list ranks the whole "
        f"catalogue. {display(front.metric)}, averaged over users, with 95 % intervals."
    )


def picture(panel: Panel) -> str:
    """Return what a screen reader says of a dot plot."""
    first, tied = panel.marks[0], len(panel.tied)
    said = f"{display(panel.metric)} of {plural(len(panel.marks), 'baseline')} on {panel.title}"
    best = f", {tied} tied for best" if tied > 1 else ""
    return f"{said}: from {first.label} with {fixed(first.value)}{best}."


def staircase(panel: Panel, steps: Sequence[str], cost: str) -> str:
    """Return what a screen reader says of a frontier."""
    climbed = f" Steps: {listed(list(steps))}." if steps else " Nothing was tested."
    return f"{cost} against {display(panel.metric)} on {panel.title}.{climbed}"


def rank_range(stand: Stand) -> str:
    """Return the ranks that the tests leave open.

    >>> from types import SimpleNamespace
    >>> rank_range(SimpleNamespace(rank_low=1, rank_high=5))
    '1–5'
    """
    low, high = stand.rank_low, stand.rank_high
    return f"{low}" if low == high else f"{low}–{high}"


def told_apart(row: Resolution | None) -> str:
    """Return how many neighbouring ranks are told apart, as a cell says it."""
    return f"{row.neighbours_told_apart} of {row.neighbours}" if row else "–"


def table(front: Front) -> str:
    """Return the sentences above the table of ranks."""
    leaders = Counter(mark.label for panel in front.panels for mark in panel.tied)
    most = max(leaders.values(), default=0)
    often = [label for label, times in leaders.items() if times == most]
    said = (
        "The ranks that the tests leave open: “1–5” means that no more than four others can be "
        f"better. Sorted by wins{_few(front)}."
    )
    if not most or len(often) > _NAMED:
        return said
    are = verb(often, "is", "are")
    return (
        f"{said} {listed(often)} {are} best or tied for best most often, on {most} of "
        f"{len(front.panels)}."
    )


def _few(front: Front) -> str:
    """Return which baselines stand below the others in the table of ranks."""
    few = any(line.is_on_few for line in front.ranks)
    return "; below, those on fewer than half of the leaderboards" if few else ""


def axis(panel: Panel) -> str:
    """Return the sentence on an axis that does not start at 0; "" of one that does."""
    starts = panel.dots is None or panel.dots.starts_at_zero
    return "" if starts else "The axis does not start at 0."


def costs() -> str:
    """Return the sentences above the frontiers."""
    return (
        "The line climbs only where the dearer baseline is significantly better than the step "
        "before; what lies right of it and below buys nothing that the tests can see. In "
        "brackets: the cheapest that is not significantly behind, where that is another. One "
        "thread of one machine; a fit in seconds of its processor. An axis upwards without a 0 "
        "starts above it."
    )


def leaks(front: Front) -> tuple[str, str]:
    """Return what a leak forbids to conclude: the point, and why."""
    leaking = [panel for panel in front.panels if panel.leak]
    point = "That a number forecasts what users will do."
    why = "The test is what they did without the list."
    if not leaking:
        return point, why
    each = [f"{panel.name} {percent(panel.leak.anybody)}" for panel in leaking if panel.leak]
    return point, (
        f"{why} Some splits let training rows be later than a test row ({', '.join(each)}): their "
        "numbers compare baselines with each other and no more."
    )


def size(front: Front) -> tuple[str, str]:
    """Return what the size of the data forbids to conclude."""
    point = "That tied means equal, or that one method leads in general."
    sets = f"There {verb(front.n_datasets, 'is', 'are')} {plural(front.n_datasets, 'dataset')}."
    return point, " ".join([sets, *(_doubt(doubt) for doubt in front.doubts)])


def _doubt(doubt: Doubt) -> str:
    return (
        f"With {count(doubt.n_users)} users a difference below {percent(doubt.share)} of the "
        "larger number mostly stays unseen (median over pairs, 80 % power where all are tested)."
    )


def searched(panel: Panel) -> str:
    """Return how many of the baselines that can be searched were, by the rule in force; "" if all.

    >>> from types import SimpleNamespace
    >>> from benchmarks.report.sections.sources import Searched
    >>> searched(SimpleNamespace(searched=Searched(2, 9)))
    '2 of 9 searched by the rule in force'
    >>> searched(SimpleNamespace(searched=Searched(9, 9)))
    ''
    """
    found = panel.searched
    return "" if found.n == found.of else f"{found.n} of {found.of} searched by the rule in force"


def tuning(front: Front) -> tuple[str, str]:
    """Return what the search of parameters forbids to conclude."""
    point = "That a baseline could not do better."
    done, every = (
        sum(getattr(panel.searched, name) for panel in front.panels) for name in ("n", "of")
    )
    if not every:
        return point, "No parameters were searched."
    lines = plural(every, "line") + " of the leaderboards with parameters to search"
    rest = (
        "The others have values of an earlier rule or of another leaderboard, or defaults; the "
        "page on tuning says which. "
    )
    return point, (
        f"One rule of budget is for all: {count(done)} of the {lines} "
        f"{verb(done, 'was', 'were')} searched by it. {rest * (done < every)}Another range or a "
        "longer search may move a number."
    )
