"""What the sections of a benchmark find, in sentences made from their numbers."""

from collections.abc import Iterable, Sequence

from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import (
    PER_CENT,
    fixed,
    listed,
    percent,
    plural,
    seconds,
    slice_note,
    verb,
)
from benchmarks.report.sections.beyond import Beyond, OfLeader, Span
from benchmarks.report.sections.business import Business
from benchmarks.report.sections.cold_start import Bands
from benchmarks.report.sections.grids import Extreme
from benchmarks.report.sections.providers import GroupShares
from benchmarks.report.text import display

_AMOUNTS = {
    "in pieces": {"products_purchased", "new_categories"},
    "in the data’s currency": {"revenue", "revenue_new"},
}  # the metrics that are
_STANDS_FOR = {
    "reach": "reach is the share of customers who bought something from their list",
    "reach_returning": "among customers with a purchase in every test week it stands for "
    "subscription",
    "new_categories": "pieces from categories a customer never bought from stand for growth",
}


def span(extent: Span) -> str:
    """Return the words on the range of a metric, and where the leaderboard's first stands in it."""
    metric = display(extent.metric)
    low, high, first = extent.low, extent.high, extent.leader
    if low.value == high.value:
        return f"{metric} is {_amount(extent, low)} for all"
    lowest = f"{_amount(extent, low)} ({_named(low)})"
    highest = f"{_amount(extent, high)} ({_named(high)})"
    said = f"{metric} from {lowest} to {highest}"
    if first and first.name not in (low.name, high.name):
        said += f"; {first.name}, first in the leaderboard: {_amount(extent, first)}"
    return said


def _named(end: Extreme) -> str:
    return f"{end.name} and {plural(end.others, 'other')}" if end.others else end.name


def _amount(extent: Span, end: Extreme | OfLeader) -> str:
    return f"{fixed(end.value, extent.digits)} {extent.unit}".rstrip()


def beyond(length: int) -> str:
    """Return the introduction to what lists of a length are besides relevant."""
    return (
        f"Lists of {length} can be equally relevant and differ in much else. "
        "In most of these columns neither direction is better, so none is marked."
    )


def beyond_note(section: Beyond, nouns: Nouns) -> str:
    """Return the note below those tables."""
    return (
        f"Small figures are 95{PER_CENT} intervals over users. Coverage, Gini, entropy and "
        "personalization are one number for all lists and have no interval over users; ± is their "
        "standard deviation over seeds, where a baseline has several. "
        f"{freshness(section, nouns)}"
    ).rstrip()


def freshness(section: Beyond, nouns: Nouns) -> str:
    """Return the sentence on what is fresh; "" where no item has an age.

    >>> freshness(Beyond(10, [], 365.0, True), Nouns())
    ''
    """
    if not section.has_ages:
        return ""
    said = f"Fresh items are less than {section.fresh_days:g} days old at the cut"
    if section.released is not None:
        first = "first sale" if nouns.bought else "the first interaction"
        said += f"; age counts from {'release' if section.released else first}"
    return f"{said}."


def providers(most: GroupShares, least: GroupShares) -> str:
    """Return the words on which groups of items have most more and most fewer places than due."""
    if most.places <= most.relevance:
        return "places go by relevance"
    return (
        f"of the places, {percent(most.places)} go to {most.group}, with "
        f"{percent(most.relevance)} of what was relevant; {percent(least.places)} to "
        f"{least.group}, with {percent(least.relevance)}"
    )


def providers_note(length: int) -> str:
    """Return the introduction to the shares that groups of items have in lists of a length."""
    return (
        "Shares of the catalogue, of what users found relevant in the test, and of the places in "
        f"lists of {length}. Sentences are about the median over baselines."
    )


