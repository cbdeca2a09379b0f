"""The tables of reports/online/ that tell of an online experiment and its logs.

Their rows are the named tuples of `rows_of_logs`.
"""

from benchmarks.contract.fields import Field, Table, count, number, perhaps, text

_CLICK = "clicks per row"  # a row is an item shown at a position
_ROWS = count("rows", "rows of the log: items shown at a position", "rows")
_CAMPAIGN = (
    text("dataset", "the log of an online experiment"),
    text("campaign", "the campaign of that experiment"),
)
_COMPARED = (
    *_CAMPAIGN,
    text("log", "the policy whose log is read"),
    text("target", "the policy that is valued"),
)


def flag(name: str, sentence: str) -> Field:
    """Return a truth value that may be empty."""
    return Field(name, "bool", sentence, optional=True)


def interval(unit: str, prefix: str = "", optional: bool = False) -> tuple[Field, Field]:
    """Return the bounds of a 95 % interval; prefix : the column's name, in a table with several."""
    what = "of the 95 % interval"
    low = number(f"{prefix}ci_low", f"lower bound {what}", unit, optional)
    return low, number(f"{prefix}ci_high", f"upper bound {what}", unit, optional)


def estimate(name: str, sentence: str, unit: str) -> tuple[Field, Field, Field]:
    """Return a number that may be empty, and its interval."""
    return perhaps(name, sentence, unit), *interval(unit, f"{name}_", optional=True)


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
        *interval(_CLICK),
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
        *interval(_CLICK),
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
        *interval(_CLICK, optional=True),
        flag("covered", "whether the interval holds what the policy really got"),
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
        *interval("", optional=True),
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
        *estimate("relative_bias", "mean error over the truth", "share"),
        perhaps("relative_deviation", "standard deviation over the truth", "share"),
        perhaps("relative_rmse", "root mean square error over the truth", "share"),
        *estimate("coverage", "simulated logs whose interval holds the truth", "share"),
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
        *interval(_CLICK, optional=True),
        perhaps("gain_over_uniform", "over showing every item alike often", _CLICK),
        *interval(_CLICK, "gain_", optional=True),
        _ROWS,
    ),
    ("dataset", "campaign", "policy", "method"),
)
OF_LOGS = (EXPERIMENTS, TESTS, ESTIMATES, OVERLAP, ESTIMATORS, CANDIDATES)
