"""The tables of reports/online/: what an online experiment and its logs tell, and planned tests.

Their rows are the named tuples of `rows_of_logs` and `rows_of_plans`.
"""

from benchmarks.contract.fields import Field, Table, count, number, perhaps, text
from benchmarks.contract.reports import BASELINE, BENCHMARK, OTHER, VIEW, K

_CLICK = "clicks per row"  # a row is an item shown at a position
_ROWS = count("rows", "rows of the log: items shown at a position", "rows")
_N_USERS = count("n_users", "users of the held-out part", "users")
_CAMPAIGN = (
    text("dataset", "the log of an online experiment"),
    text("campaign", "the campaign of that experiment"),
)
_COMPARED = (
    *_CAMPAIGN,
    text("log", "the policy whose log is read"),
    text("target", "the policy that is valued"),
)
_PAIR = (BENCHMARK, VIEW, BASELINE, OTHER)
_DESIGN = text("design", "ab, ab_cuped, within_users (each user gets both) or interleaving")
_COVARIATE = text("covariate", "what is known of users from before the test, in ab_cuped")
_OUTCOME = (text("outcome", "the metric per user that the test is about"), K)
_NEEDED = count("users_needed", "users in all; empty where none are enough", "users", True)


def _flag(name: str, sentence: str) -> Field:
    return Field(name, "bool", sentence, optional=True)


def _interval(unit: str, prefix: str = "", optional: bool = False) -> tuple[Field, Field]:
    """Return the bounds of a 95 % interval; prefix : the column's name, in a table with several."""
    what = "of the 95 % interval"
    low = number(f"{prefix}ci_low", f"lower bound {what}", unit, optional)
    return low, number(f"{prefix}ci_high", f"upper bound {what}", unit, optional)


def _estimate(name: str, sentence: str, unit: str) -> tuple[Field, Field, Field]:
    """Return a number that may be empty, and its interval."""
    return perhaps(name, sentence, unit), *_interval(unit, f"{name}_", optional=True)


