"""The results of a benchmark that plans and simulations of tests are made from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray

FIRST = "all"  # the view that lists and pairs are of
Pair = tuple[str, str]


@dataclass(frozen=True)
class Ranking:
    """What says which baseline is better, and on lists of which length.

    headline : the metrics shown first, the first of which ranks
    list_length : of the lists that simulated users see; reference : baseline, or None
    """

    headline: list[str]
    list_length: int
    reference: str | None


@dataclass(frozen=True)
class Scored:
    """The results of one benchmark; of a benchmark with folds, those of the first.

    view_names : of each view, the name under which its results stand
    users : (n_users,) codes, ascending, of those with something relevant held out
    items, hits : of each baseline the lists of each seed, (n_seeds, n_users, length), and which
    items are relevant
    rows, members : scores per user, of all views, and who is in which group, as `score` writes
    them
    values : of each metric each baseline's value, the mean over seeds
    history : (n_users,) what is known of users from before the test, by name
    pairs : of baselines, that a test would compare; the second is the better by the first headline
    metric
    headline : the metrics shown first, the first of which ranks
    """

    view_names: Mapping[str, str]
    users: IntArray
    items: dict[str, IntArray]
    hits: dict[str, BoolArray]
    rows: pa.Table
    members: pa.Table
    values: dict[str, dict[str, float]]
    history: dict[str, FloatArray]
    pairs: list[Pair]
    headline: list[str]

    @property
    def labels(self) -> tuple[str, str]:
        """Name of the benchmark, and the view that lists and pairs are of."""
        return self.view_names[FIRST], FIRST

    @property
    def length(self) -> int:
        """Length of the lists."""
        return next(iter(self.items.values())).shape[2]

    def of_users(self, baseline: str, metric: str) -> FloatArray | None:
        """Return a metric of each user, (n_users,), the mean over seeds; None if data lacks it."""
        if metric not in self.rows.column_names:
            return None
        of_view = pc.field("view") == FIRST
        of_baseline = pc.field("baseline") == baseline
        scores = self.rows.filter(of_view & of_baseline)
        scored_users = scores["user"].to_numpy()
        inside = np.isin(scored_users, self.users)
        places = np.searchsorted(self.users, scored_users[inside])
        values = np.full(len(self.users), np.nan)
        values[places] = scores[metric].to_numpy()[inside]
        return values if np.isfinite(values).all() else None
