"""The setup of a whole study, as a paper says it: ranking, search, seeds and statistics."""

from benchmarks.contract.documents import Study
from benchmarks.report.prose.searched import budget
from benchmarks.report.text import display
from benchmarks.splits.wording import listed
from benchmarks.stats.levels import (
    ALPHA,
    FEWEST_UNLIKE,
    MOST_BUNDLES,
    RESAMPLES,
    RESAMPLES_IN_DOUBT,
)


def sentences(settings: Study, n_users: int = 0) -> list[str]:
    """Return the sentences that hold for all benchmarks; n_users : who are judged, at most."""
    by_chance = bundles(n_users)
    ranked, searched, seeds = _ranking(settings), _search(settings), _seeds(settings.seeds)
    parts = (ranked, searched, seeds, _statistics(settings), by_chance)
    return [sentence for part in parts for sentence in part]


def _ranking(settings: Study) -> list[str]:
    return [
        reported(settings.headline),
        "Every list is a full ranking of the candidates, without sampling.",
        "Ties are broken by a seeded hash of user and item.",
        "A user with relevant test items but no list scores 0; "
        "users without relevant test items are left out.",
    ]


def reported(headline: list[str]) -> str:
    """Return the sentence on the metrics that are reported.

    >>> reported(["ndcg@10", "rmse"])
    'We report nDCG@10 of top-N lists, and RMSE of predicted ratings.'
    """
    lists = [display(metric) for metric in headline if "@" in metric]
    others = [display(metric) for metric in headline if "@" not in metric]
    if not lists:
        return f"We report {listed(others)}."
    ratings = f", and {listed(others)} of predicted ratings" if others else ""
    return f"We report {listed(lists)} of top-N lists{ratings}."


def _search(settings: Study) -> list[str]:
    if settings.tuning is None:
        return []
    trials = budget(settings.tuning.trials)
    return [
        f"Parameters are searched on the validation part alone, with {trials}, by the "
        "tree-structured Parzen estimator of Optuna; the default values are the first trial.",
    ]


def _seeds(seeds: int) -> list[str]:
    if seeds == 1:
        return ["Stochastic baselines run once."]
    averaged = "and users' scores are averaged over them"
    return [f"Stochastic baselines run with {seeds} seeds, {averaged}."]


def bundles(n_users: int) -> list[str]:
    """Return what is done with so many users that chance would take too long.

    >>> bundles(20_000)
    ['More than 10,000 users are resampled and flipped in 10,000 bundles, put together at random.']
    """
    if n_users <= MOST_BUNDLES:
        return []
    together = f"in {MOST_BUNDLES:,} bundles, put together at random"
    return [f"More than {MOST_BUNDLES:,} users are resampled and flipped {together}."]


def _statistics(settings: Study) -> list[str]:
    margin = f"{100 * settings.comparison.margin:g} %"
    sentences = [
        "Intervals and tests are of one symmetric studentized bootstrap over users: 95 %, on the "
        "logit scale for metrics within [0, 1], on the log scale for others from 0 "
        f"({RESAMPLES:,} resamples, {RESAMPLES_IN_DOUBT:,} where these leave doubt; "
        "Student's t where the mean is as good as normal).",
        f"Where fewer than {FEWEST_UNLIKE} users are unlike all others, or single ones outweigh "
        "them, numbers have no interval.",
        "All pairs of baselines are compared, with Holm's correction for all pairs of a benchmark "
        f"and metric, at the level {ALPHA:g}.",
        "Two baselines are practically equal where the interval of their difference lies within "
        f"{margin} of the mean of their numbers, or no user's number differs.",
    ]
    if {"coverage", "gini"} & set(settings.metrics):
        of_lists = "What is one number for all lists, such as coverage, has no interval over users."
        sentences.append(of_lists)
    return sentences
