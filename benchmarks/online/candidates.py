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
        model = rewards.rates(rewards.logistic(settings.rewards), design, rounds, learned)
        held_out = rounds.of(~learned)
        for name, policy in candidates(rounds, learned, settings).items():
            both, overlap = _valued((campaign, name), held_out, policy, model, settings)
            valued += both
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
    click_rates = {"logistic": model[rounds.context, rounds.position]}
    names, terms, divisors, w = estimators(rounds, policy, click_rates, settings.switch)
    own = [names.index(_SNIPS), names.index(_ROBUST)]
    # Paired: the uniform policy's value is the clicks themselves.
    gain = terms[:, own[1]] - rounds.click
    terms = np.column_stack([terms[:, own], gain])
    divisors = np.column_stack([divisors[:, own], np.ones(len(gain))])
    values, bounds = clustered.ratios(
        terms, divisors, rounds.impression, settings.seed, settings.resamples
    )
    (low, high), n = bounds, len(w)
    head = (settings.logs, *labels)
    snips = Candidate(*head, _SNIPS, values[0], low[0], high[0], None, None, None, n)
    gained = (values[2], low[2], high[2])
    robust = Candidate(*head, _ROBUST, values[1], low[1], high[1], *gained, n)
    support = offpolicy.support(rounds.click, w, rounds.impression, never_shown(rounds, policy))
    return [snips, robust], overlap_row(*head[:2], (UNIFORM, labels[1]), "known", support, n)
