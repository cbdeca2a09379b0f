"""The rows of the tables in reports/online/ that tell of a log: one named tuple for each table.

Fields stand in the order of the columns, the key first (reports_of_logs.py says which, and the
units). What a row cannot say is None. Intervals, `ci_low` to `ci_high`, are of 95 %.

dataset, campaign : the log of an online experiment, and one of its campaigns
log, target, policy : the policy whose log is read, the policy that is valued, any policy
"""

from typing import NamedTuple


class Experiment(NamedTuple):
    """What a policy got while it ran; rows are items shown at a position."""

    dataset: str
    campaign: str
    policy: str
    rows: int
    clicks: int
    page_views: int
    click_rate: float
    ci_low: float
    ci_high: float
    design_effect: float


class PolicyTest(NamedTuple):
    """The test of two policies that ran side by side, and what samples of this size could show."""

    dataset: str
    campaign: str
    base: str
    other: str
    difference: float
    ci_low: float
    ci_high: float
    p_value: float
    power: float
    detectable_difference: float
    rows_needed: int | None
    rows: int


class Estimate(NamedTuple):
    """The click rate of a policy, estimated from the log of another, against what it really got.

    An estimate that is no comparison has no interval, `covered` and `relative_error`.
    """

    dataset: str
    campaign: str
    log: str
    target: str
    method: str
    click_rate: float
    ci_low: float | None
    ci_high: float | None
    covered: bool | None
    relative_error: float | None
    rows: int


class Overlap(NamedTuple):
    """How much a log says of a policy, and how well the policy is known.

    distribution : what the policy's probabilities are taken from: known, or of its own log the
    shares, the mean or the harmonic mean of the propensities
    warning : "" (none), or why the log cannot tell: thin (too few clicks), weights (they do not
    average 1), never_shown (what the policy would show)
    """

    dataset: str
    campaign: str
    log: str
    target: str
    distribution: str
    mean_weight: float | None
    ci_low: float | None
    ci_high: float | None
    effective_rows: float | None
    effective_clicks: float | None
    never_shown: float | None
    sum_of_probabilities: float | None
    distance_from_shares: float | None
    warning: str
    rows: int


class Estimator(NamedTuple):
    """How far an estimator can be trusted: over the real comparisons, or in a simulated world.

    world : real (one row for each method, over all comparisons) or simulated (for each comparison,
    over simulated logs); n : comparisons, or logs; the method `truth` estimates without an error
    """

    world: str
    dataset: str
    campaign: str
    log: str
    target: str
    method: str
    n: int
    covered: float | None = None
    rms_relative_error: float | None = None
    relative_bias: float | None = None
    relative_bias_ci_low: float | None = None
    relative_bias_ci_high: float | None = None
    relative_deviation: float | None = None
    relative_rmse: float | None = None
    coverage: float | None = None
    coverage_ci_low: float | None = None
    coverage_ci_high: float | None = None


class Candidate(NamedTuple):
    """The estimated click rate of a baseline as a policy, and its gain over the uniform policy."""

    dataset: str
    campaign: str
    policy: str
    method: str
    click_rate: float
    ci_low: float | None
    ci_high: float | None
    gain_over_uniform: float | None
    gain_ci_low: float | None
    gain_ci_high: float | None
    rows: int
