"""What the catalogue of a benchmark leaves out, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.contract.facts import CatalogueFacts
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import count, listed, percent, plural

Sizes = Mapping[str, Mapping[str, Any]]  # of the audit: reason to numbers of items and test rows


def catalogue(sizes: Sizes, n_items: int, nouns: Nouns) -> str:
    """Return the sentences on how many items the catalogue has, and what is outside it."""
    kept = n_items - _total(sizes, "items")
    rows, paid = _total(sizes, "test_rows_share"), _total(sizes, "test_value_share")
    revenue = f" and {percent(paid)} of the test revenue" if paid else ""
    return (
        f"The catalogue is {count(kept)} of {count(n_items)} {nouns.items}, fixed by the training "
        "part. What is outside it is neither ranked nor counted as relevant: "
        f"{percent(rows)} of the test {nouns.rows}{revenue}."
    )


def left_out(sizes: Sizes, rule: CatalogueFacts, nouns: Nouns) -> list[list[str]]:
    """Return the table of what is left out, by reason: its head, its rows and their sum."""
    paid = bool(_total(sizes, "test_value_share"))
    rare = f"fewer than {plural(rule.min_users, nouns.user)} in training"
    reasons = {"excluded": excluded(rule.exclude), "rare": rare}
    head = [f"{nouns.items} left out", nouns.items, f"test {nouns.rows}", "share of them"]
    table = [[*head, "share of test revenue"] if paid else head]
    table += [_row(reasons[reason], size, paid) for reason, size in sizes.items()]
    if len(sizes) > 1:
        names = ("items", "test_rows", "test_rows_share", "test_value_share")
        table.append(_row("together", {name: _total(sizes, name) for name in names}, paid))
    return table


def excluded(features: Sequence[str]) -> str:
    """Return which features keep an item out.

    >>> excluded(["department=FUEL", "department=GIFT", "private"])
    'excluded department FUEL or GIFT; excluded private'
    """
    values: dict[str, list[str]] = {}
    for feature in features:
        name, _, value = feature.partition("=")
        values.setdefault(name, []).append(value)
    named = [
        f"{name} {listed(given, 'or')}" if any(given) else name for name, given in values.items()
    ]
    return "; ".join(f"excluded {words}" for words in named)


def _row(reason: str, size: Mapping[str, Any], paid: bool) -> list[str]:
    numbers = [count(size["items"]), count(size["test_rows"]), percent(size["test_rows_share"])]
    return [reason, *numbers, *([percent(size["test_value_share"])] if paid else [])]


def _total(sizes: Sizes, name: str) -> Any:
    return sum(size[name] for size in sizes.values())
