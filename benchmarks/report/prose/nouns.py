"""What a benchmark's users, items and rows are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.splits.wording import Names, kind_of, names_of


@dataclass(frozen=True)
class Nouns(Names):
    """What users, items and rows are called; `bought` where rows are purchases."""

    bought: bool = False

    @property
    def a_user(self) -> str:
        """One user with the article.

        >>> Nouns().a_user, Nouns(users="households").a_user
        ('a user', 'a household')
        """
        return f"{'an' if self.user[0] in 'aeio' else 'a'} {self.user}"


def nouns(facts: Mapping[str, Any], every_item: bool = True) -> Nouns:
    """Return what the users, items and rows of a dataset are called.

    every_item : whether an item stays in however few users have it

    >>> nouns({"kind": "purchase", "users_are": "households"}).rows
    'purchases'
    """
    names = names_of(facts, every_item)
    return Nouns(**vars(names), bought=kind_of(facts) == "purchase")
