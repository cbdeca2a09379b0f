"""The estimators on simulated logs as large as the real ones, where the truth is known."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.rows_of_logs import Estimator
from benchmarks.online import offpolicy, policies, rewards
from benchmarks.online.counterfactual import directions
from benchmarks.online.estimators import chances, estimators
from benchmarks.online.logged import Logs
from benchmarks.online.rounds import Rounds
from benchmarks.online.settings import Online
from benchmarks.stats import clustered, rates
from benchmarks.stats.levels import Z_ROUNDED

_PSEUDO = 0.5  # of each item, so that the logging policy of a simulated world rules nothing out


class Replicated(NamedTuple):
    """What the estimators said of many simulated logs.

    names : (n_estimators,); values : (replications, n_estimators)
    bounds : (2, replications, n_estimators); truth : the click rate to be estimated
    """

    names: list[str]
    values: FloatArray
    bounds: FloatArray
    truth: float


def simulate(logs: Logs, settings: Online) -> list[Estimator]:
    """Return how each estimator does, relative to the truth, in a world like each log."""
    estimators = []
    for direction in directions(logs):
        logging = policies.as_served(direction.rounds, pseudo=_PSEUDO)
        made = replicate(direction.rounds, logging, direction.policy, settings)
        where = ("simulated", settings.logs, direction.campaign, direction.log, direction.target)
        for column, name in enumerate(made.names):
            bounds = made.bounds[:, :, column]
            estimators.append(summary((*where, name), made.values[:, column], bounds, made.truth))
    return estimators


def world(rounds: Rounds, logging: FloatArray, settings: Online) -> FloatArray:
    """Return true click rates, (n_contexts, n_positions, n_items): a fit of the log, made rougher.

    logging : (1, n_positions, n_items); under it the mean is the log's click rate

    The fit is additive, as the reward models of the estimators are; seeded normal interactions of
    context and item, in log-odds, are what they cannot know.
    """
    every_row = np.ones(len(rounds.item), dtype=bool)
    model = rewards.logistic(settings.rewards)
    design = rewards.one_hot(rounds)
    fit = rewards.rates(model, design, rounds, every_row)
    n_contexts, _, n_items = rounds.shape
    random = np.random.default_rng(settings.seed)
    rough = random.normal(0, settings.interactions, (n_contexts, 1, n_items))
    odds = logit(np.clip(fit, 1e-6, 1 - 1e-6)) + rough
    chance = chances(rounds, logging)
    seen = odds[rounds.context, rounds.position]
    rate = rounds.click.mean()

    def excess(shift: float) -> float:
        return offpolicy.expected_clicks(chance, expit(seen + shift)).mean() - rate

    shift = brentq(excess, -10.0, 10.0) if 0 < rate < 1 else 0.0
    return expit(odds + shift)


def replicate(
    rounds: Rounds, logging: FloatArray, policy: FloatArray, settings: Online
) -> Replicated:
    """Simulate logs of one policy and estimate another; both (1, n_positions, n_items).

    Contexts and positions are those of the log; rows are independent.
    """
    true_rates = world(rounds, logging, settings)
    random, design = np.random.default_rng(settings.seed), rewards.one_hot(rounds)
    own_rates = true_rates[rounds.context, rounds.position]
    truth = offpolicy.expected_clicks(chances(rounds, policy), own_rates).mean()
    fold = np.arange(len(rounds.item)) % settings.folds
    names: list[str] = []
    terms, divisors = [], []
    for _ in range(settings.replications):
        log = served(rounds, logging, true_rates, random)
        model = rewards.crossfitted(rewards.logistic(settings.rewards), design, log, fold)
        names, own, under, _ = estimators(log, policy, {"logistic": model}, settings.switch)
        terms.append(own)
        divisors.append(under)
    independent = np.arange(len(fold))
    values, bounds = clustered.ratios(
        np.hstack(terms), np.hstack(divisors), independent, settings.seed, settings.resamples
    )
    shape = (settings.replications, len(names))
    return Replicated(names, values.reshape(shape), bounds.reshape(2, *shape), float(truth))


def served(
    rounds: Rounds, logging: FloatArray, true_rates: FloatArray, random: np.random.Generator
) -> Rounds:
    """Draw items and clicks for a log's contexts and positions.

    logging : (1, n_positions, n_items); true_rates : (n_contexts, n_positions, n_items)
    """
    n = len(rounds.item)
    item, draws = np.empty(n, dtype=np.int64), random.random(n)
    for position in range(rounds.n_positions):
        own = rounds.position == position
        edges = np.cumsum(logging[0, position])
        item[own] = np.minimum(np.searchsorted(edges, draws[own], side="right"), rounds.n_items - 1)
    clicked = random.random(n) < true_rates[rounds.context, rounds.position, item]
    return Rounds(
        item=item,
        position=rounds.position,
        click=clicked.astype(np.float64),
        propensity=logging[0, rounds.position, item],
        context=rounds.context,
        impression=np.arange(n),
        contexts=rounds.contexts,
        items=rounds.items,
        item_numbers=rounds.item_numbers,
    )


def summary(
    labels: tuple[str, str, str, str, str, str],
    values: FloatArray,
    bounds: FloatArray,
    truth: float,
) -> Estimator:
    """Return bias, spread and error over the truth, and how often the interval holds it.

    labels : the key of the row; values : (replications,); bounds : (2, replications)
    """
    relative, n = values / truth - 1, len(values)
    bias, spread = relative.mean(), relative.std(ddof=1)
    covered = (bounds[0] <= truth) & (truth <= bounds[1])
    half = Z_ROUNDED * spread / np.sqrt(n)
    low, high = rates.wilson(int(covered.sum()), n)
    return Estimator(
        *labels,
        n=n,
        relative_bias=bias,
        relative_bias_ci_low=bias - half,
        relative_bias_ci_high=bias + half,
        relative_deviation=spread,
        relative_rmse=np.sqrt((relative**2).mean()),
        coverage=covered.mean(),
        coverage_ci_low=low,
        coverage_ci_high=high,
    )
