"""One thing that differs between two sides, and a part of what is looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ABSENT = "none"


class Change(NamedTuple):
    """One thing that differs: what it is, and what it was before and is after, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """What differs of one kind.

    reason : why it is not known, or how it was found out; "" where there is nothing to say
    """

    changes: list[Change] = field(default_factory=list)
    reason: str = ""


def unlike(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Yield what is not the same in two mappings, in the order of the first.

    >>> list(unlike({"a": "1", "b": "2"}, {"b": "3", "c": "4"}))[-1]
    Change(what='c', before='none', after='4')
    """
    for name in {**before, **after}:
        old, new = before.get(name, ABSENT), after.get(name, ABSENT)
        if old != new:
            yield Change(name, old, new)
