"""The tables of reports/ that are made of scores: columns with type and unit, keys, versions.

A column or a meaning that goes raises the major number of a table's version, one that comes the
minor. `reports/datapackage.json` is generated from here (contract/package.py).
"""

from benchmarks.contract.fields import Field, Table, count, number, perhaps, text

BENCHMARK = text("benchmark", "the benchmark's name on the leaderboard")
BASELINE = text("baseline", "the baseline's name")
VIEW = text("view", "the view of the benchmark: which items are candidates, which are masked")
METRIC = text("metric", "the metric's name, as in metrics.csv")
K = count("k", "length of the lists; empty for a metric without one", "items", optional=True)
ATTRIBUTE = text("attribute", "what tells the groups apart, such as gender; empty for everybody")
GROUP = text("group", "the group, such as F; empty for everybody")
OTHER = text("other", "the baseline compared with")
N_USERS = count("n_users", "users behind the number", "users")


NOTE = text("note", "why there is no interval, or what makes it doubtful")


def of_other() -> tuple[Field, Field, Field]:
    """Return a relative difference from another baseline, with the bounds of its interval."""
    share = perhaps("relative", "difference as a share of the other's number", "share")
    low = perhaps("relative_low", "lower bound of it, 95 %, as sure as both numbers", "share")
    return share, low, perhaps("relative_high", "upper bound of it, likewise", "share")


def interval(what: str = "the value") -> tuple[Field, Field]:
    """Return the bounds of a 95 % interval."""
    low = perhaps("ci_low", f"lower bound of the 95 % bootstrap interval of {what}")
    return low, perhaps("ci_high", f"upper bound of the 95 % bootstrap interval of {what}")


