"""What the catalogue of a benchmark leaves out, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.contract.facts import CatalogueFacts
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import count, listed, percent, plural

Sizes = Mapping[str, Mapping[str, Any]]  # of the audit: reason to numbers of items and test rows
_NUMBERS = ("items", "test_rows", "test_rows_share", "test_value_share")


def catalogue(sizes: Sizes, n_items: int, nouns: Nouns) -> str:
    """Return the sentences on how many items the catalogue has, and what is outside it."""
    kept = count(n_items - _total(sizes, "items"))
    return (
        f"The catalogue is {kept} of {count(n_items)} {nouns.items}, fixed by the training "
        "part. What is outside it is neither ranked nor counted as relevant: "
        f"{outside(sizes, nouns.rows)}."
    )


def outside(sizes: Sizes, rows: str) -> str:
    """Return which shares of the test are outside the catalogue; rows : what these are called."""
    paid = _total(sizes, "test_value_share")
    revenue = f" and {percent(paid)} of the test revenue" if paid else ""
    return f"{percent(_total(sizes, 'test_rows_share'))} of the test {rows}{revenue}"


def left_out(sizes: Sizes, rule: CatalogueFacts, nouns: Nouns) -> list[list[str]]:
    """Return the table of what is left out, by reason: its head, its rows and their sum."""
    paid = bool(_total(sizes, "test_value_share"))
    rare = f"fewer than {plural(rule.min_users, nouns.user)} in training"
    reasons = {"excluded": excluded(rule.exclude), "rare": rare}
    head = [f"{nouns.items} left out", nouns.items, f"test {nouns.rows}", "share of them"]
    if paid:
        head.append("share of test revenue")
    table = [head]
    for reason, size in sizes.items():
        table.append(_row(reasons[reason], size, paid))
    if len(sizes) > 1:
        together = {name: _total(sizes, name) for name in _NUMBERS}
        table.append(_row("together", together, paid))
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
    phrases = []
    for name, given in values.items():
        of_values = f" {listed(given, 'or')}" if any(given) else ""
        phrases.append(f"excluded {name}{of_values}")
    return "; ".join(phrases)


def _row(reason: str, size: Mapping[str, Any], paid: bool) -> list[str]:
    """Return the line of a reason; `paid` where rows have values."""
    row = [
        reason,
        count(size["items"]),
        count(size["test_rows"]),
        percent(size["test_rows_share"]),
    ]
    if paid:
        row.append(percent(size["test_value_share"]))
    return row


def _total(sizes: Sizes, name: str) -> Any:
    """Return a number over all reasons."""
    return sum(size[name] for size in sizes.values())
