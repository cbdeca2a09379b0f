"""The estimators on simulated logs as large as the real ones, where the truth is known."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from benchmarks.contract.arrays import FloatArray
from benchmarks.online import offpolicy, policies, rewards
from benchmarks.online.counterfactual import chances, directions, estimators
from benchmarks.online.logged import Logs
from benchmarks.online.rounds import Rounds
from benchmarks.online.rows import Row, interval, row
from benchmarks.online.settings import Online
from benchmarks.stats import clustered, rates
from benchmarks.stats.levels import Z_ROUNDED


def rows(logs: Logs, settings: Online) -> list[Row]:
    """Return each estimator's bias, spread, error and coverage, relative to the truth, in a world like each log."""
    found = []
    for campaign, rounds, _, subject, policy in directions(logs):
        logging = policies.as_served(rounds, pseudo=0.5)
        names, values, bounds, truth = replicate(rounds, logging, policy, settings)
        for column, name in enumerate(names):
            head = ("simulated", "known_truth", f"{settings.logs}/{campaign}", subject)
            measures = summary(values[:, column], bounds[:, :, column], truth)
            found += [
                row(*head, measure, method=name, **rest) for measure, rest in measures.items()
            ]
    return found


def world(rounds: Rounds, logging: FloatArray, settings: Online) -> FloatArray:
    """Return true click rates, (n_contexts, n_positions, n_items): a fit of the log, made rougher by chance.

    logging : (1, n_positions, n_items); under it the mean is the log's click rate

    The fit is additive, as the reward models of the estimators are; seeded normal interactions of
    context and item, in log-odds, are what they cannot know.
    """
    everything = np.ones(len(rounds.item), dtype=bool)
    fit = rewards.rates(
        rewards.logistic(settings.rewards), rewards.one_hot(rounds), rounds, everything
    )
    n_contexts, _, n_items = rounds.shape
    rough = np.random.default_rng(settings.seed).normal(
        0, settings.interactions, (n_contexts, 1, n_items)
    )
    odds, chance = logit(np.clip(fit, 1e-6, 1 - 1e-6)) + rough, chances(rounds, logging)
    seen, rate = odds[rounds.context, rounds.position], rounds.click.mean()

    def excess(shift: float) -> float:
        return offpolicy.expected_clicks(chance, expit(seen + shift)).mean() - rate

    return expit(odds + (brentq(excess, -10.0, 10.0) if 0 < rate < 1 else 0.0))


def replicate(
    rounds: Rounds, logging: FloatArray, policy: FloatArray, settings: Online
) -> tuple[list[str], FloatArray, FloatArray, float]:
    """Simulate logs of one policy and estimate another.

    logging, policy : (1, n_positions, n_items)

    Returns the names of the estimators, their values (replications, n_estimators), bounds (2,
    replications, n_estimators), and the truth. Contexts and positions are those of the log; rows
    are independent.
    """
    rates = world(rounds, logging, settings)
    random, design = np.random.default_rng(settings.seed), rewards.one_hot(rounds)
    truth = offpolicy.expected_clicks(
        chances(rounds, policy), rates[rounds.context, rounds.position]
    ).mean()
    fold = np.arange(len(rounds.item)) % settings.folds
    terms, divisors, names = [], [], []
    for _ in range(settings.replications):
        log = served(rounds, logging, rates, random)
        model = rewards.crossfitted(rewards.logistic(settings.rewards), design, log, fold)
        names, own, under, _ = estimators(log, policy, {"logistic": model}, settings.switch)
        terms.append(own)
        divisors.append(under)
    values, bounds = clustered.ratios(
        np.hstack(terms),
        np.hstack(divisors),
        np.arange(len(fold)),
        settings.seed,
        settings.resamples,
    )
    shape = (settings.replications, len(names))
    return names, values.reshape(shape), bounds.reshape(2, *shape), float(truth)


def served(
    rounds: Rounds, logging: FloatArray, rates: FloatArray, random: np.random.Generator
) -> Rounds:
    """Draw items and clicks for a log's contexts and positions; logging : (1, n_positions, n_items)."""
    n = len(rounds.item)
    item, draws = np.empty(n, dtype=np.int64), random.random(n)
    for position in range(rounds.n_positions):
        own = rounds.position == position
        edges = np.cumsum(logging[0, position])
        item[own] = np.minimum(np.searchsorted(edges, draws[own], side="right"), rounds.n_items - 1)
    click = (random.random(n) < rates[rounds.context, rounds.position, item]).astype(np.float64)
    return Rounds(
        item=item,
        position=rounds.position,
        click=click,
        propensity=logging[0, rounds.position, item],
        context=rounds.context,
        impression=np.arange(n),
        contexts=rounds.contexts,
        items=rounds.items,
        item_numbers=rounds.item_numbers,
    )


def summary(values: FloatArray, bounds: FloatArray, truth: float) -> dict[str, Row]:
    """Return bias, spread and error over the truth, and coverage; values (replications,), bounds (2, replications)."""
    relative, n = values / truth - 1, len(values)
    bias, spread = relative.mean(), relative.std(ddof=1)
    covered = (bounds[0] <= truth) & (truth <= bounds[1])
    half = Z_ROUNDED * spread / np.sqrt(n)
    return {
        "relative_bias": {"value": bias, **interval((bias - half, bias + half)), "n": n},
        "relative_deviation": {"value": spread, "n": n},
        "relative_rmse": {"value": np.sqrt((relative**2).mean()), "n": n},
        "coverage": {
            "value": covered.mean(),
            **interval(rates.wilson(int(covered.sum()), n)),
            "n": n,
        },
    }
