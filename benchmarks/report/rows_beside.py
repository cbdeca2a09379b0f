"""The rows of the tables of reports/ that stand beside those of results, typed: one class each.

The tables are those of `contract/reports_beside.py`; `metric` is the name of a column.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Submission:
    """A row of submissions.csv: what its authors report, and what was counted in their file.

    baseline : its label in the report; benchmark : as params.yaml names it
    reason : why it is not scored, or ""; counts are None where they mean nothing
    """

    benchmark: str
    baseline: str
    authors: str
    url: str
    bibtex: str
    tuning: str
    fit_seconds: float | None
    hardware: str
    file: str
    reason: str
    rows: int | None
    users: int | None
    missing_users: int | None
    unknown_users: int | None
    unknown_items: int | None
    forbidden: int | None
    duplicates: int | None
    short_lists: int | None
    tied: int | None


@dataclass(frozen=True)
class Stand:
    """A row of standings.csv: where the paired tests put a baseline on a leaderboard.

    place : by the number alone; rank_low, rank_high : the range that the tests leave open
    relative, reference_relative : difference from the reference, as a share of either's number
    """

    benchmark: str
    view: str
    metric: str
    baseline: str
    value: float
    place: int
    rank_low: int
    rank_high: int
    is_tied_for_best: bool
    is_claimed: bool
    reference: str
    relative: float | None
    relative_low: float | None
    relative_high: float | None
    reference_relative: float | None
    reference_relative_low: float | None
    reference_relative_high: float | None
    margin: float
    n_users: int


@dataclass(frozen=True)
class Step:
    """A row of frontier.csv: a baseline that is worth its cost.

    cost : a column of measured.csv; amount : in its unit
    as_good : the cheapest baseline that is not significantly behind it
    """

    benchmark: str
    cost: str
    step: int
    baseline: str
    amount: float
    metric: str
    value: float
    as_good: str


@dataclass(frozen=True)
class Slice:
    """A row of slices.csv: a group of users or of items, and how many it has."""

    benchmark: str
    subject: str
    attribute: str
    group: str
    label: str
    order: int
    kind: str
    n: int


@dataclass(frozen=True)
class Replica:
    """A row of replication.csv: a published figure and ours."""

    source: str
    dataset: str
    baseline: str
    metric: str
    published: float | None
    ours: float | None
    tolerance: float
    verdict: str


@dataclass(frozen=True)
class Beside:
    """A row of peers.csv: a baseline of ours and another implementation of its method."""

    benchmark: str
    view: str
    baseline: str
    library: str
    implementation: str
    version: str
    trials: int
    metric: str
    value: float
    other_value: float
    difference: float
    low: float | None
    high: float | None
    best: bool
    p: float | None
    verdict: str
