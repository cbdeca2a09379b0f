"""Baselines as policies that never ran: learned on half of the uniform log, valued on the rest."""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray
from benchmarks.contract.rows_of_logs import Candidate, Overlap
from benchmarks.online import offpolicy, policies, rewards
from benchmarks.online.counterfactual import overlap_row
from benchmarks.online.estimators import UNIFORM, estimators, never_shown
from benchmarks.online.logged import Logs
from benchmarks.online.rounds import Rounds
from benchmarks.online.settings import Online
from benchmarks.stats import clustered

_SNIPS, _ROBUST = "snips", "dr-logistic"  # the methods that a candidate is valued by


def value(logs: Logs, settings: Online) -> tuple[list[Candidate], list[Overlap]]:
    """Value every candidate on every campaign, with how much the log says of it."""
    valued: list[Candidate] = []
    overlaps: list[Overlap] = []
    for campaign, served in logs.items():
        rounds = served[UNIFORM]
        learned = rewards.folds(rounds, 2, settings.seed) == 0
        design = rewards.one_hot(rounds)
        logistic = rewards.logistic(settings.rewards)
        model = rewards.rates(logistic, design, rounds, learned)
        held_out = rounds.of(~learned)
        as_policies = candidates(rounds, learned, settings)
        for name, policy in as_policies.items():
            labels = (campaign, name)
            by_both_methods, overlap = _valued(labels, held_out, policy, model, settings)
            valued += by_both_methods
            overlaps.append(overlap)
    return valued, overlaps


def candidates(rounds: Rounds, learned: BoolArray, settings: Online) -> dict[str, FloatArray]:
    """Return each baseline as a policy, learned from some rows of a log.

    Probabilities are of shape (n_contexts or 1, n_positions, n_items).
    """
    scores = {
        "popular": policies.popular(rounds, learned),
        "contextual": policies.contextual(rounds, learned, settings.rewards),
        "content": policies.content(rounds, learned),
    }
    as_policies = {"uniform": policies.uniform(rounds)}
    for name, score in scores.items():
        soft = policies.softmax(score, settings.temperature)
        greedy = policies.epsilon_greedy(score, settings.epsilon, settings.seed)
        as_policies[f"{name}, softmax"] = soft
        as_policies[f"{name}, epsilon-greedy"] = greedy
    return as_policies


def _valued(
    labels: tuple[str, str],
    rounds: Rounds,
    policy: FloatArray,
    model: FloatArray,
    settings: Online,
) -> tuple[list[Candidate], Overlap]:
    """Value a policy with a reward model that was fitted on the other half.

    labels : campaign and policy; model : click rates, (n_contexts, n_positions, n_items)
    """
    campaign, candidate = labels
    click_rates = {"logistic": model[rounds.context, rounds.position]}
    names, terms, divisors, weights = estimators(rounds, policy, click_rates, settings.switch)
    places = [names.index(_SNIPS), names.index(_ROBUST)]
    # Paired: the uniform policy's value is the clicks themselves.
    gain = terms[:, places[1]] - rounds.click
    clusters = rounds.impression
    values, (low, high) = clustered.ratios(
        np.column_stack([terms[:, places], gain]),
        np.column_stack([divisors[:, places], np.ones(len(gain))]),
        clusters,
        settings.seed,
        settings.resamples,
    )
    by_snips, by_robust, gained = zip(values, low, high, strict=True)
    n_rows = len(weights)
    head = (settings.logs, campaign, candidate)
    snips = Candidate(*head, _SNIPS, *by_snips, None, None, None, n_rows)
    robust = Candidate(*head, _ROBUST, *by_robust, *gained, n_rows)
    absent = never_shown(rounds, policy)
    support = offpolicy.support(rounds.click, weights, clusters, absent)
    pair = (UNIFORM, candidate)
    overlap = overlap_row(settings.logs, campaign, pair, "known", support, n_rows)
    return [snips, robust], overlap
