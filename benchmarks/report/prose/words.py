"""Words and numbers in the report: plain text, escaped where it is used."""

from collections.abc import Sequence

from benchmarks.report.rows import Estimate
from benchmarks.splits import wording
from benchmarks.splits.wording import PER_CENT as PER_CENT
from benchmarks.splits.wording import listed as listed  # one home, where splits name themselves
from benchmarks.splits.wording import whole_percent as whole_percent
from benchmarks.stats.levels import FEWEST_BUYERS

NONE = "–"
RARE = "‡"


def minus(text: str) -> str:
    """Return text with minus signs in place of hyphens.

    >>> minus("-0.5")
    '−0.5'
    """
    return text.replace("-", "−")


def fixed(value: float | None, digits: int = 3) -> str:
    """Return a number with so many decimals; a dash for none; what rounds to 0 has no sign.

    >>> fixed(-0.25), fixed(0.25, 1), fixed(-0.0001), fixed(None)
    ('−0.250', '0.2', '0.000', '–')
    """
    return NONE if value is None else minus(f"{value:z.{digits}f}")


def percent(share: float | None) -> str:
    r"""Return a share in per cent, with as many digits as a reader needs; a dash for none.

    >>> percent(0), percent(0.0004), percent(0.012), percent(0.456), percent(None)
    ('0\xa0%', '<0.1\xa0%', '1.2\xa0%', '46\xa0%', '–')
    >>> percent(-0.05)
    '−5.0\xa0%'
    """
    if share is None:
        return NONE
    return f"{'−' if share < 0 else ''}{wording.percent(abs(share))}"


def seconds(value: float | None) -> str:
    """Return a measured number, such as seconds, as exactly as it is worth; a dash for none.

    >>> seconds(0.004), seconds(1.234), seconds(12.34), seconds(43993.2), seconds(None)
    ('<0.01', '1.23', '12', '43,993', '–')
    """
    if value is None:
        return NONE
    if value < 0.01:
        return "<0.01"
    return f"{value:,.{2 if value < 10 else 0}f}"


def count(value: float | None) -> str:
    """Return a count with commas between thousands; a dash for none.

    >>> count(100000), count(None)
    ('100,000', '–')
    """
    return NONE if value is None else f"{value:,}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return a count and its noun.

    >>> plural(1, "cell"), plural(2000, "cell"), plural(2, "household", "homes")
    ('1 cell', '2,000 cells', '2 homes')
    """
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def verb(subjects: Sequence[object] | int, singular: str, other: str) -> str:
    """Return the form of a verb or pronoun that goes with so many subjects.

    >>> verb(["ease"], "is", "are"), verb(2, "is", "are")
    ('is', 'are')
    """
    number = subjects if isinstance(subjects, int) else len(subjects)
    return singular if number == 1 else other


def some(names: Sequence[str], most: int) -> str:
    """Return names; of many the first `most` and how many more there are, which are two at least.

    >>> some(["a", "b", "c"], 2), some(["a", "b", "c", "d"], 2)
    ('a, b and c', 'a, b and 2 others')
    """
    if len(names) <= most + 1:
        return listed(names)
    return f"{', '.join(names[:most])} and {len(names) - most} others"


def bound(estimate: Estimate, digits: int = 3) -> str:
    """Return where a number without interval lies, on which nearly all users agree; "" unknown.

    >>> bound(Estimate(0.001, None, None, 100, None, 0.0, 0.012))
    '≤ 0.012'
    """
    low, high = estimate.at_least, estimate.at_most
    if low is None or high is None:
        return ""
    if low == 0:
        return f"≤ {fixed(high, digits)}"
    return f"≥ {fixed(low, digits)}" if high == 1 else f"{fixed(low, digits)}–{fixed(high, digits)}"


def rare(estimate: Estimate) -> str:
    """Return the mark of a number of which few users have any; "" of others."""
    return RARE if estimate.few_buyers else ""


def few_buyers(users: str = "users") -> str:
    """Return the note on that mark."""
    return (
        f"{RARE} Fewer than {FEWEST_BUYERS} {users} have any of it: the interval may hold the "
        "truth less often than it says."
    )


def interval(estimate: Estimate) -> str:
    r"""Return the words on a number's interval.

    >>> interval(Estimate(0.5, 0.25, 0.75, 100)), interval(Estimate(0.5, None, None, 100))
    ('95\xa0% interval 0.250 to 0.750', 'no interval')
    >>> interval(Estimate(0.5, None, None, 100, None, 0.0, 0.012))
    'at most 0.012 with 95\xa0%'
    """
    if estimate.low is None:
        return _bound(estimate)
    return f"95{PER_CENT} interval {fixed(estimate.low)} to {fixed(estimate.high)}"


def _bound(estimate: Estimate) -> str:
    """Return the words on where a number lies on which nearly all users agree."""
    low, high = estimate.at_least, estimate.at_most
    if low is None or high is None:
        return "no interval"
    if low == 0:
        said = f"at most {fixed(high)}"
    elif high == 1:
        said = f"at least {fixed(low)}"
    else:
        said = f"between {fixed(low)} and {fixed(high)}"
    return f"{said} with 95{PER_CENT}"


def slice_note(least: int, users: str = "users") -> str:
    """Return the note on groups of fewer than `least` users.

    >>> slice_note(100, "households")
    '† Fewer than 100 households: no claim.'
    """
    return f"† Fewer than {least} {users}: no claim."
