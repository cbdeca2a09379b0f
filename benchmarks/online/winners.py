"""Which offline metric foretells the winner of a simulated A/B test on clicks, over all pairs.

The same held-out relevance drives both sides: more than real users would agree, and no evidence
about them.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from scipy.stats import kendalltau

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.rows_of_plans import Clicked, Winner
from benchmarks.online import clicks
from benchmarks.online.scored import Scored
from benchmarks.online.settings import Online
from benchmarks.online.simulated_tests import chances

EXPECTED_CLICKS = "expected_clicks"  # in place of a metric: the winner itself
Values = dict[str, float]  # of baselines


def compare(scored: list[Scored], settings: Online) -> tuple[list[Winner], list[Clicked]]:
    """Return how far each metric and the clicks agree: exactly, and in experiments of each size."""
    winners: list[Winner] = []
    clicked: list[Clicked] = []
    for benchmark in scored:
        own = {
            baseline: chances(benchmark, baseline, settings.plan) for baseline in benchmark.items
        }
        online = {baseline: float(clicks.expected(c).mean()) for baseline, c in own.items()}
        n_users = len(benchmark.users)
        clicked += [Clicked(*benchmark.labels, *item, n_users) for item in online.items()]
        if len(online) > 1:
            offline = gains(benchmark)
            winners += _exact(benchmark, offline, online)
            per_user = {name: clicks.counts(c).mean(axis=(0, 1)) for name, c in own.items()}
            winners += _by_experiments(benchmark, per_user, offline, online, settings)
    return winners, clicked


def same_winner(metric: Values, online: Values) -> tuple[float, int]:
    """Return the share of pairs with the same winner by both, and the pairs; a tie counts half."""
    pairs = list(combinations(sorted(metric.keys() & online.keys()), 2))
    signs = [np.sign(metric[b] - metric[a]) * np.sign(online[b] - online[a]) for a, b in pairs]
    share = float(np.mean([(1 + sign) / 2 for sign in signs])) if pairs else float("nan")
    return share, len(pairs)


def tau(metric: Values, online: Values) -> float:
    """Return Kendall's tau-b of the baselines' orders by both; NaN if one does not order them."""
    shared = sorted(metric.keys() & online.keys())
    own, clicked = ([values[name] for name in shared] for values in (metric, online))
    return float(kendalltau(own, clicked).statistic)


def gains(benchmark: Scored) -> dict[str, Values]:
    """Return each metric of lists of this length and of ratings, its sign turned if it falls."""
    gained = {}
    for name, values in benchmark.values.items():
        if not _of_length(name, benchmark.length):
            continue
        sign = -1 if metrics.falls(name) else 1
        gained[name] = {baseline: sign * value for baseline, value in values.items()}
    return gained


def in_experiments(
    per_user: dict[str, FloatArray], values: Values, users: int, settings: Online
) -> tuple[float, int]:
    """Return how often more clicks in a simulated A/B test name the winner by `values`; the pairs.

    per_user : the distributions of a random user's number of clicks, (length + 1,); `users` in two
    halves
    """
    random, count = np.random.default_rng(settings.seed), settings.plan.experiments
    compared = [name for name in per_user if name in values]
    counted = [random.multinomial(users // 2, per_user[name], count) for name in compared]
    clicked = np.array([drawn @ np.arange(drawn.shape[1]) for drawn in counted])
    signs = []
    for a, b in combinations(range(len(compared)), 2):
        expected = np.sign(values[compared[b]] - values[compared[a]])
        signs.append(expected * np.sign(clicked[b] - clicked[a]).mean())
    return float(np.mean([(1 + sign) / 2 for sign in signs])), len(signs)


def _of_length(name: str, k: int) -> bool:
    """Tell whether a column is of lists of this length or of ratings, and of all items."""
    return len(names.alternatives(name)) == 1 and names.column(name).k in (None, k)


def _exact(benchmark: Scored, offline: dict[str, Values], online: Values) -> Iterator[Winner]:
    for name, values in offline.items():
        share, pairs = same_winner(values, online)
        metric, agreement = names.column(name), tau(values, online)
        yield Winner(*benchmark.labels, *metric, None, agreement, share, pairs)


def _by_experiments(
    benchmark: Scored,
    per_user: dict[str, FloatArray],
    offline: dict[str, Values],
    online: Values,
    settings: Online,
) -> Iterator[Winner]:
    """Yield how often the winner by a headline metric has more clicks in one experiment."""
    judged = {EXPECTED_CLICKS: online}
    judged |= {name: offline[name] for name in offline if name in benchmark.headline}
    for size in settings.plan.users:
        for name, values in judged.items():
            share, pairs = in_experiments(per_user, values, size, settings)
            metric = names.column(name)
            yield Winner(*benchmark.labels, *metric, size, None, share, pairs)
