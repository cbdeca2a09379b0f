"""The tables of reports/online/ on what comes after: planned, simulated tests, what a shop sees.

Their rows are the named tuples of `rows_of_plans`.
"""

from benchmarks.contract.fields import Field, Table, count, number, perhaps, text
from benchmarks.contract.reports import BASELINE, BENCHMARK, OTHER, VIEW, K
from benchmarks.contract.reports_of_logs import estimate, flag, interval

_PAIR = (BENCHMARK, VIEW, BASELINE, OTHER)
_DESIGN = text("design", "ab, ab_cuped, within_users (each user gets both) or interleaving")
_COVARIATE = text("covariate", "what is known of users from before the test, in ab_cuped")
_OUTCOME = (text("outcome", "the metric per user that the test is about"), K)
_NEEDED = count("users_needed", "users in all; empty where none are enough", "users", True)
_N_USERS = count("n_users", "users of the held-out part", "users")
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
        *interval("see metrics.csv"),
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
        *estimate("preference", "who click more on the second, less on the first", "share"),
        perhaps("variance_explained", "variance that the covariate foretells, exact", "share"),
        perhaps("variance_saved", "variance that is less in simulated experiments", "share"),
        *estimate("bias", "of CUPED in simulated experiments", "clicks per user"),
        *estimate("users_ratio", "users of an A/B test over users of interleaving", ""),
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
        *interval("share"),
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
    "1.1",  # customers without history by their first basket; a number for however few
    "How many new customers bought a product of each baseline's list, held-out purchases.",
    (
        BENCHMARK,
        VIEW,
        BASELINE,
        text("who", "none (no history) or nearly_new (at most 20 products of it)"),
        K,
        perhaps(
            "reach",
            "of none: whose first basket holds a product of the list, interval by Wilson; of "
            "nearly_new: who bought any, empty for too few",
            "share",
        ),
        *interval("share", optional=True),
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
        flag("on_front", "no other has as much of both, and more of one"),
        perhaps("kendall_tau", "of the baselines' orders by relevance and by revenue, tau-b"),
        perhaps("revenue_given_up", "by the most relevant baseline", "currency per user"),
        text("most_relevant", "the baseline with the highest ndcg"),
        text("most_revenue", "the baseline with the highest revenue"),
        count("n_baselines", "baselines that are compared", "baselines", optional=True),
    ),
    ("benchmark", "view", "baseline", "k"),
)
OF_PLANS = (
    *(PLANS, DETECTABLE, SIMULATED, POWER),
    *(WINNERS, CLICKS, NEW_CUSTOMERS, TRADE_OFFS),
)
