"""The rows of the tables of reports/, typed: one class per table.

`metric` is the name of a column, such as `ndcg@10`; `view` is "" for the view of the leaderboard.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from benchmarks.report.pair import GroupPair as GroupPair
from benchmarks.report.pair import Pair as Pair

Row = TypeVar("Row")
_COLUMNS = {
    "low": "ci_low",
    "high": "ci_high",
    "p": "p_holm",
    "rank": "average_rank",
    "place": "rank",
    "ahead": "best",
    "ahead_value": "best_value",
    "behind": "worst",
    "behind_value": "worst_value",
}  # of the fields that are called otherwise in the tables


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; one number for all lists has none, but maybe a spread.

    at_least, at_most : where it lies if nearly all users agree and there is no interval
    few_buyers : whether so few users have any of it that the interval is in doubt
    """

    value: float
    low: float | None
    high: float | None
    n_users: int
    sd: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    few_buyers: bool = False


Numbers = dict[str, Estimate]  # by baseline


@dataclass(frozen=True)
class Result:
    """A row of results.csv; what is one number for all lists has no interval."""

    benchmark: str
    view: str
    fold: str
    attribute: str
    group: str
    baseline: str
    metric: str
    value: float | None
    low: float | None
    high: float | None
    n_users: int
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """A row of cells.csv: what became of a baseline on a benchmark.

    parameters : JSON; tier : run here, extra or submitted
    """

    benchmark: str
    baseline: str
    status: str
    reason: str
    seeds: int | None
    fallback_share: float | None
    rating_fallback_share: float | None
    parameters: str
    tier: str


@dataclass(frozen=True)
class Spread:
    """A row of seeds.csv: a number's mean and standard deviation over seeds."""

    benchmark: str
    view: str
    baseline: str
    metric: str
    sd: float | None


@dataclass(frozen=True)
class Cost:
    """A row of measured.csv: what a cell took; None where it was not measured."""

    benchmark: str
    baseline: str
    fit_seconds: float | None
    users_per_second: float | None
    request_ms_p50: float | None
    request_ms_p95: float | None
    request_ms_p99: float | None
    new_item_seconds: float | None
    new_item_by: str
    model_mib: float | None
    peak_mib: float | None
    fit_cpu_seconds: float | None = None
    waited: float | None = None
    machine: str = ""

    @property
    def fit(self) -> float | None:
        """Seconds of the processor for a fit; of the clock in reports that have no others."""
        return self.fit_seconds if self.fit_cpu_seconds is None else self.fit_cpu_seconds


@dataclass(frozen=True)
class Fingerprint:
    """A row of fingerprints.csv: the code of a metric, or of the protocol, under a view."""

    benchmark: str
    view: str
    metric: str
    fingerprint: str


@dataclass(frozen=True)
class Gap:
    """A row of fairness.csv: which groups fare best and worst, and how often chance makes it so."""

    benchmark: str
    baseline: str
    attribute: str
    metric: str
    groups: int
    ahead: str
    ahead_value: float | None
    behind: str
    behind_value: float | None
    gap: float | None
    p: float | None


@dataclass(frozen=True)
class Exposure:
    """A row of exposure.csv: a group's shares of the catalogue, of relevance and of places."""

    benchmark: str
    baseline: str
    attribute: str
    group: str
    catalogue: float
    relevance: float
    exposure: float


@dataclass(frozen=True)
class Rank:
    """A row of ranks.csv: how a baseline stands on average over benchmarks.

    Bounds are None where a benchmark was not tested, all but the rank in an older report.
    """

    metric: str
    baseline: str
    rank: float
    benchmarks: int
    win_rate: float | None = None
    win_rate_low: float | None = None
    win_rate_high: float | None = None
    improvability: float | None = None
    improvability_low: float | None = None
    improvability_high: float | None = None


@dataclass(frozen=True)
class Resolution:
    """A row of resolution.csv: how many ranks of a benchmark its paired tests tell apart."""

    benchmark: str
    metric: str
    baselines: int
    neighbours: int
    neighbours_told_apart: int
    tied_with_first: int
    pairs: int
    pairs_told_apart: int
    n_users: int
    view: str = ""


@dataclass(frozen=True)
class Agreement:
    """A row of agreement.csv: Kendall's tau of two benchmarks, and shares of pairs of baselines."""

    metric: str
    benchmark: str
    other: str
    tau: float | None
    same_order: float | None
    reversed: float | None
    tied: float | None
    baselines: int


def maker(kind: type[Row]) -> Callable[[Mapping[str, Any]], Row]:
    """Return what makes objects of a class of this module from rows, typed values by column."""
    columns = {name: _COLUMNS.get(name, name) for name in inspect.signature(kind).parameters}
    return lambda row: kind(**{name: row[column] for name, column in columns.items()})
