"""The sentences on a leaderboard of the front page: who leads, by how much, what to mind."""

from collections.abc import Sequence

from benchmarks.report.figures.axes import Mark
from benchmarks.report.prose.choosing import duration
from benchmarks.report.prose.introducing import Naming
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import fixed, listed, percent, verb
from benchmarks.report.rows_beside import Stand
from benchmarks.report.sections.front import Panel
from benchmarks.report.text import display

_NAMED = 4  # so many of a tied group have their names in the sentence
_FIT = "CPU time of a fit"  # as the frontier below it has


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
    names = panel.passed_over
    if not names:
        return ""
    are, their = verb(names, "is", "are"), verb(names, "its", "their")
    return f"{len(names)} above {panel.tied[-1].label} {are} behind: {their} differences vary less."


def asides(panel: Panel, naming: Naming) -> list[str]:
    """Return what else a reader must know of a leaderboard, a sentence each."""
    views = [second_view(stands, naming.ranked_among(view)) for view, stands in panel.under.items()]
    return list(filter(None, [fits(panel), *views, zeros(panel), passed(panel)]))


def second_view(stands: Sequence[Stand], called: str) -> str:
    """Return who leads under a second view.

    stands : the first first, named as people call them; called : what the view is called
    """
    tied = [stand for stand in stands if stand.is_tied_for_best]
    first, last = tied[0], tied[-1]
    start = f"{called[:1].upper()}{called[1:]}:"
    if not first.is_claimed:
        return f"{start} no claim, {first.n_users} users are too few."
    if len(tied) == 1:
        return f"{start} {first.baseline} is best, {fixed(first.value)}."
    group = listed([stand.baseline for stand in tied])
    if len(tied) > _NAMED:
        group = f"{len(tied)} of {len(stands)}, from {first.baseline} to {last.baseline},"
    return f"{start} {group} are tied, {fixed(first.value)} to {fixed(last.value)}."


def fits(panel: Panel) -> str:
    """Return what those that are tied for best take to fit; "" where nobody measured it."""
    by_time = sorted(panel.fits.items(), key=lambda fit: fit[1])
    if not by_time:
        return ""
    (fastest, least), (slowest, most) = by_time[0], by_time[-1]
    if len(by_time) == 1:
        return f"{_FIT}: {duration(least)}."
    return f"{_FIT}: {duration(least)} ({fastest}) to {duration(most)} ({slowest})."


def _above(panel: Panel, whose: str = "") -> str:
    """Return how far the first is from the reference, with the interval."""
    stand, reference = panel.stands[0], panel.reference
    if reference is None or stand.baseline == reference.baseline:
        return ""
    if stand.relative is None:
        return f"; {_name(reference)} scores {fixed(reference.value)}"
    side = "below" if stand.relative < 0 else "above"
    return f"; {whose}{percent(abs(stand.relative))}{_bounds(stand)} {side} {_name(reference)}"


def _bounds(stand: Stand) -> str:
    """Return the interval of a relative difference whose sign is said in words."""
    low, high = stand.relative_low, stand.relative_high
    if low is None or high is None or stand.relative is None:
        return ""
    if stand.relative < 0:
        low, high = -high, -low
    return f" ({percent(low)} to {percent(high)})"


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
