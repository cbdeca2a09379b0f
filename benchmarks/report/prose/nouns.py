"""What a benchmark's rows, items and users are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Nouns:
    """What rows, items and users are called, in the plural; `bought` where rows are purchases."""

    rows: str = "interactions"
    items: str = "items"
    users: str = "users"
    bought: bool = False

    @property
    def row(self) -> str:
        """What one row is called."""
        return self.rows[:-1]

    @property
    def user(self) -> str:
        """What one user is called."""
        return self.users[:-1]

    @property
    def a_user(self) -> str:
        """One user with the article.

        >>> Nouns().a_user, Nouns(users="households").a_user
        ('a user', 'a household')
        """
        article = "an" if self.user[0] in "aeio" else "a"
        return f"{article} {self.user}"


def nouns(facts: Mapping[str, Any]) -> Nouns:
    """Return what the rows, items and users of a dataset are called.

    >>> nouns({"repeats": True, "rating_scale": None, "users_are": "households"})
    Nouns(rows='purchases', items='products', users='households', bought=True)
    """
    users = facts.get("users_are", "users")
    if facts["rating_scale"]:
        return Nouns("ratings", users=users)
    if facts.get("repeats", False):
        return Nouns("purchases", "products", users, bought=True)
    return Nouns(users=users)