RESULTS = Table(
    "results",
    "2.1",
    "Every number of every baseline: for everybody, for groups of users and of items.",
    (
        BENCHMARK,
        VIEW,
        text("fold", "the fold that the number is of; empty where it is over all folds"),
        text("subject", "all, users (a group of users) or items (a group of items)"),
        ATTRIBUTE,
        GROUP,
        BASELINE,
        METRIC,
        K,
        number("value", "the number; its unit and direction are in metrics.csv", "see metrics.csv"),
        *interval(),
        N_USERS,
        perhaps("se", "standard error of the value, over users", "see metrics.csv"),
        perhaps("at_least", "lower bound, 95 %, where nearly all users agree", "see metrics.csv"),
        perhaps("at_most", "upper bound of it, likewise", "see metrics.csv"),
        NOTE,
    ),
    ("benchmark", "view", "fold", "subject", "attribute", "group", "baseline", "metric", "k"),
)
CELLS = Table(
    "cells",
    "3.0",
    "What became of each cell, and what it ran with.",
    (
        BENCHMARK,
        BASELINE,
        text("status", "ok, not applicable, failed or not run"),
        text("reason", "why a cell is not ok"),
        count("seeds", "runs of the cell", "runs", optional=True),
        perhaps(
            "fallback_share",
            "share of lists in the order of popularity, under the view of the leaderboard",
            "share",
        ),
        perhaps("rating_fallback_share", "share of pairs with an unknown user or item", "share"),
        Field("parameters", "json", "the parameters that the cell ran with", optional=True),
        text("origin", "where the parameters come from: tuned, default or mixed"),
        text("tier", "where it was computed: run here, extra (run apart) or submitted"),
    ),
    ("benchmark", "baseline"),
)
SEEDS = Table(
    "seeds",
    "2.0",
    "The spread over the seeds of stochastic baselines.",
    (
        BENCHMARK,
        VIEW,
        BASELINE,
        METRIC,
        K,
        perhaps("mean", "mean over seeds", "see metrics.csv"),
        perhaps("sd", "standard deviation over seeds", "see metrics.csv"),
        count("n_seeds", "seeds", "runs"),
    ),
    ("benchmark", "view", "baseline", "metric", "k"),
)
COMPARISONS = Table(
    "comparisons",
    "2.2",
    "Every pair of baselines: the difference, its interval, tests and verdict.",
    (
        BENCHMARK,
        VIEW,
        METRIC,
        K,
        BASELINE,
        OTHER,
        number("value", "the first baseline's number", "see metrics.csv"),
        number("other_value", "the other's number", "see metrics.csv"),
        number("difference", "the first less the other", "see metrics.csv"),
        *interval("the difference"),
        *of_other(),
        perhaps("effect_size", "mean difference of users over its standard deviation"),
        perhaps("win", "users for whom the first is better", "share"),
        perhaps("tie", "users for whom both are alike", "share"),
        perhaps("loss", "users for whom the first is worse", "share"),
        perhaps("detectable", "difference found with 80 % power", "see metrics.csv"),
        count("users_for_1_percent", "users needed to find 1 % of the mean", "users", True),
        number("p_value", "two-sided p-value that the numbers are equal", "probability"),
        number("p_holm", "the p-value adjusted for the family by Holm", "probability"),
        text("verdict", "better, worse, practically equal, different or undecided"),
        count("n_users", "users behind the comparison", "users", optional=True),
        perhaps("p_flip", "p-value that the two are interchangeable: sign flips", "probability"),
        perhaps("p_flip_holm", "of sign flips, adjusted for the family by Holm", "probability"),
        NOTE,
    ),
    ("benchmark", "view", "metric", "k", "baseline", "other"),
)
FAIRNESS = Table(
    "fairness",
    "2.0",
    "The largest gap between groups of users, and whether chance makes such gaps.",
    (
        BENCHMARK,
        BASELINE,
        text("attribute", "what tells the groups of users apart"),
        METRIC,
        K,
        count("groups", "groups of at least 100 users", "groups"),
        text("best", "the group that fares best"),
        number("best_value", "its number", "see metrics.csv"),
        text("worst", "the group that fares worst"),
        number("worst_value", "its number", "see metrics.csv"),
        number("gap", "highest less lowest number", "see metrics.csv"),
        number("p_value", "p-value of a permutation of users among groups", "probability"),
        number("p_holm", "adjusted for all baselines and attributes of the metric", "probability"),
    ),
    ("benchmark", "baseline", "attribute", "metric", "k"),
)
GROUP_COMPARISONS = Table(
    "group_comparisons",
    "1.1",
    "Each baseline against the best and the reference in groups of at least 100 users.",
    (
        BENCHMARK,
        VIEW,
        ATTRIBUTE,
        GROUP,
        METRIC,
        K,
        BASELINE,
        OTHER,
        number("difference", "the first less the other", "see metrics.csv"),
        *interval("the difference"),
        *of_other(),
        number("p_value", "two-sided p-value that the numbers are equal", "probability"),
        number("p_holm", "adjusted by Holm for all pairs of the group", "probability"),
        text("verdict", "better, worse, practically equal or undecided"),
        N_USERS,
        NOTE,
    ),
    ("benchmark", "view", "attribute", "group", "metric", "k", "baseline", "other"),
)
EXPOSURE = Table(
    "exposure",
    "2.0",
    "Each group of items: its share of the catalogue, of what is relevant, of the places.",
    (
        BENCHMARK,
        BASELINE,
        text("attribute", "what tells the groups of items apart"),
        text("group", "the group of items"),
        number("catalogue", "share of the items", "share"),
        number("relevance", "share of the relevant pairs", "share"),
        number("exposure", "share of the places in lists", "share"),
    ),
    ("benchmark", "baseline", "attribute", "group"),
)
_OF_LARGER = "share of the larger of the two"  # the best's, or of an error its own
RANKS = Table(
    "ranks",
    "2.1",
    "Each baseline's rank, win rate and improvability, averaged over benchmarks.",
    (
        METRIC,
        K,
        BASELINE,
        number("average_rank", "mean rank; 1 is best, ties share", "rank"),
        count("benchmarks", "benchmarks that the baseline has a number on", "benchmarks"),
        perhaps("win_rate", "other baselines of a benchmark that it beats, ties half", "share"),
        perhaps("win_rate_low", "those that paired tests tell it is ahead of", "share"),
        perhaps("win_rate_high", "all but those that paired tests tell it is behind", "share"),
        perhaps("improvability", "what it lacks to the best of a benchmark", _OF_LARGER),
        perhaps("improvability_low", "lower bound of it, 95 %, users sampled", _OF_LARGER),
        perhaps("improvability_high", "upper bound of it, likewise", _OF_LARGER),
    ),
    ("metric", "k", "baseline"),
)
AGREEMENT = Table(
    "agreement",
    "2.0",
    "Whether two benchmarks on the same data rank baselines alike.",
    (
        METRIC,
        K,
        BENCHMARK,
        text("other", "the benchmark compared with"),
        perhaps("tau", "Kendall's tau-b between the two rankings"),
        number("same_order", "pairs of baselines in the same order", "share"),
        number("reversed", "pairs in reverse order", "share"),
        number("tied", "pairs that tie on either", "share"),
        count("baselines", "baselines with a number on both", "baselines"),
    ),
    ("metric", "k", "benchmark", "other"),
)
RESOLUTION = Table(
    "resolution",
    "2.0",
    "How many ranks of a benchmark its paired tests tell apart.",
    (
        BENCHMARK,
        VIEW,
        METRIC,
        K,
        count("baselines", "baselines with a number", "baselines"),
        count("neighbours", "pairs that are next to each other in the ranking", "pairs"),
        count("neighbours_told_apart", "of these, with a significant difference", "pairs"),
        count("tied_with_first", "those whom nobody leads by users alone", "baselines"),
        count("pairs", "pairs of baselines", "pairs"),
        count("pairs_told_apart", "of these, with a significant difference", "pairs"),
        N_USERS,
    ),
    ("benchmark", "view", "metric", "k"),
)
FINGERPRINTS = Table(
    "fingerprints",
    "2.0",
    "What a number means, in a code: equal codes, comparable numbers.",
    (BENCHMARK, VIEW, METRIC, K, text("fingerprint", "12 hexadecimal digits")),
    ("benchmark", "view", "metric", "k"),
)
COST = "median over seeds and folds"
MEASURED = Table(
    "measured",
    "1.1",
    "What each cell cost on the machine that ran it; other machines, other numbers.",
    (
        BENCHMARK,
        BASELINE,
        number("fit_seconds", f"fit, {COST}", "s"),
        number("rank_seconds", f"ranking for all users, {COST}", "s"),
        perhaps("users_per_second", "users ranked in a second", "users/s"),
        perhaps("request_ms_p50", "one request, 50th percentile", "ms"),
        perhaps("request_ms_p95", "one request, 95th percentile", "ms"),
        perhaps("request_ms_p99", "one request, 99th percentile", "ms"),
        perhaps("new_item_seconds", "until a new item can be recommended", "s"),
        text("new_item_by", "how: add_items or refit"),
        perhaps("model_mib", "size of the model", "MiB"),
        perhaps("peak_mib", "largest memory of the process", "MiB"),
        perhaps("fit_cpu_seconds", f"fit, of the processor, {COST}", "s"),
        perhaps("rank_cpu_seconds", f"ranking for all users, of the processor, {COST}", "s"),
        perhaps("waited", "time without a core, which other work had", "share"),
        count("threads", "threads that the cell had", "threads", optional=True),
        text("machine", "class of the machine: processor and cores"),
    ),
    ("benchmark", "baseline"),
)
OF_BENCHMARK = (
    *(RESULTS, CELLS, SEEDS, COMPARISONS, RESOLUTION, GROUP_COMPARISONS, FAIRNESS, EXPOSURE),
    *(FINGERPRINTS, MEASURED),
)  # what `collect` writes for each benchmark
ACROSS = (RANKS, AGREEMENT)
