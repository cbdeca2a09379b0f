"""Which offline metric foretells the winner of a simulated A/B test on clicks, over all pairs of baselines."""

from itertools import combinations

import numpy as np
from scipy.stats import kendalltau

from benchmarks import metrics
from benchmarks.contract.arrays import FloatArray
from benchmarks.online import clicks
from benchmarks.online.results import Results
from benchmarks.online.rows import Row, row
from benchmarks.online.settings import Online
from benchmarks.online.simulated_tests import chances

_WORLD = "the same held-out relevance drives both sides: more than real users would agree, and no evidence about them"
Values = dict[str, float]  # of baselines


def rows(results: list[Results], settings: Online) -> list[Row]:
    """Return how far each metric and the clicks agree: exactly, and in experiments of each size."""
    return [found for one in results for found in _of_benchmark(one, settings)]


def same_winner(metric: Values, online: Values) -> tuple[float, int]:
    """Return the share of pairs of baselines with the same winner by both, and the pairs; a tie counts half."""
    pairs = list(combinations(sorted(metric.keys() & online.keys()), 2))
    signs = [np.sign(metric[b] - metric[a]) * np.sign(online[b] - online[a]) for a, b in pairs]
    return float(np.mean([(1 + sign) / 2 for sign in signs])) if pairs else float("nan"), len(pairs)


def tau(metric: Values, online: Values) -> float:
    """Return Kendall's tau-b between the baselines' order by both; NaN where one does not order them."""
    names = sorted(metric.keys() & online.keys())
    return float(
        kendalltau([metric[name] for name in names], [online[name] for name in names]).statistic
    )


def gains(one: Results, k: int) -> dict[str, Values]:
    """Return each metric at cut-off k and each of ratings, with its sign turned where less is better."""
    shown = {
        name: of
        for name, of in one.values.items()
        if "|" not in name and name.partition("@")[2] in ("", str(k))
    }
    return {
        name: {
            baseline: (-value if metrics.falls(name) else value) for baseline, value in of.items()
        }
        for name, of in shown.items()
    }


def _of_benchmark(one: Results, settings: Online) -> list[Row]:
    chance = {baseline: chances(one, baseline, settings) for baseline in one.items}
    online = {baseline: float(clicks.expected(own).mean()) for baseline, own in chance.items()}
    head = ("simulated", "simulated_agreement", one.source)
    found = [
        row(*head, baseline, "clicks_per_user", value, n=len(one.users), note=f"exact; {_WORLD}")
        for baseline, value in online.items()
    ]
    if len(online) < 2:
        return found
    head, length = (*head, "all pairs"), next(iter(one.items.values())).shape[2]
    offline = gains(one, length)
    for name, values in offline.items():
        share, n = same_winner(values, online)
        found.append(
            row(*head, "same_winner", share, method=name, n=n, note=f"a tie counts half; {_WORLD}")
        )
        found.append(
            row(*head, "kendall_tau", tau(values, online), method=name, n=len(values), note=_WORLD)
        )
    known = {"expected clicks": online} | {
        name: values for name, values in offline.items() if name in one.headline
    }
    per_user = {baseline: clicks.counts(own).mean(axis=(0, 1)) for baseline, own in chance.items()}
    for size in settings.plan.users:
        for name, values in known.items():
            share, n = in_experiments(per_user, values, size, settings)
            note = f"the winner has more clicks in one of {settings.plan.experiments} simulated experiments; {_WORLD}"
            found.append(
                row(*head, f"same_winner|{size} users", share, method=name, n=n, note=note)
            )
    return found


def in_experiments(
    per_user: dict[str, FloatArray], values: Values, users: int, settings: Online
) -> tuple[float, int]:
    """Return how often the side with more clicks in a simulated A/B test is the winner by `values`, and the pairs.

    per_user : the distributions of a random user's number of clicks, (length + 1,); `users` in two
    halves
    """
    random = np.random.default_rng(settings.seed)
    names = [name for name in per_user if name in values]
    counted = [
        random.multinomial(users // 2, per_user[name], settings.plan.experiments) for name in names
    ]
    clicked = np.array([drawn @ np.arange(drawn.shape[1]) for drawn in counted])
    signs = [
        np.sign(values[names[b]] - values[names[a]]) * np.sign(clicked[b] - clicked[a]).mean()
        for a, b in combinations(range(len(names)), 2)
    ]
    return float(np.mean([(1 + sign) / 2 for sign in signs])), len(signs)
