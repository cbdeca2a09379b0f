"""What the small pictures of a benchmark's page say: headings, captions, words for the blind."""

from collections.abc import Sequence

from benchmarks.report.prose import choosing
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import PER_CENT, count, fixed, listed
from benchmarks.report.sections.multiples import Strip
from benchmarks.report.sections.scatters import MOST_NAMES, Scatter
from benchmarks.report.sections.user_groups import GapLine
from benchmarks.report.text import display
from benchmarks.stats.levels import NO_CLAIM_BELOW

_HEADINGS = {
    "interactions known": "Interactions known of a new user",
    "history": "Rows the user has in training",
    "activity": "Activity of the user, in thirds",
    "warmth": "Users with and without training rows",
    "item_popularity": "Popularity of the relevant item",
    "item_age": "Age of the relevant item",
    "fit_seconds": "Time of a fit",
    "request_ms_p50": "Time of a request",
}
_CAPTIONS = {
    "coverage": "Share of the catalogue in anybody’s list.",
    "content_diversity": "How little alike the items of a list are.",
    "novelty": "Bits: how rare the listed items are.",
    "personalization": "How little the lists of two users share.",
    "revenue_share": "Share of the test revenue that the lists would have caught.",
    "reach": "Users who bought anything from their list.",
    "products_purchased": "Pieces bought from a list.",
    "new_categories": "Pieces in categories that were new to the customer.",
    "fit_seconds": "Seconds of the processor; below 1 ms drawn at 1 ms. Left and up is better.",
    "request_ms_p50": "Milliseconds, the median. Left and up is better.",
}
_UNITS = {"fit_seconds": " s", "request_ms_p50": " ms"}


def heading(name: str) -> str:
    """Return the heading of a picture.

    >>> heading("gender"), heading("novelty@10")
    ('Gender', 'Novelty')
    """
    stem = name.partition("@")[0]
    words = _HEADINGS.get(stem, display(stem))
    return words[:1].upper() + words[1:]


def strips(first: str | None, reference: str | None, nouns: Nouns) -> str:
    """Return the key of pictures by group."""
    marks = ["grey ticks: all baselines"]
    if first:
        marks.append(f"dot: {first}, the first here, with its 95{PER_CENT} interval")
    if reference and reference != first:
        marks.append(f"diamond: {reference}")
    said = "; ".join(marks)
    return (
        f"{said[0].upper()}{said[1:]}. The number beside a group counts its {nouns.users}; "
        f"* fewer than {NO_CLAIM_BELOW}, no claim."
    )


def strip(panel: Strip, first: str | None) -> str:
    """Return the caption of a picture by group; first : what the first here is called."""
    said = f"{display(panel.metric)}."
    return f"{said} {gap(panel.gap, first)}" if panel.gap and panel.gap.gap else said


def gap(line: GapLine, first: str | None) -> str:
    """Return what tests of fairness say of an attribute."""
    own = line.gap
    said = ""
    if own and own.gap:
        chance = "larger than" if own.larger else "no larger than"
        said = (
            f"Under {first}, {own.ahead} is ahead of {own.behind} by "
            f"{fixed(own.gap)}, {chance} chance makes it. "
        )
    return f"{said}Larger than chance under {line.larger or 'none'} of {line.baselines} baselines."


def alt_strip(panel: Strip, first: str | None) -> str:
    """Return what a screen reader says of a picture by group."""
    values = [
        f"{row.label} {fixed(row.first)} ({count(row.n_users)})"
        for row in panel.rows
        if row.first is not None
    ]
    of = f" of {first}" if first else ""
    return f"{display(panel.metric)}{of} by {display(panel.attribute)}: {', '.join(values)}"


def scatters(panels: Sequence[Scatter], metric: str, reference: str | None) -> str:
    """Return the key of pictures of what relevance costs."""
    kinds = {point.kind for panel in panels for point in panel.points}
    marks = ["blue: tied for best"] if "tied" in kinds else []
    if reference and "reference" in kinds:
        marks.append(f"orange: {reference}")
    key = f"{', '.join(marks).capitalize()}. " if marks else ""
    named = f"at most {MOST_NAMES} that no other beats on both, the highest first"
    beside = f", and {reference}" if reference and "reference" in kinds else ""
    return f"{display(metric)} upwards. {key}Named: {named}{beside}."


def scatter(other: str) -> str:
    """Return the caption of a picture of what relevance costs."""
    return _CAPTIONS.get(other.partition("@")[0], "")


def across(other: str, value: float) -> str:
    """Return a number of what is drawn sideways."""
    if other == "fit_seconds":
        return choosing.duration(value)
    return f"{fixed(value)}{_UNITS.get(other, '')}"


def alt_scatter(panel: Scatter, metric: str) -> str:
    """Return what a screen reader says of a picture of what relevance costs."""
    named = listed([name.text for name in panel.names])
    return f"{display(metric)} against {heading(panel.other).lower()}; named: {named}"
