"""How a split names what it divides, and numbers as people write them in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

PER_CENT = "\N{NO-BREAK SPACE}%"  # stays with its number
_CALLED = {
    "rating": ("items", "ratings"),
    "purchase": ("products", "purchases"),
    "event": ("items", "interactions"),
}  # what items and rows are called, by the kind of data


@dataclass(frozen=True)
class Names:
    """What a dataset calls its users, items and rows, each in the plural.

    every_item : whether an item stays in however few users have it (no `catalogue.min_users`)
    timed : whether rows have times
    """

    users: str = "users"
    items: str = "items"
    rows: str = "interactions"
    every_item: bool = True
    timed: bool = True

    @property
    def user(self) -> str:
        """One of the users, such as household."""
        return self.users.removesuffix("s")

    @property
    def row(self) -> str:
        """One of the rows, such as purchase."""
        return self.rows.removesuffix("s")

    @property
    def at_any_time(self) -> str:
        """What is added of rows that are drawn whenever they were; nothing without times."""
        return ", whatever their time" if self.timed else ""


def names_of(facts: Mapping[str, Any], every_item: bool = True) -> Names:
    """Return what a dataset calls its users, items and rows.

    facts : as in its dataset.json

    >>> names_of({"kind": "purchase", "users_are": "households"}).rows
    'purchases'
    >>> names_of({"kind": "event", "repeats": True})
    Names(users='users', items='items', rows='interactions', every_item=True, timed=True)
    """
    users, timed = facts.get("users_are", "users"), has_times(facts)
    items, rows = _CALLED[kind_of(facts)]
    return Names(users, items, rows, every_item, timed)


def kind_of(facts: Mapping[str, Any]) -> str:
    """Return the kind of a dataset: rating, purchase or event.

    A dataset.json from before there were events does not say; without ratings, what may be had
    again was bought.

    >>> kind_of({"rating_scale": None, "repeats": True}), kind_of({"rating_scale": [1, 5]})
    ('purchase', 'rating')
    """
    if "kind" in facts:
        return str(facts["kind"])
    if facts.get("rating_scale"):
        return "rating"
    return "purchase" if facts.get("repeats", False) else "event"


def has_times(facts: Mapping[str, Any]) -> bool:
    """Tell whether a dataset says when its rows were; one that is not prepared yet may."""
    return "first_time" not in facts or facts["first_time"] is not None


def lacking_times(facts: Mapping[str, Any]) -> str:
    """Return the words on times that a dataset lacks; "" where it lacks none.

    >>> lacking_times({"first_time": None}), lacking_times({"first_time": None, "same_time": 0})
    ('without times', 'without times that differ')
    >>> lacking_times({"first_time": 0, "times_are": "relative", "users_are": "households"})
    'with times within each household only'
    """
    if not has_times(facts):
        return f"without times{'' if facts.get('same_time') is None else ' that differ'}"
    if facts.get("times_are") == "relative":
        return f"with times within each {names_of(facts).user} only"
    return ""


def percent(share: float) -> str:
    r"""Return a share as people write it; only none is 0 % and only all is 100 %.

    >>> percent(0), percent(0.0004), percent(0.0123), percent(0.2)
    ('0\xa0%', '<0.1\xa0%', '1.2\xa0%', '20\xa0%')
    >>> percent(0.0994), percent(0.0996), percent(0.1004)
    ('9.9\xa0%', '10\xa0%', '10\xa0%')
    >>> percent(404 / 406), percent(0.9996), percent(1), percent(1.58)
    ('99.5\xa0%', '>99.9\xa0%', '100\xa0%', '158\xa0%')
    """
    if 0 < share < 0.001:
        number = "<0.1"
    elif 0.999 < share < 1:
        number = ">99.9"
    else:
        is_near_an_end = 0 < share < 0.0995 or 0.995 <= share < 1
        number = f"{100 * share:.{1 if is_near_an_end else 0}f}"
    return f"{number}{PER_CENT}"


def whole_percent(share: float) -> str:
    """Return a share in whole per cent, without the sign; only all is 100 and only none is 0.

    >>> whole_percent(0.004), whole_percent(0.456), whole_percent(404 / 406), whole_percent(1)
    ('<1', '46', '>99', '100')
    """
    if 0 < share < 0.005:
        return "<1"
    if 0.995 <= share < 1:
        return ">99"
    return f"{100 * share:.0f}"


def percent_exact(share: float) -> str:
    """Return a share with all its digits, as a setting is given.

    >>> percent_exact(0.2), percent_exact(0.125)
    ('20 %', '12.5 %')
    """
    return f"{100 * share:g} %"


def listed(words: Sequence[object], joint: str = "and") -> str:
    """Return words as a list in a sentence; nothing for none.

    >>> listed(["ease"]), listed([0, 1, 2]), listed(["ease", "als"], "or")
    ('ease', '0, 1 and 2', 'ease or als')
    """
    *others, last = map(str, words or [""])
    return f"{', '.join(others)} {joint} {last}" if others else last


def ordinal(number: int) -> str:
    """Return a number as a place in a row.

    >>> ordinal(1), ordinal(10), ordinal(22), ordinal(113)
    ('1st', '10th', '22nd', '113th')
    """
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def moment(at: datetime) -> str:
    """Return a moment as people write it.

    >>> moment(datetime.fromisoformat("2017-11-27T05:00:00Z"))
    '27 November 2017, 05:00 UTC'
    """
    universal = at.astimezone(UTC)
    return f"{universal.day} {universal:%B %Y, %H:%M} UTC"