EXPERIMENTS = Table(
    "online/experiments",
    "1.0",
    "What each policy of an online experiment got while it ran.",
    (
        *_CAMPAIGN,
        text("policy", "the policy that was served"),
        _ROWS,
        count("clicks", "rows that were clicked", "clicks"),
        count("page_views", "page views, told by user features and time", "page views"),
        number("click_rate", "clicks per row", _CLICK),
        *_interval(_CLICK),
        perhaps("design_effect", "variance with the rows of a page view together, over apart"),
    ),
    ("dataset", "campaign", "policy"),
)
TESTS = Table(
    "online/tests",
    "1.0",
    "The two policies of a campaign compared: two-sided z-test, Newcombe interval.",
    (
        *_CAMPAIGN,
        text("base", "the first policy"),
        text("other", "the second policy; numbers are of it less the first"),
        number("difference", "difference of the click rates", _CLICK),
        *_interval(_CLICK),
        number("p_value", "of the two-sided z-test, pooled variance", "probability"),
        number("power", "for the difference seen; says no more than p", "probability"),
        perhaps("detectable_difference", "smallest rise over the first that is found", _CLICK),
        count("rows_needed", "rows per policy for the difference seen", "rows", optional=True),
        count("rows", "rows of both policies", "rows"),
    ),
    ("dataset", "campaign", "base", "other"),
)
ESTIMATES = Table(
    "online/estimates",
    "1.0",
    "The click rate of a policy, estimated from another's log, against what it really got.",
    (
        *_COMPARED,
        text("method", "the off-policy estimator"),
        number("click_rate", "the estimate", _CLICK),
        *_interval(_CLICK, optional=True),
        _flag("covered", "whether the interval holds what the policy really got"),
        perhaps("relative_error", "the estimate over what it really got, less 1", "share"),
        _ROWS,
    ),
    ("dataset", "campaign", "log", "target", "method"),
)
OVERLAP = Table(
    "online/overlap",
    "1.0",
    "How much a log says of a policy, and how well the policy's probabilities are known.",
    (
        *_COMPARED,
        text("distribution", "known, or of its log: shares, mean-propensity, harmonic-propensity"),
        perhaps("mean_weight", "mean of the importance weights; 1 in expectation"),
        *_interval("", optional=True),
        perhaps("effective_rows", "equally weighted rows that the log is worth", "rows"),
        perhaps("effective_clicks", "clicks among them", "clicks"),
        perhaps("never_shown", "choices that the log has not once at their position", "share"),
        perhaps("sum_of_probabilities", "over the items; 1 if these were probabilities"),
        perhaps("distance_from_shares", "total variation, after normalization", "share"),
        text("warning", "why the log cannot tell: thin, weights or never_shown; or empty"),
        _ROWS,
    ),
    ("dataset", "campaign", "log", "target", "distribution"),
)
ESTIMATORS = Table(
    "online/estimators",
    "1.0",
    "How far each estimator can be trusted: over the real comparisons, and in simulated worlds.",
    (
        text("world", "real (over all comparisons) or simulated (over logs with a known truth)"),
        *_COMPARED,
        text("method", "the estimator; truth is one that would not err"),
        count("n", "comparisons, or simulated logs", "comparisons or logs"),
        perhaps("covered", "comparisons whose interval holds what the policy got", "share"),
        perhaps("rms_relative_error", "root mean square over the comparisons", "share"),
        *_estimate("relative_bias", "mean error over the truth", "share"),
        perhaps("relative_deviation", "standard deviation over the truth", "share"),
        perhaps("relative_rmse", "root mean square error over the truth", "share"),
        *_estimate("coverage", "simulated logs whose interval holds the truth", "share"),
    ),
    ("world", "dataset", "campaign", "log", "target", "method"),
)
CANDIDATES = Table(
    "online/candidates",
    "1.0",
    "Baselines as policies that never ran, valued on the half of the uniform log they know not.",
    (
        *_CAMPAIGN,
        text("policy", "the baseline, and how its scores become probabilities"),
        text("method", "the off-policy estimator"),
        number("click_rate", "the estimate", _CLICK),
        *_interval(_CLICK),
        perhaps("gain_over_uniform", "over showing every item alike often", _CLICK),
        *_interval(_CLICK, "gain_", optional=True),
        _ROWS,
    ),
    ("dataset", "campaign", "policy", "method"),
)
PLANS = Table(
    "online/plans",
    "1.0",
    "What a test of two baselines would need to find the difference of the held-out part.",
    (
        *_PAIR,
        *_OUTCOME,
        _DESIGN,
        _COVARIATE,
        number("difference", "of the same users, held-out part", "see metrics.csv"),
        *_interval("see metrics.csv"),
        perhaps("variance_explained", "variance that the covariate foretells", "share"),
        _NEEDED,
        count("days", "until so many users have come, once each", "days", optional=True),
        _N_USERS,
    ),
    ("benchmark", "view", "baseline", "other", "outcome", "k", "design", "covariate"),
)
DETECTABLE = Table(
    "online/detectable",
    "1.0",
    "The smallest difference between two baselines that a test of some days finds.",
    (
        *_PAIR,
        *_OUTCOME,
        _DESIGN,
        _COVARIATE,
        count("days", "length of the test", "days"),
        count("users", "who come in these days, in two halves", "users"),
        number("detectable_difference", "the difference", "see metrics.csv"),
    ),
    ("benchmark", "view", "baseline", "other", "outcome", "k", "design", "covariate", "days"),
)
SIMULATED = Table(
    "online/simulated",
    "1.0",
    "What simulated users say of two baselines; no evidence about real ones.",
    (
        *_PAIR,
        _DESIGN,
        _COVARIATE,
        count("n", "users (ab), drafts (interleaving) or experiments (ab_cuped)"),
        _NEEDED,
        perhaps("difference", "in expected clicks, exact", "clicks per user"),
        *_estimate("preference", "who click more on the second, less on the first", "share"),
        perhaps("variance_explained", "variance that the covariate foretells, exact", "share"),
        perhaps("variance_saved", "variance that is less in simulated experiments", "share"),
        *_estimate("bias", "of CUPED in simulated experiments", "clicks per user"),
        *_estimate("users_ratio", "users of an A/B test over users of interleaving", ""),
        text("warning", "why there is no users_ratio: undecided or opposite; or empty"),
    ),
    ("benchmark", "view", "baseline", "other", "design", "covariate"),
)
POWER = Table(
    "online/power",
    "1.0",
    "How often simulated tests of a size find the baseline with more expected clicks.",
    (
        *_PAIR,
        _DESIGN,
        count("users", "of the test, in all", "users"),
        Field("at_need", "bool", "whether this is the size that the design needs"),
        number("power", "experiments that find it", "share"),
        *_interval("share"),
        count("replications", "simulated experiments", "experiments"),
    ),
    ("benchmark", "view", "baseline", "other", "design", "users", "at_need"),
)
WINNERS = Table(
    "online/winners",
    "1.0",
    "How often a metric and simulated clicks name the same better baseline of two.",
    (
        BENCHMARK,
        VIEW,
        text("metric", "the offline metric, or expected_clicks"),
        K,
        count("users", "of a simulated A/B test; empty: expected clicks", "users", optional=True),
        perhaps("kendall_tau", "of the baselines' orders by both, tau-b"),
        perhaps("same_winner", "pairs with the same winner; a tie is half a pair", "share"),
        count("pairs", "pairs of baselines", "pairs"),
    ),
    ("benchmark", "view", "metric", "k", "users"),
)
CLICKS = Table(
    "online/clicks",
    "1.0",
    "The expected clicks of simulated users on each baseline's list.",
    (
        BENCHMARK,
        VIEW,
        BASELINE,
        number("clicks_per_user", "expected clicks, exact", "clicks per user"),
        _N_USERS,
    ),
    ("benchmark", "view", "baseline"),
)
NEW_CUSTOMERS = Table(
    "online/new_customers",
    "1.0",
    "How many new customers bought a product of each baseline's list, held-out purchases.",
    (
        BENCHMARK,
        VIEW,
        BASELINE,
        text("who", "none (no history) or nearly_new (at most 20 products of it)"),
        K,
        perhaps("reach", "who bought any product of the list; empty for too few", "share"),
        *_interval("share", optional=True),
        _N_USERS,
    ),
    ("benchmark", "view", "baseline", "who", "k"),
)
TRADE_OFFS = Table(
    "online/trade_offs",
    "1.0",
    "Whether relevance (ndcg) and revenue go together; a row without a baseline is of all.",
    (
        BENCHMARK,
        VIEW,
        BASELINE,
        K,
        _flag("on_front", "no other has as much of both, and more of one"),
        perhaps("kendall_tau", "of the baselines' orders by relevance and by revenue, tau-b"),
        perhaps("revenue_given_up", "by the most relevant baseline", "currency per user"),
        text("most_relevant", "the baseline with the highest ndcg"),
        text("most_revenue", "the baseline with the highest revenue"),
        count("n_baselines", "baselines that are compared", "baselines", optional=True),
    ),
    ("benchmark", "view", "baseline", "k"),
)
OF_LOGS = (EXPERIMENTS, TESTS, ESTIMATES, OVERLAP, ESTIMATORS, CANDIDATES)
OF_PLANS = (
    *(PLANS, DETECTABLE, SIMULATED, POWER),
    *(WINNERS, CLICKS, NEW_CUSTOMERS, TRADE_OFFS),
)
ONLINE = (*OF_LOGS, *OF_PLANS)
