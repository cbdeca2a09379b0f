"""What is said of next baskets: who is first on repeats, who on new items, what lists hold."""

from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import fixed, percent, plural
from benchmarks.report.sections.beyond import Span
from benchmarks.report.sections.grids import Extreme
from benchmarks.report.sections.next_basket import NextBasket


def next_basket(section: NextBasket, nouns: Nouns) -> str:
    """Return the sentences on repeats and new items in the next basket and in the lists."""
    parts = [_of_test(section.of_test, nouns), _first(section, nouns)]
    parts.append(_share(section.share, section.length) if section.share else "")
    return " ".join(filter(None, parts))


def note(nouns: Nouns) -> str:
    """Return the note on what the metrics leave out."""
    return (
        f"Repeats are {nouns.items} that the {nouns.user} had before the test; "
        f"a {nouns.user} whose test has none counts for new {nouns.items} alone, and the other "
        "way round (Li et al. 2023). Lists as long as the basket are cut at the number of relevant "
        f"{nouns.items} in the test."
    )


def _of_test(share: float | None, nouns: Nouns) -> str:
    if share is None:
        return ""
    return f"{percent(share)} of the test {nouns.rows} are repeats."


def _first(section: NextBasket, nouns: Nouns) -> str:
    """Name who has the highest recall of both."""
    if not (section.repeats and section.explored):
        return ""
    repeats, explored = _named(section.repeats), _named(section.explored)
    return (
        f"On repeats alone the highest recall@{section.length} is that of {repeats}, on new "
        f"{nouns.items} alone that of {explored}."
    )


def _share(share: Span, length: int) -> str:
    """Say how much of the lists users had before."""
    low, high = share.low, share.high
    if low.value == high.value:
        return f"The first {length} of all lists hold {percent(high.value)} repeats."
    return (
        f"Of the first {length} in a list {percent(low.value)} ({low.name}) to "
        f"{percent(high.value)} ({high.name}) are repeats."
    )


def _named(end: Extreme) -> str:
    others = f" and {plural(end.others, 'other')}" if end.others else ""
    return f"{end.name}{others} ({fixed(end.value)})"
