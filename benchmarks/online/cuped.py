"""What simulated A/B tests save by what users' history foretells: exactly, and by simulation."""

from collections.abc import Iterator

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.rows_of_plans import Simulated
from benchmarks.online import clicks
from benchmarks.online.counts import whole
from benchmarks.online.planning import halves
from benchmarks.online.settings import Online
from benchmarks.stats import power
from benchmarks.stats.levels import Z_ROUNDED

_USERS = 1000  # of each experiment that checks CUPED


def foretold(
    labels: tuple[str, str, str, str],
    chance: tuple[FloatArray, FloatArray],
    history: dict[str, FloatArray],
    settings: Online,
) -> Iterator[Simulated]:
    """Yield the share of clicks' variance that history foretells, what is saved, and the bias.

    labels : benchmark, view, baseline, other; chance : of a click under either, (n_users, length)
    history : (n_users,) by name
    """
    own = (clicks.expected(chance[0]), clicks.expected(chance[1]))
    gap = own[1].mean() - own[0].mean()
    noise = sum((c * (1 - c)).sum(axis=1).mean() for c in chance)
    plain = sum(halves(own)) + noise
    for name, of_users in history.items():
        left = sum(halves(own, of_users)) + noise
        as_is, adjusted = estimates(chance, of_users, _USERS, settings)
        count = len(adjusted)
        error = adjusted.std(ddof=1) / np.sqrt(count)
        bias = adjusted.mean() - gap
        needed = 2 * power.users_needed(gap, (left, 0.0), settings.power)
        yield Simulated(
            *labels,
            "ab_cuped",
            name,
            n=count,
            users_needed=whole(needed),
            variance_explained=1 - left / plain,
            variance_saved=1 - adjusted.var() / as_is.var(),
            bias=bias,
            bias_ci_low=bias - Z_ROUNDED * error,
            bias_ci_high=bias + Z_ROUNDED * error,
        )


def estimates(
    chance: tuple[FloatArray, FloatArray], history: FloatArray, users: int, settings: Online
) -> tuple[FloatArray, FloatArray]:
    """Simulate A/B tests; return the differences in clicks as they are and by CUPED.

    users : of each test; both results are of shape (experiments,)
    """
    random, half = np.random.default_rng(settings.seed), users // 2
    differences = []
    for _ in range(settings.plan.experiments):
        who = random.integers(0, len(history), 2 * half)
        control = clicks.draw(chance[0][who[:half]], random)
        treatment = clicks.draw(chance[1][who[half:]], random)
        clicked = np.concatenate([control, treatment])
        adjusted = power.cuped(clicked.astype(np.float64), history[who])
        both = [values[half:].mean() - values[:half].mean() for values in (clicked, adjusted)]
        differences.append(both)
    plain, by_history = np.array(differences).T
    return plain, by_history
