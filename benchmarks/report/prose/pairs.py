"""Paired comparisons in words and signs."""

from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import (
    NONE,
    PER_CENT,
    count,
    fixed,
    minus,
    percent,
    plural,
    whole_percent,
)
from benchmarks.report.rows import Pair
from benchmarks.report.sections.pairwise import Family
from benchmarks.report.text import display

VERDICTS = ("better", "practically equal", "undecided", "worse")


def p(value: float) -> str:
    """Return a p value as far as it can be told.

    >>> p(0.0004), p(0.25), p(1.0)
    ('p < 0.001', 'p = 0.250', 'p > 0.999')
    """
    if value < 0.001:
        return "p < 0.001"
    return "p > 0.999" if value > 0.999 else f"p = {value:.3f}"


def p_cell(value: float) -> str:
    """Return a p value under a heading that says what it is.

    >>> p_cell(0.0004), p_cell(0.25)
    ('< 0.001', '0.250')
    """
    return p(value)[2:].replace("= ", "")


def share(value: float | None) -> str:
    r"""Return a share with one decimal, in per cent.

    >>> share(-0.0525), share(None)
    ('−5.2\xa0%', '–')
    """
    return NONE if value is None else f"{minus(f'{100 * value:.1f}')}{PER_CENT}"


def signed(value: float | None, digits: int = 3) -> str:
    """Return a number with its sign; what rounds to 0 has none.

    >>> signed(-0.25), signed(0.25, 1), signed(-0.0001), signed(None)
    ('−0.250', '+0.2', '0.000', '–')
    """
    if value is None:
        return NONE
    written = f"{value:+.{digits}f}"
    return written[1:] if float(written) == 0 else minus(written)


def signed_share(value: float | None) -> str:
    """Return a share in per cent with its sign."""
    return NONE if value is None else f"{signed(100 * value, 1)}{PER_CENT}"


def between(low: float | None, high: float | None) -> str:
    """Return an interval of a difference."""
    return NONE if low is None else f"{signed(low)} to {signed(high)}"


def shares(pair: Pair) -> str:
    """Return the shares of users for whom the one wins, ties and loses."""
    if pair.win is None or pair.tie is None or pair.loss is None:
        return NONE
    return " / ".join(whole_percent(part) for part in (pair.win, pair.tie, pair.loss)) + " %"


def pairwise_note(reference: str, margin: float, nouns: Nouns) -> str:
    """Return the note on comparisons with a reference; `margin` is that of practical equality."""
    return (
        f"Differences are from {reference}, with 95 % bootstrap intervals over {nouns.users}. "
        "Effect size is the mean difference over its standard deviation; win, tie, loss are "
        f"shares of {nouns.users}; p is adjusted by Holm over all pairs. Practically equal: the "
        f"whole interval is within {percent(margin)} of the mean of the two numbers, or no "
        f"{nouns.user}’s number differs. Undecided is no finding that they are equal."
    )


def power(family: Family, reference: str, nouns: Nouns) -> str:
    """Return the sentences on the smallest difference that a test would find; or none."""
    shows = family.shows
    if shows is None:
        return ""
    users, metric = plural(family.n_users, nouns.user), display(family.metric)
    least = (
        f"With {users}, the smallest difference from {reference} that a test would find with "
        f"80 % power, adjusted for all pairs, is {fixed(shows.difference)} {metric}"
    )
    if shows.share is None:
        return f"{least}. It is the median over baselines."
    return (
        f"{least} ({share(shows.share)} of {reference}’s number); to find 1 % of that would take "
        f"{count(shows.users)} {nouns.users}. Both are medians over baselines."
    )
