"""Whether groups of users are served alike: their largest gap, and whether chance makes such."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.older import WARMTH
from benchmarks.results.averages import Scores, members_of
from benchmarks.results.column import Column
from benchmarks.stats.holm import holm, holm_of_added
from benchmarks.stats.levels import NO_CLAIM_BELOW
from benchmarks.stats.permutation import largest_gap, p_value, permuted_gaps


def gaps(
    scores: dict[str, Scores],
    members: pa.Table,
    headline: list[str],
    submitted: dict[str, Scores] | None = None,
) -> list[dict[str, Any]]:
    """Return the groups that fare best and worst, their gap and its p-value.

    A row for each metric, attribute and baseline.

    scores : of each of our baselines; members : which user is in which group
    submitted : the scores of what others handed in, which change nothing of ours

    Groups below `NO_CLAIM_BELOW` users are left out. `p_value` is that of a permutation of users
    among the groups; `p_holm` is adjusted for all baselines and attributes of the metric.
    """
    rows = []
    for metric in headline:
        ours = _unadjusted(scores, members, metric)
        added = _unadjusted(submitted or {}, members, metric)
        p_values = [row["p_value"] for row in ours]
        of_added = holm_of_added(p_values, [row["p_value"] for row in added])
        adjusted = [*holm(p_values), *of_added]
        for row, p_holm in zip([*ours, *added], adjusted, strict=True):
            rows.append({**row, "p_holm": p_holm})
    return rows


def _unadjusted(scores: dict[str, Scores], members: pa.Table, metric: str) -> list[dict[str, Any]]:
    """Return the rows of one metric but for `p_holm`."""
    of_metric: list[dict[str, Any]] = []
    for attribute in _attributes(members):
        of_metric += _of_attribute(scores, members, attribute, metric)
    return of_metric


def _attributes(members: pa.Table) -> list[str]:
    return sorted(set(members["attribute"].unique().to_pylist()) - {WARMTH})


def _of_attribute(
    scores: dict[str, Scores], members: pa.Table, attribute: str, metric: str
) -> Iterator[dict[str, Any]]:
    # baselines that are judged by the same users share the permutations
    alike: dict[bytes, dict[str, Column]] = {}
    for name, of_baseline in scores.items():
        column = of_baseline.everybody(metric)
        if column is not None:
            alike.setdefault((column.denominator > 0).tobytes(), {})[name] = column
    for columns in alike.values():
        judged = next(iter(columns.values())).denominator > 0
        groups = _large_groups(members, attribute, next(iter(scores.values())).users, judged)
        if len(groups) > 1:
            yield from _compared(columns, groups, attribute, metric)


def _compared(
    columns: dict[str, Column], groups: dict[str, BoolArray], attribute: str, metric: str
) -> Iterator[dict[str, Any]]:
    """Yield a row for each baseline of those that are judged by the same users."""
    numerators = np.column_stack([column.numerator for column in columns.values()])
    denominators = np.column_stack([column.denominator for column in columns.values()])
    first = next(iter(columns.values()))

    def finish(totals: FloatArray) -> FloatArray:
        return first.finish(totals[..., : len(columns)], totals[..., len(columns) :])

    both = np.hstack([numerators, denominators])
    values = np.array([finish(both[inside].sum(axis=0)) for inside in groups.values()])
    observed = largest_gap(values)
    chance = p_value(observed, permuted_gaps(both, list(groups.values()), finish))
    groups_in_order = list(groups)
    worst, best = np.argmin(values, axis=0), np.argmax(values, axis=0)
    if metrics.falls(metric):
        worst, best = best, worst
    for index, baseline in enumerate(columns):
        yield {
            "baseline": baseline,
            "attribute": attribute,
            **names.column(metric)._asdict(),
            "groups": len(groups),
            "best": groups_in_order[best[index]],
            "best_value": values[best[index], index],
            "worst": groups_in_order[worst[index]],
            "worst_value": values[worst[index], index],
            "gap": observed[index],
            "p_value": chance[index],
        }


def _large_groups(
    members: pa.Table, attribute: str, users: IntArray, judged: BoolArray
) -> dict[str, BoolArray]:
    large = {}
    of_attribute = members.filter(pc.field("attribute") == attribute)
    for (_, group), inside in sorted(members_of(of_attribute, users).items(), key=itemgetter(0)):
        if (judged & inside).sum() >= NO_CLAIM_BELOW:
            large[group] = judged & inside
    return large
