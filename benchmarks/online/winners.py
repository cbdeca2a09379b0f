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
from benchmarks.online.duels import chances
from benchmarks.online.scored import Scored
from benchmarks.online.settings import Online

EXPECTED_CLICKS = "expected_clicks"  # in place of a metric: the winner itself
Values = dict[str, float]  # of baselines


def compare(scored: list[Scored], settings: Online) -> tuple[list[Winner], list[Clicked]]:
    """Return how far each metric and the clicks agree: exactly, and in experiments of each size."""
    winners: list[Winner] = []
    clicked: list[Clicked] = []
    for benchmark in scored:
        chance = {name: chances(benchmark, name, settings.plan) for name in benchmark.items}
        online = {name: _expected(of_baseline) for name, of_baseline in chance.items()}
        n_users = len(benchmark.users)
        for name, value in online.items():
            clicked.append(Clicked(*benchmark.labels, name, value, n_users))
        if len(online) > 1:
            offline = gains(benchmark)
            winners += _exact(benchmark, offline, online)
            per_user = {name: _counts(of_baseline) for name, of_baseline in chance.items()}
            winners += _by_experiments(benchmark, per_user, offline, online, settings)
    return winners, clicked


def _expected(chance: FloatArray) -> float:
    """Return the clicks that a user is expected to give, the mean over users and seeds."""
    of_users = clicks.expected(chance)
    return float(of_users.mean())


def _counts(chance: FloatArray) -> FloatArray:
    """Return the distribution of a random user's number of clicks, (length + 1,)."""
    of_users = clicks.counts(chance)
    return of_users.mean(axis=(0, 1))


def _mean_share(agreements: list[float]) -> float:
    """Return the mean share of agreement, each given from -1 (never) to 1 (always); NaN of none."""
    shares = [(1 + agreement) / 2 for agreement in agreements]
    return float(np.mean(shares)) if shares else float("nan")


def _shared(metric: Values, online: Values) -> list[str]:
    """Return the baselines that both have."""
    return sorted(metric.keys() & online.keys())


def same_winner(metric: Values, online: Values) -> tuple[float, int]:
    """Return the share of pairs with the same winner by both, and the pairs; a tie counts half."""
    signs = []
    for a, b in combinations(_shared(metric, online), 2):
        by_metric = np.sign(metric[b] - metric[a])
        by_clicks = np.sign(online[b] - online[a])
        signs.append(by_metric * by_clicks)
    return _mean_share(signs), len(signs)


def tau(metric: Values, online: Values) -> float:
    """Return Kendall's tau-b of the baselines' orders by both; NaN if one does not order them."""
    shared = _shared(metric, online)
    if len(shared) < 2:
        return float("nan")
    by_metric = [metric[name] for name in shared]
    by_clicks = [online[name] for name in shared]
    correlation = kendalltau(by_metric, by_clicks)
    return float(correlation.statistic)


def gains(benchmark: Scored) -> dict[str, Values]:
    """Return each metric of lists of this length and of ratings, its sign turned if it falls."""
    gained = {}
    for name, values in benchmark.values.items():
        if not _of_length(name, benchmark.length):
            continue
        sign = -1 if metrics.falls(name) else 1
        signed = {baseline: sign * value for baseline, value in values.items()}
        gained[name] = signed
    return gained


def in_experiments(
    per_user: dict[str, FloatArray], values: Values, users: int, settings: Online
) -> tuple[float, int]:
    """Return how often more clicks in a simulated A/B test name the winner by `values`; the pairs.

    per_user : the distributions of a random user's number of clicks, (length + 1,)
    users : in two halves
    """
    random = np.random.default_rng(settings.seed)
    compared = [name for name in per_user if name in values]
    clicked = []
    for name in compared:
        drawn = random.multinomial(users // 2, per_user[name], settings.plan.experiments)
        n_clicks = np.arange(drawn.shape[1])
        clicked.append(drawn @ n_clicks)
    signs = []
    for a, b in combinations(range(len(compared)), 2):
        expected = np.sign(values[compared[b]] - values[compared[a]])
        more = np.sign(clicked[b] - clicked[a])
        signs.append(expected * more.mean())
    return _mean_share(signs), len(signs)


def _of_length(name: str, k: int) -> bool:
    """Tell whether a column is of lists of this length or of ratings, and of all items."""
    of_all_items = len(names.alternatives(name)) == 1
    return of_all_items and names.column(name).k in (None, k)


def _exact(benchmark: Scored, offline: dict[str, Values], online: Values) -> Iterator[Winner]:
    """Yield how far each metric orders the baselines as the expected clicks do."""
    for name, values in offline.items():
        share, pairs = same_winner(values, online)
        metric = names.column(name)
        agreement = tau(values, online)
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
    shown_first = [name for name in offline if name in benchmark.headline]
    judged |= {name: offline[name] for name in shown_first}
    for size in settings.plan.users:
        for name, values in judged.items():
            share, pairs = in_experiments(per_user, values, size, settings)
            metric = names.column(name)
            yield Winner(*benchmark.labels, *metric, size, None, share, pairs)
