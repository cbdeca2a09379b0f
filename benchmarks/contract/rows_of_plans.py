"""The rows of the tables in reports/online/ that tell of tests that were not run.

One named tuple for each table, fields in the order of the columns, the key first
(reports_of_plans.py says which, and the units). What a row cannot say is None. Intervals, `ci_low`
to `ci_high`, are of 95 %.

benchmark, view : the name under which the results of a view stand, and the view
baseline, other : a pair; numbers are of the second less the first
design : ab (each user gets one of two), ab_cuped (less what a `covariate` from before the test
foretells), within_users (each user gets both), interleaving (both lists in one)
"""

from typing import NamedTuple


class Planned(NamedTuple):
    """What a test of two baselines would need to find the difference of the held-out part."""

    benchmark: str
    view: str
    baseline: str
    other: str
    outcome: str
    k: int | None
    design: str
    covariate: str
    difference: float
    ci_low: float
    ci_high: float
    variance_explained: float | None
    users_needed: int | None
    days: int | None
    n_users: int


class Detectable(NamedTuple):
    """The smallest difference that a test of some days would find."""

    benchmark: str
    view: str
    baseline: str
    other: str
    outcome: str
    k: int | None
    design: str
    covariate: str
    days: int
    users: int
    detectable_difference: float


class Simulated(NamedTuple):
    """What simulated users say of two baselines, by one design.

    n : users (ab), drafts (interleaving) or experiments (ab_cuped)
    warning : "" (none), or why there is no `users_ratio`: undecided (the drafts leave open which
    one interleaving prefers), opposite (it prefers the one with fewer expected clicks)
    """

    benchmark: str
    view: str
    baseline: str
    other: str
    design: str
    covariate: str
    n: int
    users_needed: int | None
    difference: float | None = None
    preference: float | None = None
    preference_ci_low: float | None = None
    preference_ci_high: float | None = None
    variance_explained: float | None = None
    variance_saved: float | None = None
    bias: float | None = None
    bias_ci_low: float | None = None
    bias_ci_high: float | None = None
    users_ratio: float | None = None
    users_ratio_ci_low: float | None = None
    users_ratio_ci_high: float | None = None
    warning: str = ""


class Power(NamedTuple):
    """How often simulated tests of a size find the baseline with more expected clicks.

    at_need : whether the size is what the design needs
    """

    benchmark: str
    view: str
    baseline: str
    other: str
    design: str
    users: int
    at_need: bool
    power: float
    ci_low: float
    ci_high: float
    replications: int


class Winner(NamedTuple):
    """How often a metric and simulated clicks name the same better baseline of two.

    users : of an A/B test; None where expected clicks are compared, exactly
    """

    benchmark: str
    view: str
    metric: str
    k: int | None
    users: int | None
    kendall_tau: float | None
    same_winner: float | None
    pairs: int


class Clicked(NamedTuple):
    """The expected clicks of simulated users on a baseline's list."""

    benchmark: str
    view: str
    baseline: str
    clicks_per_user: float
    n_users: int


class NewCustomers(NamedTuple):
    """How many new customers bought a product of a baseline's list.

    who : none (no history, by their first basket) or nearly_new (at most 20 products of it, by all
    that they bought; too few have no number)
    """

    benchmark: str
    view: str
    baseline: str
    who: str
    k: int
    reach: float | None
    ci_low: float | None
    ci_high: float | None
    n_users: int


class TradeOff(NamedTuple):
    """Whether no other baseline has as much relevance and revenue; a row without one is of all.

    kendall_tau : of the orders by both; revenue_given_up : by the most relevant baseline
    """

    benchmark: str
    view: str
    baseline: str
    k: int
    on_front: bool | None
    kendall_tau: float | None = None
    revenue_given_up: float | None = None
    most_relevant: str = ""
    most_revenue: str = ""
    n_baselines: int | None = None
