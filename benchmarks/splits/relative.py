"""Data of which only the order of a user's own rows is known, and the days between them.

Such times divide a user's rows; nothing else may be told from them, as two users have no clock in
common: no age of an item, no freshness, no popularity of late. They go no further than the split.
"""

from typing import Any

import pyarrow as pa

from benchmarks.contract import tables
from benchmarks.contract.errors import UserError
from benchmarks.splits.kind import KINDS, Kind

_OF_A_COMMON_CLOCK = (
    "leaks_the_future",
    "test_items_first_seen_after_the_cut",
    "training_later_than_test",
)


def require_within_users(rule: Kind, where: str) -> None:
    """Raise UserError for a rule that compares times of two users; `where` names the block."""
    if rule.compares_users:
        others = [name for name, other in KINDS.items() if not other.compares_users]
        raise UserError(
            f"{where}: a split of kind {rule.kind} compares times of all users, and this data "
            f"knows only the order of each user's own; take one of {', '.join(others)}."
        )


def without_times(rows: pa.Table) -> pa.Table:
    """Return rows as if they had no times."""
    place = rows.column_names.index("time")
    none = tables.nothing(rows.num_rows, tables.SPLIT.field("time").type)
    return rows.set_column(place, "time", none)


def without_common_times(findings: dict[str, Any]) -> dict[str, Any]:
    """Return an audit, of every fold too, without what only a common clock could tell."""
    told = findings | {name: None for name in _OF_A_COMMON_CLOCK if name in findings}
    if "folds" in told:
        folds = told["folds"].items()
        told["folds"] = {fold: without_common_times(audit) for fold, audit in folds}
    return told
