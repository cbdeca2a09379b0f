"""The sentences of the front page: who leads a leaderboard, and what may not be concluded."""

from collections import Counter
from collections.abc import Sequence

from benchmarks.report.figures.axes import Mark
from benchmarks.report.prose.nouns import Nouns
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
        f"{_brackets(front)}"
    )


def _brackets(front: Front) -> str:
    """Return what the brackets in the answers are: they leave out how sure the reference is."""
    leaders = [panel.stands[0] for panel in front.panels if panel.tied and panel.stands]
    if all(stand.relative_low is None for stand in leaders):
        return ""
    return (
        " In brackets beside a percentage: the interval of the difference, divided by the "
        "reference’s number as measured."
    )


def answer(panel: Panel, nouns: Nouns) -> tuple[str, str]:
    """Return who leads a leaderboard, and the words on by how much, from its numbers."""
    metric, tied = display(panel.metric), panel.tied
    if not panel.marks:
        return "No results yet.", ""
    first = panel.marks[0]
    side = "Lowest" if panel.lower else "Highest"
    highest = f"{side} {metric}: {first.label}, {fixed(first.value)}."
    if not panel.stands:
        return "Not tested.", highest
    if not tied:
        few = f"No claim: {panel.n_users} {nouns.users} are too few."
        return few, highest
    if len(tied) == 1:
        return f"{first.label} is best", _ahead(panel)
    if panel.reference in tied:
        return _no_winner(panel), (
            f", {_name(panel.reference)} among them: {panel.n_users} {nouns.users} are too few to "
            f"tell. {highest}"
        )
    return _tied(panel)


def _ahead(panel: Panel) -> str:
    """Return by how much the best is ahead of the next and of the reference."""
    first, others = panel.marks[0], panel.n_ranked - 1
    of_all = f", significantly ahead of all {others} others" if others > 1 else ""
    if len(panel.marks) == 1:
        return f"{of_all}: {fixed(first.value)}{_above(panel)}."
    following = panel.marks[1]
    numbers = f"{fixed(first.value)} against {fixed(following.value)} for {following.label}"
    return f"{of_all}: {numbers}, the next{_above(panel)}."


def _no_winner(panel: Panel) -> str:
    return f"No winner: {len(panel.tied)} of {panel.n_ranked} are tied"


def _tied(panel: Panel) -> tuple[str, str]:
    """Return the tied group and its range."""
    tied = panel.tied
    first, last = tied[0], tied[-1]
    numbers = f"{fixed(first.value)} to {fixed(last.value)}"
    if len(tied) <= _NAMED:
        names = listed([mark.label for mark in tied])
        return f"{names} are tied", f", {numbers}{_above(panel, f'{first.label} is ')}."
    return (
        f"{len(tied)} of {panel.n_ranked} are tied",
        f", from {first.label} to {last.label}, {numbers}{_above(panel, f'{first.label} is ')}.",
    )


def passed(panel: Panel) -> str:
    """Return how many have a better number than the last of the tied, and are yet behind."""
    if not panel.tied:
        return ""
    last = panel.marks.index(panel.tied[-1])
    behind = [mark for mark in panel.marks[:last] if mark.kind == "behind"]
    if not behind:
        return ""
    have, are, their = (
        verb(behind, "has", "have"),
        verb(behind, "is", "are"),
        verb(behind, "its", "their"),
    )
    return (
        f"{len(behind)} before {panel.tied[-1].label} {have} a better number and {are} behind: "
        f"{their} differences from the first vary less."
    )


def _above(panel: Panel, whose: str = "") -> str:
    """Return how far the first is from the reference, with the interval."""
    stand, reference = panel.stands[0], panel.reference
    if reference is None or stand.baseline == reference.baseline:
        return ""
    if stand.relative is None:
        return f"; {_name(reference)} scores {fixed(reference.value)}"
    side = "below" if stand.relative < 0 else "above"
    ends = sorted(abs(end) for end in (stand.relative_low, stand.relative_high) if end is not None)
    bounds = f" ({percent(ends[0])} to {percent(ends[1])})" if len(ends) == 2 else ""
    return f"; {whose}{percent(abs(stand.relative))}{bounds} {side} {_name(reference)}"


def _name(reference: Mark | None) -> str:
    return reference.label if reference else ""


def zeros(panel: Panel) -> str:
    """Return the sentence on those whose number is printed as zero; "" without any."""
    if not panel.zeros:
        return ""
    among = ""
    if panel.reference and panel.reference.label in panel.zeros:
        among = f", {panel.reference.label} among them,"
    return (
        f"{len(panel.zeros)} others{among} score {fixed(0.0)}: their first places hold nothing or "
        "almost nothing that is relevant."
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
        "better."
    )
    if not most or len(often) > _NAMED:
        return said
    are = verb(often, "is", "are")
    return (
        f"{said} {listed(often)} {are} best or tied for best most often, on {most} of "
        f"{len(front.panels)}."
    )


def costs() -> str:
    """Return the sentences above the frontiers."""
    return (
        "The line climbs only where the dearer baseline is significantly better than the step "
        "before; what lies right of it and below buys nothing that the tests can see. One thread "
        "of one machine."
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
        f"With {count(doubt.n_users)} users a difference below {percent(doubt.share)} mostly stays "
        "unseen (median over pairs, 80 % power)."
    )


def tuning(front: Front) -> tuple[str, str]:
    """Return what the search of parameters forbids to conclude."""
    point = "That a baseline could not do better."
    tuned, every = front.origins.get("tuned", 0), sum(front.origins.values())
    return point, (
        f"Parameters were searched by one rule of budget for all: {tuned} of the {count(every)} "
        "lines of the leaderboards have tuned ones. Another range or a longer search may move a "
        "number."
    )
