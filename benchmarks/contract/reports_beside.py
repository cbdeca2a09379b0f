"""The tables of reports/ beside the scores: what describes, and what other stages write."""

from benchmarks.contract.fields import Field, Table, count, number, perhaps, text, truth
from benchmarks.contract.reports import (
    BASELINE,
    BENCHMARK,
    METRIC,
    N_USERS,
    OTHER,
    VIEW,
    K,
    interval,
)

METRICS = Table(
    "metrics",
    "1.0",
    "What each metric is.",
    (
        text("metric", "the metric's name"),
        text("label", "the name as people write it"),
        text("family", "what the metric is about"),
        text("direction", "which numbers are better: higher, lower or neither"),
        text("unit", "of its numbers; empty for one without"),
        count("decimals", "decimals that are worth showing"),
        perhaps("low", "smallest value it can take"),
        perhaps("high", "largest value it can take"),
        text("averaged", "over users, over totals of users, or one number for all lists"),
        truth("has_interval", "whether results.csv has an interval for it"),
        text("identifier", "pins the definition; part of the fingerprints"),
        text("source", "where the definition is from"),
    ),
    ("metric",),
    by_key=False,
)
BASELINES = Table(
    "baselines",
    "1.0",
    "What each baseline is.",
    (
        BASELINE,
        text("label", "the name as people write it"),
        text("family", "the kind of method"),
        Field(
            "personalised",
            "bool",
            "whether lists differ from user to user; empty for what was submitted",
            optional=True,
        ),
        truth("tunable", "whether it has parameters that a search may choose"),
        text("source", "what it is, and where from"),
    ),
    ("baseline",),
    by_key=False,
)
BENCHMARKS = Table(
    "benchmarks",
    "2.0",
    "What each benchmark asks, one row for each view of it.",
    (
        BENCHMARK,
        VIEW,
        text("title", "the dataset's title"),
        text("label", "the name as people write it"),
        text("sentence", "what the split holds out"),
        text("dataset", "the dataset's name"),
        text("parent", "the benchmark whose fits a view under its own name shares"),
        text("unit_of_users", "what the dataset's users are, such as households"),
        count("scored", "users behind the first headline metric", "users", optional=True),
        count(
            "left_out",
            "test users without a number: all that they have is outside the catalogue, or nothing "
            "of it is relevant",
            "users",
            optional=True,
        ),
        text("mask", "what is left out of lists: seen or none"),
        text("candidates", "what may be recommended: all or cold"),
        text("relevance", "which interactions count as relevant"),
        perhaps(
            "leak_share", "training rows later than a test row, on average over test rows", "share"
        ),
    ),
    ("benchmark", "view"),
    by_key=False,
)
SLICES = Table(
    "slices",
    "1.0",
    "The groups of users and of items that tables speak of.",
    (
        BENCHMARK,
        text("subject", "users or items"),
        text("attribute", "what tells the groups apart"),
        text("group", "the group"),
        text("label", "the group as people write it"),
        count("order", "place among the attribute's groups, from 0"),
        text("kind", "feature (of the data) or derived (worked out here)"),
        count("n", "users served, or items of the catalogue", "users or items"),
    ),
    ("benchmark", "subject", "attribute", "group"),
    by_key=False,
)
SUBMISSIONS = Table(
    "submissions",
    "1.0",
    "Recommendations made elsewhere: who made them, and what was counted while they were read.",
    (
        text("benchmark", "the benchmark whose folder of submissions/ the file lies in"),
        text("baseline", "the submission's name, as in every other table"),
        text("title", "the name as its authors write it"),
        text("authors", "who made it, as reported"),
        text("url", "where to read about it, as reported"),
        text("bibtex", "how to cite it, as reported"),
        text("tuning", "how its parameters were chosen, as reported"),
        perhaps("fit_seconds", "what a fit took, as reported", "s"),
        text("hardware", "on which machine, as reported"),
        text("file", "the file's name"),
        text("sha256", "of the file"),
        text("reason", "why it is not scored; empty if it is"),
        count("rows", "rows of the file", "rows", optional=True),
        count("users", "users with a list", "users", optional=True),
        count("missing_users", "users to serve without a list, who score 0", "users", True),
        count("unknown_users", "users that are not asked for, dropped", "users", True),
        count(
            "unknown_items", "rows with items that are not in the catalogue, dropped", "rows", True
        ),
        count("forbidden", "rows with items that the rules leave out, dropped", "rows", True),
        count("duplicates", "rows that repeat a user and an item, dropped", "rows", True),
        count("short_lists", "lists shorter than the longest cut-off", "users", True),
        count("tied", "rows whose score another row of the user has", "rows", True),
    ),
    ("benchmark", "baseline"),
)
REPLICATION = Table(
    "replication",
    "1.0",
    "Published figures, recomputed under their own protocols.",
    (
        text("source", "where the figure is published"),
        text("dataset", "the dataset"),
        BASELINE,
        text("metric", "the metric as the source has it, with its cut-off"),
        perhaps("published", "the published figure; empty where there is none", "as published"),
        perhaps("ours", "the figure recomputed; empty where it was not run", "as published"),
        number("tolerance", "largest difference that counts as reproduced", "as published"),
        text("verdict", "reproduced, differs, not published or not run"),
    ),
    ("source", "dataset", "baseline", "metric"),
    by_key=False,
)
PEERS = Table(
    "peers",
    "1.0",
    "Our baselines beside other people's implementations of the same methods.",
    (
        BENCHMARK,
        VIEW,
        BASELINE,
        text("library", "whose implementation it is"),
        text("implementation", "the library's class"),
        text("version", "of the library"),
        count("trials", "trials of the library's search", "trials"),
        Field("parameters", "json", "what the library's search chose"),
        text("metric", "the metric's name"),
        K,
        number("value", "ours", "see metrics.csv"),
        number("other_value", "theirs", "see metrics.csv"),
        number("difference", "ours less theirs", "see metrics.csv"),
        *interval("the difference"),
        number("p_value", "two-sided p-value of a paired bootstrap over users", "probability"),
        truth("best", "whether it is the best implementation of the method there, but for ours"),
        perhaps(
            "p_holm", "of the best: adjusted by Holm over methods and benchmarks", "probability"
        ),
        text("verdict", "of the best: ours is better, worse, practically equal or undecided"),
        count("n_users", "users that both are judged by", "users"),
    ),
    ("benchmark", "view", "baseline", "library", "implementation"),
)
JUDGEMENTS = Table(
    "judgements",
    "1.0",
    "What people preferred in internal tests, pair by pair.",
    (
        BENCHMARK,
        text("taste", "real (a user of the data) or own"),
        BASELINE,
        OTHER,
        count("judgements", "judgements of the pair", "judgements"),
        count("wins", "the first was preferred", "judgements"),
        count("ties", "neither was preferred", "judgements"),
        count("losses", "the other was preferred", "judgements"),
        perhaps("share", "wins among those with a preference", "share"),
        *interval("the share"),
        perhaps("p_value", "two-sided p-value of a sign test", "probability"),
        perhaps("p_holm", "the p-value adjusted by Holm", "probability"),
    ),
    ("benchmark", "taste", "baseline", "other"),
)
LEADERBOARD = Table(
    "plots/leaderboard",
    "1.0",
    "The first headline metric of each cell, for `dvc plots`.",
    (BENCHMARK, BASELINE, number("value", "the number", "see metrics.csv"), *interval()),
    ("benchmark", "baseline"),
    by_key=False,
)
CURVES = Table(
    "plots/curves",
    "1.0",
    "The first headline metric over the length of lists, for `dvc plots`.",
    (BENCHMARK, BASELINE, K, number("value", "the number", "see metrics.csv")),
    ("benchmark", "baseline", "k"),
)
STANDINGS = Table(
    "standings",
    "3.0",
    "Where each baseline stands by the paired tests, submissions included.",
    (
        BENCHMARK,
        VIEW,
        METRIC,
        K,
        BASELINE,
        number("value", "the baseline's number", "see metrics.csv"),
        count("rank", "place by the number alone; equal numbers share the best", "rank"),
        count("rank_low", "one more than those significantly ahead", "rank"),
        count("rank_high", "how many are not significantly behind, itself included", "rank"),
        truth("is_tied_for_best", "whether nobody is significantly ahead of it"),
        truth("is_claimed", "whether enough users stand behind it to call one best or tied"),
        text("reference", "the baseline that all are compared with; empty without one"),
        perhaps("relative", "difference from the reference, of its number", "share"),
        perhaps("relative_low", "lower bound of it, 95 %", "share"),
        perhaps("relative_high", "upper bound of it, likewise", "share"),
        perhaps("reference_relative", "the reference's difference, of this number", "share"),
        perhaps("reference_relative_low", "lower bound of it, 95 %", "share"),
        perhaps("reference_relative_high", "upper bound of it, likewise", "share"),
        number("margin", "differences below this share are practically nothing", "share"),
        N_USERS,
    ),
    ("benchmark", "view", "metric", "k", "baseline"),
)
FRONTIER = Table(
    "frontier",
    "2.0",
    "Which baselines are worth their cost: each step is significantly better than the one before.",
    (
        BENCHMARK,
        text("cost", "what is paid: fit_cpu_seconds or request_ms_p50, as in measured.csv"),
        count("step", "from 1, the cheapest", "steps"),
        BASELINE,
        number("amount", "the cost, measured", "s or ms"),
        METRIC,
        K,
        number("value", "the baseline's number by the first headline metric", "see metrics.csv"),
        text("as_good", "the cheapest baseline that is not significantly behind it"),
        number("as_good_amount", "what that one costs", "s or ms"),
    ),
    ("benchmark", "cost", "step"),
)
BY_TESTS = (STANDINGS, FRONTIER)  # what `tables` makes of comparisons and costs
DESCRIBING = (METRICS, BASELINES, BENCHMARKS, SLICES, SUBMISSIONS)
PLOTS = (LEADERBOARD, CURVES)
BESIDE = (REPLICATION, PEERS, JUDGEMENTS)
