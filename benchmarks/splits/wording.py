"""How a split names what it divides, and numbers as people write them in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_NO_BREAK = "\N{NO-BREAK SPACE}"  # a number stays with its sign


@dataclass(frozen=True)
class Names:
    """What a dataset calls its users, items and rows, each in the plural.

    every_item : whether an item stays in however few users have it (no `catalogue.min_users`)
    """

    users: str = "users"
    items: str = "items"
    rows: str = "interactions"
    every_item: bool = True

    @property
    def user(self) -> str:
        """One of the users, such as household."""
        return self.users[:-1]

    @property
    def row(self) -> str:
        """One of the rows, such as purchase."""
        return self.rows[:-1]


def names_of(facts: Mapping[str, Any], every_item: bool = True) -> Names:
    """Return what a dataset calls its users, items and rows.

    facts : as in its dataset.json

    >>> names_of({"repeats": True, "rating_scale": None, "users_are": "households"}).rows
    'purchases'
    """
    users = facts.get("users_are", "users")
    if facts["rating_scale"]:
        return Names(users, rows="ratings", every_item=every_item)
    if facts.get("repeats", False):
        return Names(users, "products", "purchases", every_item)
    return Names(users, every_item=every_item)


def percent(share: float) -> str:
    r"""Return a share as people write it.

    >>> percent(0), percent(0.0004), percent(0.0123), percent(0.2)
    ('0\xa0%', '<0.1\xa0%', '1.2\xa0%', '20\xa0%')
    """
    if share == 0:
        number = "0"
    elif share < 0.001:
        number = "<0.1"
    else:
        number = f"{100 * share:.{1 if share < 0.1 else 0}f}"
    return f"{number}{_NO_BREAK}%"


def percent_exact(share: float) -> str:
    """Return a share with all its digits, as a setting is given.

    >>> percent_exact(0.2), percent_exact(0.125)
    ('20 %', '12.5 %')
    """
    return f"{100 * share:g} %"


def either(numbers: Sequence[int]) -> str:
    """Return numbers of which one holds.

    >>> either([5]), either([0, 2, 5])
    ('5', '0, 2 or 5')
    """
    *others, last = map(str, numbers)
    return f"{', '.join(others)} or {last}" if others else last


def listed(words: Sequence[object]) -> str:
    """Return words as a list in a sentence.

    >>> listed([0]), listed([0, 1, 2])
    ('0', '0, 1 and 2')
    """
    *others, last = map(str, words)
    return f"{', '.join(others)} and {last}" if others else last


def ordinal(number: int) -> str:
    """Return a number as a place in a row.

    >>> ordinal(1), ordinal(10), ordinal(22), ordinal(112)
    ('1st', '10th', '22nd', '112th')
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
