"""Older reports: tables of version 1 brought to version 2, and back; newer ones are refused.

Version 1 had one column `slice` for view, fold, groups of users and groups of items, and metric and
cut-off in one word. The way back serves `tools/v1.py` and readers that still speak version 1; both
directions work on rows of text, as CSV has them, and change no figure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.contract import names
from benchmarks.contract.errors import UserError
from benchmarks.contract.fields import Table
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.reports import ACROSS, OF_BENCHMARK, RESULTS

Row = dict[str, str]
EVERYBODY = "all"  # the slice of everybody under the view that a benchmark is reported by
WARMTH = "warmth"  # the attribute of users with (warm) and without (cold) anything in training
ITEM_ATTRIBUTES = ("item_popularity", "item_age")  # whose groups had rows in results.csv
_WARM = ("warm", "cold")
_ENDS = ("relative_low", "relative_high")
_STRENGTH = ("win_rate", "improvability")
ADDED = {  # by minor versions: what tables without the column mean
    "results": dict.fromkeys(("se", "at_least", "at_most", "note"), ""),
    "cells": {"tier": "run here"},
    "comparisons": dict.fromkeys(("p_flip", "p_flip_holm", "note", *_ENDS), ""),
    "group_comparisons": dict.fromkeys(_ENDS, ""),
    "ranks": {f"{name}{end}": "" for name in _STRENGTH for end in ("", "_low", "_high")},
}
VERSION_1 = {
    "results": "benchmark baseline slice metric value ci_low ci_high n_users",
    "cells": "benchmark baseline status reason seeds fallback_share rating_fallback_share "
    "parameters",
    "seeds": "benchmark baseline slice metric mean sd n_seeds",
    "fairness": "benchmark baseline attribute metric groups best best_value worst worst_value gap "
    "p_value p_holm",
    "comparisons": "benchmark metric baseline other value other_value difference ci_low ci_high "
    "relative effect_size win tie loss detectable users_for_1_percent p_value p_holm verdict "
    "n_users",
    "ranks": "metric baseline average_rank benchmarks",
    "agreement": "metric benchmark other tau same_order reversed tied baselines",
    "exposure": "benchmark baseline attribute group catalogue relevance exposure",
    "fingerprints": "benchmark slice metric fingerprint",
}


@dataclass(frozen=True)
class Views:
    """Which views the reports of version 1 knew.

    first : the view that a benchmark's slice `all` is; `all` where it is not named
    others : further views of a benchmark, whose names were slices
    """

    first: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def main(self, benchmark: str) -> str:
        """Return the view that a benchmark is reported by."""
        return self.first.get(benchmark, EVERYBODY)

    @staticmethod
    def of(reported: Iterable[Reported]) -> "Views":
        """Return the views of benchmarks that are reported now."""
        first: dict[str, str] = {}
        others: dict[str, set[str]] = {}
        for view in reported:
            if view.everybody == EVERYBODY:
                first[view.name] = view.view
            else:
                others.setdefault(view.name, set()).add(view.view)
        return Views(first, {name: frozenset(views) for name, views in others.items()})

    @staticmethod
    def listed(benchmarks: Iterable[Row]) -> "Views":
        """Return the views that a benchmarks.csv lists; the first row of each is its main one."""
        first: dict[str, str] = {}
        others: dict[str, set[str]] = {}
        for row in benchmarks:
            if row["benchmark"] in first:
                others.setdefault(row["benchmark"], set()).add(row["view"])
            else:
                first[row["benchmark"]] = row["view"]
        return Views(first, {name: frozenset(views) for name, views in others.items()})

    @staticmethod
    def told_by(fingerprints: Iterable[Row], first: Mapping[str, str] | None = None) -> "Views":
        """Return the views that a fingerprints.csv of version 1 knows."""
        others: dict[str, set[str]] = {}
        for row in fingerprints:
            if row["slice"] != EVERYBODY:
                others.setdefault(row["benchmark"], set()).add(row["slice"])
        frozen = {benchmark: frozenset(slices) for benchmark, slices in others.items()}
        return Views(first or {}, frozen)


def major(table: Table, columns: Iterable[str]) -> int:
    """Return the major version that a table with these columns has."""
    own = tuple(columns)
    if table.name in VERSION_1 and own == tuple(VERSION_1[table.name].split()):
        return 1
    return table.major


def refuse_newer(name: str, version: str, known: Table) -> None:
    """Raise UserError where a table has a newer major version than this code reads."""
    if int(version.partition(".")[0]) > known.major:
        raise UserError(
            f"reports/{name}.csv has version {version}; this code reads up to {known.version}: "
            "update levelground, or read the report with the version that made it."
        )


def to_version_2(table: Table, row: Row, views: Views) -> Row:
    """Return a row of version 1 in the columns of version 2.

    What version 1 lacked is "", or what tables without the column mean.
    """
    newer = {**ADDED.get(table.name, {}), **row}
    if "slice" in newer:
        newer |= _place(newer["benchmark"], newer.pop("slice"), views)
    elif "view" in table.columns:
        newer["view"] = views.main(row["benchmark"])
    if "k" in table.columns and "k" not in row:
        metric, k = names.column(row["metric"])
        newer |= {"metric": metric, "k": "" if k is None else str(k)}
    return {name: newer.get(name, "") for name in table.columns}


def _place(benchmark: str, slice_: str, views: Views) -> Row:
    """Return what a slice of version 1 was: view, fold, subject, attribute and group."""
    everybody = {"view": views.main(benchmark), "fold": "", "subject": "all"}
    everybody |= {"attribute": "", "group": ""}
    if slice_ == EVERYBODY:
        return everybody
    if slice_ in views.others.get(benchmark, ()):
        return everybody | {"view": slice_}
    if slice_ in _WARM:
        return everybody | {"subject": "users", "attribute": WARMTH, "group": slice_}
    attribute, value = names.group(slice_)
    if attribute == "known":
        return everybody | {"fold": slice_}
    subject = "items" if attribute in ITEM_ATTRIBUTES else "users"
    return everybody | {"subject": subject, "attribute": attribute, "group": value}


def to_version_1(table: Table, row: Row, views: Views) -> Row | None:
    """Return a row of version 2 in the columns of version 1; None for what version 1 had not."""
    older = dict(row)
    columns = VERSION_1[table.name].split()
    if "slice" in columns:
        older["slice"] = _slice(row, views)
    elif row.get("view") not in (None, views.main(row.get("benchmark", ""))):
        return None
    if "k" in table.columns:
        k = row["k"]
        older["metric"] = names.column_name(row["metric"], int(k) if k else None)
    return {name: older[name] for name in columns}


def _slice(row: Row, views: Views) -> str:
    if row.get("fold"):
        return row["fold"]
    if not row.get("attribute"):
        return EVERYBODY if row["view"] == views.main(row["benchmark"]) else row["view"]
    if row["attribute"] == WARMTH:
        return row["group"]
    return names.group_name(row["attribute"], row["group"])


def order_of_version_1(row: Row) -> tuple[str | int, ...]:
    """Return what sorted the rows of every table of version 1; ndcg@5 comes before ndcg@10."""
    metric, k = names.column(row.get("metric", ""))
    place = [row.get(name, "") for name in ("benchmark", "baseline", "other")]
    place += [row.get(name, "") for name in ("slice", "attribute", "group")]
    return (*place, metric, k or 0)


def table_of_version_1(table: Table, rows: Iterable[Row], views: Views) -> list[Row]:
    """Return all rows of a table in version 1, in its order.

    Raises UserError where version 1 had one name for two of them.
    """
    older = [to_version_1(table, row, views) for row in rows]
    ordered = sorted([row for row in older if row is not None], key=order_of_version_1)
    if table is RESULTS:
        _refuse_repeated(ordered)
    return ordered


def _refuse_repeated(rows: Iterable[Row]) -> None:
    seen = set()
    for row in rows:
        key = tuple(row[name] for name in ("benchmark", "baseline", "slice", "metric"))
        if key in seen:
            raise UserError(
                f"version 1 of results.csv has one name for two numbers: {' '.join(key)}."
            )
        seen.add(key)


CONVERTED = {table.name: table for table in (*OF_BENCHMARK, *ACROSS) if table.name in VERSION_1}
