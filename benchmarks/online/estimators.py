"""Every off-policy estimator at once: what each says of a policy, row by row of a log."""

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.online import offpolicy, policies, rewards
from benchmarks.online.rounds import Rounds
from benchmarks.online.settings import Online

UNIFORM = "random"  # the policy whose distribution is known without its log


def models(rounds: Rounds, settings: Online) -> dict[str, FloatArray]:
    """Return the cross-fitted click rates of each reward model, (n, n_items)."""
    fold = rewards.folds(rounds, settings.folds, settings.seed)
    logistic, trees = rewards.logistic(settings.rewards), rewards.trees(settings.rewards, rounds)
    return {
        "logistic": rewards.crossfitted(logistic, rewards.one_hot(rounds), rounds, fold),
        "trees": rewards.crossfitted(trees, rewards.codes(rounds), rounds, fold),
    }


def chances(rounds: Rounds, policy: FloatArray) -> FloatArray:
    """Return a policy's probabilities in each row's context and position, (n, n_items)."""
    return np.broadcast_to(policy, rounds.shape)[rounds.context, rounds.position]


def estimators(
    rounds: Rounds, policy: FloatArray, click_rates: dict[str, FloatArray], switch: float
) -> tuple[list[str], FloatArray, FloatArray, FloatArray]:
    """Return names, terms and divisors of all estimators, (n, n_estimators), and weights (n,).

    click_rates : of each reward model, (n, n_items); switch : the largest weight of switch-DR
    """
    chance, every_row = chances(rounds, policy), np.arange(len(rounds.item))
    y, logged = rounds.click, (every_row, rounds.item)
    w = offpolicy.weights(chance[logged], rounds.propensity)
    terms = {"ips": offpolicy.ips_terms(y, w), "snips": offpolicy.ips_terms(y, w)}
    for name, rates in click_rates.items():
        q = rates[logged]
        expected = offpolicy.expected_clicks(chance, rates)
        terms[f"dm-{name}"] = expected
        terms[f"dr-{name}"] = offpolicy.dr_terms(y, w, q, expected)
        terms[f"switch-dr-{name}"] = offpolicy.switch_dr_terms(y, w, q, expected, switch)
    divisors = np.ones((len(y), len(terms)))
    names = list(terms)
    divisors[:, names.index("snips")] = w
    columns = np.column_stack(list(terms.values()))
    return names, columns, divisors, w


def never_shown(rounds: Rounds, policy: FloatArray) -> float:
    """Return the share of a policy's choices that a log has not once at their position, 0 to 1."""
    absent = policies.as_served(rounds)[0] == 0
    served = np.bincount(rounds.position, minlength=rounds.n_positions) / len(rounds.position)
    mean = np.broadcast_to(policy, (len(policy), *rounds.shape[1:]))
    if len(policy) > 1:
        visits = np.bincount(rounds.context, minlength=len(policy))
        mean = np.average(mean, axis=0, weights=visits)[None]
    return float((mean[0] * absent).sum(axis=1) @ served)
