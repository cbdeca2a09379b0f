"""Whether groups of users are served alike: their largest gap, and whether chance makes such."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import BoolArray, FloatArray
from benchmarks.contract.older import WARMTH
from benchmarks.results.averages import Scores, members_of
from benchmarks.results.column import EVERYBODY, Column, by_denominator
from benchmarks.results.grouped import parts_by
from benchmarks.stats.holm import draws_to_decide, holm, holm_of_added
from benchmarks.stats.levels import NO_CLAIM_BELOW, PERMUTATIONS
from benchmarks.stats.permutation import largest_gap, p_value, permuted_gaps

Rows = list[dict[str, Any]]


class _Test(NamedTuple):
    """What the same users judge, of groups by one attribute.

    groups : (n_users,) who is judged of each
    """

    attribute: str
    columns: list[Column]
    groups: dict[str, BoolArray]


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

    Groups below `NO_CLAIM_BELOW` users are left out. `p_value` is that of permutations of users
    among the groups, more of them where the family is large; `p_holm` is adjusted for all baselines
    and attributes of the metric.
    """
    rows = []
    tests_of_ours = _tests(scores, members, headline)
    tests_of_added = _tests(submitted or {}, members, headline)
    every_ours = _unadjusted(tests_of_ours, headline, _largest_family(tests_of_ours))
    all_tests = [*tests_of_ours, *tests_of_added]
    every_added = _unadjusted(tests_of_added, headline, _largest_family(all_tests))
    for metric in headline:
        ours, added = every_ours[metric], every_added[metric]
        p_values = [row["p_value"] for row in ours]
        of_added = holm_of_added(p_values, [row["p_value"] for row in added])
        adjusted = [*holm(p_values), *of_added]
        for row, p_holm in zip([*ours, *added], adjusted, strict=True):
            rows.append({**row, "p_holm": p_holm})
    return rows


def _tests(scores: dict[str, Scores], members: pa.Table, headline: list[str]) -> list[_Test]:
    """Return what is compared between which groups."""
    tests: list[_Test] = []
    if not scores:
        return tests
    users = next(iter(scores.values())).users
    alike = _alike(scores, headline)
    for attribute, of_attribute in sorted(parts_by(members, "attribute").items()):
        if attribute != WARMTH:
            inside = members_of(of_attribute, users)
            for columns in alike:
                groups = _large_groups(inside, columns[0].denominator > 0)
                if len(groups) > 1:
                    tests.append(_Test(attribute, columns, groups))
    return tests


def _largest_family(tests: list[_Test]) -> int:
    """Return for how many tests the p-values of a metric are adjusted, of the one that has most."""
    sizes = Counter(column.metric for test in tests for column in test.columns)
    return max(sizes.values(), default=0)


def _unadjusted(tests: list[_Test], headline: list[str], n_tests: int) -> dict[str, Rows]:
    """Return the rows of each metric but for `p_holm`.

    n_tests : of the largest family, whose smallest p-value can be significant
    """
    rows: dict[str, Rows] = {metric: [] for metric in headline}
    permutations = draws_to_decide(n_tests, PERMUTATIONS)
    for test in tests:
        for column, row in _compared(test.columns, test.groups, permutations):
            labels = {"baseline": column.baseline, "attribute": test.attribute}
            rows[column.metric].append({**labels, **row})
    return rows


def _alike(scores: dict[str, Scores], headline: list[str]) -> list[list[Column]]:
    """Return the columns of each metric and baseline; what the same users judge is together.

    Those share the permutations.
    """
    alike: dict[bytes, list[Column]] = {}
    for metric in headline:
        for name, of_baseline in scores.items():
            column = of_baseline.everybody(metric)
            if column is not None:
                judged = (column.denominator > 0).tobytes()
                alike.setdefault(judged, []).append(replace(column, baseline=name))
    return list(alike.values())


def _large_groups(members: dict[names.Group, BoolArray], judged: BoolArray) -> dict[str, BoolArray]:
    """Return who is judged of each group that is large enough for a claim."""
    large = {}
    for (_, group), inside in sorted(members.items(), key=itemgetter(0)):
        if (judged & inside).sum() >= NO_CLAIM_BELOW:
            large[group] = judged & inside
    return large


def _compared(
    columns: list[Column], groups: dict[str, BoolArray], permutations: int
) -> Iterator[tuple[Column, dict[str, Any]]]:
    """Yield each column with its row but for labels; they are judged by the same users."""
    alike = by_denominator(columns)
    under = {index: place for place, indexes in enumerate(alike, len(columns)) for index in indexes}
    denominators = [columns[indexes[0]].denominator for indexes in alike]
    both = np.column_stack([*(column.numerator for column in columns), *denominators])

    def finish(totals: FloatArray) -> FloatArray:
        numbers = [
            column.finish(totals[..., index], totals[..., under[index]])
            for index, column in enumerate(columns)
        ]
        return np.stack(numbers, axis=-1)

    values = np.array([_values(columns, inside) for inside in groups.values()])
    observed = largest_gap(values)
    by_chance = permuted_gaps(both, list(groups.values()), finish, permutations=permutations)
    chance = p_value(observed, by_chance)
    for index, column in enumerate(columns):
        row = _row(column.metric, list(groups), values[:, index])
        yield column, {**row, "gap": observed[index], "p_value": chance[index]}


def _values(columns: list[Column], inside: BoolArray) -> list[float]:
    """Return the numbers of a group, to the last digit those of results.csv."""
    return [column.among(inside, EVERYBODY).value for column in columns]


def _row(metric: str, groups: list[str], values: FloatArray) -> dict[str, Any]:
    """Return which groups fare best and worst."""
    worst, best = int(np.argmin(values)), int(np.argmax(values))
    if metrics.falls(metric):
        worst, best = best, worst
    return {
        **names.column(metric)._asdict(),
        "groups": len(groups),
        "best": groups[best],
        "best_value": values[best],
        "worst": groups[worst],
        "worst_value": values[worst],
    }
