"""Every off-policy estimator at once: what each says of a policy, row by row of a log."""

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.online import offpolicy, policies, rewards
from benchmarks.online.rounds import Rounds
from benchmarks.online.settings import Online

UNIFORM = "random"  # the policy whose distribution is known without its log
Terms = dict[str, FloatArray]  # of each estimator, (n,)


def models(rounds: Rounds, settings: Online) -> dict[str, FloatArray]:
    """Return the cross-fitted click rates of each reward model, (n, n_items)."""
    fold = rewards.folds(rounds, settings.folds, settings.seed)
    logistic = rewards.logistic(settings.rewards)
    trees = rewards.trees(settings.rewards, rounds)
    one_hot = rewards.one_hot(rounds)
    codes = rewards.codes(rounds)
    return {
        "logistic": rewards.crossfitted(logistic, one_hot, rounds, fold),
        "trees": rewards.crossfitted(trees, codes, rounds, fold),
    }


def chances(rounds: Rounds, policy: FloatArray) -> FloatArray:
    """Return a policy's probabilities in each row's context and position, (n, n_items)."""
    in_each_context = np.broadcast_to(policy, rounds.shape)
    return in_each_context[rounds.context, rounds.position]


def estimators(
    rounds: Rounds,
    policy: FloatArray,
    click_rates: dict[str, FloatArray],
    switch: float,
) -> tuple[list[str], FloatArray, FloatArray, FloatArray]:
    """Return names, terms and divisors of all estimators, (n, n_estimators), and weights (n,).

    click_rates : of each reward model, (n, n_items)
    switch : the largest weight of switch-DR
    """
    chance = chances(rounds, policy)
    every_row = np.arange(len(rounds.item))
    logged = (every_row, rounds.item)
    weights = offpolicy.weights(chance[logged], rounds.propensity)
    terms = {
        "ips": offpolicy.ips_terms(rounds.click, weights),
        "snips": offpolicy.ips_terms(rounds.click, weights),
    }
    for name, rates in click_rates.items():
        expected = offpolicy.expected_clicks(chance, rates)
        terms |= _by_model(name, rounds.click, weights, rates[logged], expected, switch)
    names = list(terms)
    columns = np.column_stack(list(terms.values()))
    divisors = np.ones(columns.shape)
    divisors[:, names.index("snips")] = weights
    return names, columns, divisors, weights


def _by_model(
    name: str,
    clicks: FloatArray,
    weights: FloatArray,
    rate: FloatArray,
    expected: FloatArray,
    switch: float,
) -> Terms:
    """Return the terms of the estimators that use a reward model, by their names.

    rate : the model's click rate of the logged item, (n,)
    expected : the model's click rate under the policy, (n,)
    """
    robust = offpolicy.dr_terms(clicks, weights, rate, expected)
    switched = offpolicy.switch_dr_terms(clicks, weights, rate, expected, switch)
    return {f"dm-{name}": expected, f"dr-{name}": robust, f"switch-dr-{name}": switched}


def never_shown(rounds: Rounds, policy: FloatArray) -> float:
    """Return the share of a policy's choices that a log has not once at their position, 0 to 1."""
    shares = policies.as_served(rounds)[0]
    absent = shares == 0
    rows_of_positions = np.bincount(rounds.position, minlength=rounds.n_positions)
    served = rows_of_positions / len(rounds.position)
    mean = np.broadcast_to(policy, (len(policy), *rounds.shape[1:]))
    if len(policy) > 1:
        visits = np.bincount(rounds.context, minlength=len(policy))
        mean = np.average(mean, axis=0, weights=visits)[None]
    of_positions = (mean[0] * absent).sum(axis=1)
    return float(of_positions @ served)
