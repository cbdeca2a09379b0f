"""The tables of reports/ beside the scores: what describes, and what other stages write."""

from benchmarks.contract.fields import Field, Table, count, number, perhaps, text, truth
from benchmarks.contract.reports import BASELINE, BENCHMARK, OTHER, VIEW, K, interval

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
    "1.0",
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
        count("left_out", "test users without anything relevant", "users", optional=True),
        text("mask", "what is left out of lists: seen or none"),
        text("candidates", "what may be recommended: all or cold"),
        text("relevance", "which interactions count as relevant"),
        perhaps("leak_share", "test rows with a later training row of anybody", "share"),
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
DESCRIBING = (METRICS, BASELINES, BENCHMARKS, SLICES, SUBMISSIONS)
PLOTS = (LEADERBOARD, CURVES)
BESIDE = (REPLICATION, JUDGEMENTS)