def leaders(metric: str, first: Sequence[tuple[str, str, float]]) -> str:
    """Return the words on who is first in each band: its name, the baseline and the number.

    >>> leaders("ndcg@10", [("light", "ease", 0.25), ("heavy", "slim", 0.5)])
    'nDCG@10 is highest at light for ease (0.250), at heavy for slim (0.500)'
    """
    if not first:
        return f"{display(metric)} of groups too small for a claim"
    each = [f"at {title} for {name} ({fixed(value)})" for title, name, value in first]
    return f"{display(metric)} is highest {', '.join(each)}"


def bands_note(bands: Iterable[Bands], least: int, nouns: Nouns) -> str:
    """Return the note below the tables by size of history and by item.

    least : groups of fewer users make no claim
    """
    popularity = any(band.attribute == "item_popularity" for band in bands)
    parts = (
        "; head, middle and tail are the most popular items that hold half of what was chosen in "
        "training, those up to 80 %, and the rest"
    )
    unsure = slice_note(least, nouns.users)
    return (
        f"Under each heading the number of {nouns.users} it is about. {unsure} "
        f"By item, only relevant items of the band count{parts if popularity else ''}."
    )


def latency(range_: Sequence[tuple[float, str]] | None, adding: Sequence[str]) -> str:
    """Return the sentences on the time of a request.

    range_ : the shortest and the longest median, in ms, each with its baseline
    adding : baselines that take up new items without a refit
    """
    parts = []
    if range_:
        (low, fastest), (high, slowest) = range_
        parts.append(
            f"The median request takes from {seconds(low)} ms ({fastest}) "
            f"to {seconds(high)} ms ({slowest})."
        )
    if adding:
        parts.append(f"{listed(adding)} can take up new items without a refit.")
    parts.append(
        "A request is one user, the whole catalogue, the first 10, on one thread; its milliseconds "
        "are thread CPU time of one request, after warm-up. Measured, so not the same to the digit "
        "next time."
    )
    return " ".join(parts)


def measured_on(machines: Sequence[str], disturbed: Sequence[str], benchmark: str) -> str:
    """Return the sentences on where costs were measured, and which of them say little.

    machines : their classes; disturbed : baselines measured while the machine had other work
    """
    parts = []
    if len(machines) == 1:
        parts.append(f"All were measured on one class of machine: {machines[0]}.")
    elif machines:
        every = "; ".join(machines)
        parts.append(
            f"They were measured on {len(machines)} classes of machine, so they do not compare: "
            f"{every}."
        )
    if disturbed:
        were = verb(disturbed, "was", "were")
        parts.append(
            f"The machine had other work while {listed(disturbed)} {were} measured, so they "
            f"waited for a core; `python -m benchmarks measure {benchmark}` measures again."
        )
    return " ".join(parts)


def business(length: int, share: Span | None) -> str:
    """Return the introduction to the business metrics; `share` is of the test revenue."""
    said = (
        "These are offline proxies, not causal effects: what a customer bought from a list would "
        "mostly have been bought without it."
    )
    if share is None:
        return said
    low, high, first = share.low, share.high, share.leader
    held = percent(high.value)
    if high.value != low.value:
        held = f"between {percent(low.value)} ({_named(low)}) and {held} ({_named(high)})"
    of_first = ""
    if first and first.name != high.name:
        of_first = f"; {first.name}, first in the leaderboard, {percent(first.value)}"
    return f"{said} The first {length} hold {held} of the test revenue of the catalogue{of_first}."


def business_note(section: Business) -> str:
    """Return the note on what the business metrics stand for, of those that are shown."""
    titles = {column.title for column in section.table.heads}
    amounts = [words for words, of_these in _AMOUNTS.items() if titles & of_these]
    per_customer = f"Per customer, {listed(amounts)}." if amounts else ""
    first, *others = [words for name, words in _STANDS_FOR.items() if name in titles] or [""]
    meaning = "; ".join(filter(None, [first, ", and ".join(others)]))
    ended = f"{meaning[0].upper()}{meaning[1:]}." if meaning else ""
    return f"{per_customer} {ended}".strip()
