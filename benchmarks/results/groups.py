"""Groups of users and of items, for slices and for fairness: an attribute and its values.

An attribute is a family of features, such as `gender` of `gender=F`, or one that is worked out
here: for users `activity` and `history`, for items `item_popularity`, `item_age`, `decade`, and
`<family>_size`, such as `manufacturer_size`. What the data lacks has no groups.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from benchmarks.contract import names
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.names import Group
from benchmarks.protocol.history import held_by_more_popular

HISTORY = (
    ("none", 0),
    ("1-5", 5),
    ("6-20", 20),
    ("21-100", 100),
    ("101+", np.inf),
)  # at most so many items
ITEM_AGE = (("under 91 days", 91), ("91-364 days", 365), ("1-4 years", 1826), ("5-19 years", 7305))
OLDEST = "20 years or more"
SIZE = "_size"  # ends the name of an attribute that is the size of an item's family
SIZES = (("1 item", 1), ("2-10 items", 10), ("11-100 items", 100), ("over 100 items", np.inf))


@dataclass(frozen=True)
class Items:
    """What item groups are worked out of, each (n_items,).

    features : list of `name=value` words of each item
    released : seconds since 1970, NaN where unknown
    popularity : number of users with a positive in training
    age_days : at the cut, NaN where unknown
    """

    features: pa.ChunkedArray
    released: FloatArray
    popularity: FloatArray
    age_days: FloatArray


def of_users(
    attributes: Sequence[str], features: pa.ChunkedArray, histories: IntArray | None
) -> dict[Group, BoolArray]:
    """Return the members of each group, (n_users,).

    features : list of `name=value` words of each user
    histories : (n_users,) number of items each user has in training, or None where it is not one
    number
    """
    derived = {"activity": _activity, "history": _history}
    members = {}
    for attribute in attributes:
        groups: dict[str, BoolArray] = {}
        if attribute not in derived:
            groups = _members(family(features, attribute))
        elif histories is not None:
            groups = _not_empty(derived[attribute](histories))
        for value, inside in groups.items():
            members[Group(attribute, value)] = inside
    return members


def _not_empty(groups: dict[str, BoolArray]) -> dict[str, BoolArray]:
    return {value: inside for value, inside in groups.items() if inside.any()}


def of_items(attributes: Sequence[str], items: Items) -> dict[str, dict[str, BoolArray]]:
    """Return for each attribute the members of its groups, (n_items,)."""
    derived: dict[str, Callable[[Items], dict[str, BoolArray]]] = {
        "item_popularity": lambda items: popularity_bands(items.popularity),
        "item_age": _item_ages,
        "decade": _decades,
    }
    members = {}
    for attribute in attributes:
        if attribute in derived:
            groups = derived[attribute](items)
        elif attribute.endswith(SIZE):
            groups = _sizes(family(items.features, attribute.removesuffix(SIZE)))
        else:
            groups = _members(family(items.features, attribute))
        if _not_empty(groups):
            members[attribute] = _not_empty(groups)
    return members


def family(features: pa.ChunkedArray, name: str) -> list[str | None]:
    """Return each row's value of a family of features; None where it has none.

    >>> family(pa.chunked_array([[["age=18-24", "gender=F"], []]]), "gender")
    ['F', None]
    """
    values = []
    for words in features.to_pylist():
        named = map(names.group, filter(names.is_group, words))
        values.append(next((value for attribute, value in named if attribute == name), None))
    return values


def popularity_bands(popularity: FloatArray) -> dict[str, BoolArray]:
    """Divide items by what share of all positives more popular items hold.

    Below 50 % is the head, below 80 % the middle, the rest the tail.

    Items without positives are `new`; items of equal popularity are in the same band.

    >>> popularity_bands(np.array([5, 3, 1, 1, 0]))["head"].tolist()
    [True, False, False, False, False]
    """
    above = held_by_more_popular(popularity)
    total = popularity.sum()
    new = popularity == 0
    head = (2 * above < total) & ~new
    tail = (5 * above >= 4 * total) & ~new
    middle = ~head & ~tail & ~new
    return {"head": head, "middle": middle, "tail": tail, "new": new}


def _activity(histories: IntArray) -> dict[str, BoolArray]:
    """Divide the users with history into thirds by its size; equal sizes are in the same third."""
    has_history = histories > 0
    if not has_history.any():
        return {}
    low, high = np.quantile(histories[has_history], [1 / 3, 2 / 3], method="inverted_cdf")
    light = has_history & (histories <= low)
    heavy = histories > high
    medium = has_history & ~light & ~heavy
    return {"light": light, "medium": medium, "heavy": heavy}


def _history(histories: IntArray) -> dict[str, BoolArray]:
    return _bands(histories, HISTORY)


def _item_ages(items: Items) -> dict[str, BoolArray]:
    age = items.age_days
    bands = {name: age < limit for name, limit in ITEM_AGE} | {OLDEST: np.isfinite(age)}
    younger = np.zeros(len(age), dtype=bool)
    for name, band in bands.items():
        bands[name] = band & ~younger
        younger |= band
    return bands


def _decades(items: Items) -> dict[str, BoolArray]:
    is_dated = np.isfinite(items.released)
    seconds = np.where(is_dated, items.released, 0).astype("datetime64[s]")
    decades = seconds.astype("datetime64[Y]").astype(int) // 10 * 10 + 1970
    present = np.unique(decades[is_dated]).tolist()
    return {f"{decade}s": is_dated & (decades == decade) for decade in present}


def _sizes(values: list[str | None]) -> dict[str, BoolArray]:
    """Divide items by how many have the same value, such as the same manufacturer."""
    words = np.array([value or "" for value in values])
    _, place, counts = np.unique(words, return_inverse=True, return_counts=True)
    has_value = np.array([value is not None for value in values], dtype=bool)
    bands = _bands(counts[place], SIZES)
    return {name: has_value & band for name, band in bands.items()}


def _bands(values: IntArray, limits: Sequence[tuple[str, float]]) -> dict[str, BoolArray]:
    """Divide by upper limits, which belong to their band."""
    lower = -np.inf
    bands = {}
    for name, upper in limits:
        bands[name] = (values > lower) & (values <= upper)
        lower = upper
    return bands


def _members(values: list[str | None]) -> dict[str, BoolArray]:
    words = np.array(["" if value is None else value for value in values])
    has_value = np.array([value is not None for value in values], dtype=bool)
    present = sorted(set(words[has_value].tolist()))
    return {value: has_value & (words == value) for value in present}
