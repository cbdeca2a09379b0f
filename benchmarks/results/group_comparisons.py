"""Whether differences are real in a group of users: against the best there, and the reference.

A family is a group of users under the first headline metric. Its best is chosen by the numbers
that are then tested, so that p-values are adjusted for all pairs of the group.
"""

from collections.abc import Iterator
from math import comb
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.documents import ScorePlan
from benchmarks.results import chance, comparisons
from benchmarks.results.averages import Scores, members_of
from benchmarks.results.column import Column, Place
from benchmarks.results.differing import Pairs
from benchmarks.results.family import Family
from benchmarks.stats.levels import NO_CLAIM_BELOW

_RELATIVE = ("relative", "relative_low", "relative_high")
_FIGURES = ("difference", "ci_low", "ci_high", *_RELATIVE, "p_value", "p_holm", "verdict")
_SHOWN = ("baseline", "other", *_FIGURES, "n_users", "note")


def of_groups(
    scores: dict[str, Scores], members: pa.Table, plan: ScorePlan
) -> Iterator[dict[str, Any]]:
    """Yield the rows of groups of users under one view, with `attribute` and `group`.

    scores : of each of our baselines; members : which user is in which group
    """
    metric = plan.headline[0]
    families = {
        group: Family.of(columns, metrics.falls(metric))
        for group, columns in _columns(scores, members, metric).items()
    }
    asked = {group: _pairs(family, plan.comparison.reference) for group, family in families.items()}
    tested = [group for group, pairs in asked.items() if pairs]
    sizes = [comb(len(families[group].names), 2) for group in tested]
    drawn = chance.of([families[group] for group in tested], [asked[g] for g in tested], sizes)
    for group, of_group, size in zip(tested, drawn, sizes, strict=True):
        labels = {**group._asdict(), **names.column(metric)._asdict()}
        margin = plan.comparison.margin
        for row in comparisons.of_drawn(families[group], margin, of_group, size):
            yield labels | {name: row[name] for name in _SHOWN}


def _columns(
    scores: dict[str, Scores], members: pa.Table, metric: str
) -> dict[names.Group, dict[str, Column]]:
    """Return the columns of baselines in each group that is large enough for a claim."""
    columns: dict[names.Group, dict[str, Column]] = {}
    for name, of_baseline in scores.items():
        everybody = of_baseline.everybody(metric)
        if everybody is None:
            continue
        for group, inside in members_of(members, of_baseline.users).items():
            column = everybody.among(inside, Place("", "users", *group))
            if column.n_users >= NO_CLAIM_BELOW:
                columns.setdefault(group, {})[name] = column
    return columns


def _pairs(family: Family, reference: str | None) -> Pairs:
    """Return each baseline with the best of the group, then each other with the reference."""
    values = family.finish(*family.totals())
    best = int(np.nanargmin(values) if family.falls else np.nanargmax(values))
    others = [place for place in range(len(family.names)) if place != best]
    pairs = [(place, best) for place in others]
    if reference in family.names:
        usual = family.names.index(reference)
        pairs += [(place, usual) for place in others if place != usual]
    return pairs
