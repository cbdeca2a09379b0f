"""Baselines as policies that never ran: learned on one half of the uniform log, valued on the other half."""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray
from benchmarks.online import offpolicy, policies, rewards
from benchmarks.online.counterfactual import UNIFORM, estimators, never_shown, overlap_rows
from benchmarks.online.logged import Logs
from benchmarks.online.rounds import Rounds
from benchmarks.online.rows import Row, interval, row
from benchmarks.online.settings import Online
from benchmarks.stats import clustered

_SHOWN = ("snips", "dr-logistic")


def rows(logs: Logs, settings: Online) -> list[Row]:
    """Value every candidate on every campaign."""
    found = []
    for campaign, served in logs.items():
        rounds, source = served[UNIFORM], f"{settings.logs}/{campaign}"
        learned = rewards.folds(rounds, 2, settings.seed) == 0
        model = rewards.rates(
            rewards.logistic(settings.rewards), rewards.one_hot(rounds), rounds, learned
        )
        held_out = rounds.of(~learned)
        for name, policy in candidates(rounds, learned, settings).items():
            found += _valued(source, name, held_out, policy, model, settings)
    return found


def candidates(rounds: Rounds, learned: BoolArray, settings: Online) -> dict[str, FloatArray]:
    """Return each baseline as a policy, learned from some rows of a log: probabilities of shape or (1, …) `rounds`."""
    scores = {
        "popular": policies.popular(rounds, learned),
        "contextual": policies.contextual(rounds, learned, settings.rewards),
        "content": policies.content(rounds, learned),
    }
    found = {"uniform": policies.uniform(rounds)}
    for name, score in scores.items():
        found[f"{name}, softmax"] = policies.softmax(score, settings.temperature)
        found[f"{name}, epsilon-greedy"] = policies.epsilon_greedy(
            score, settings.epsilon, settings.seed
        )
    return found


def _valued(
    source: str, name: str, rounds: Rounds, policy: FloatArray, model: FloatArray, settings: Online
) -> list[Row]:
    """Value a policy with a reward model that was fitted on the other half."""
    known = {"logistic": model[rounds.context, rounds.position]}
    names, terms, divisors, w = estimators(rounds, policy, known, settings.switch)
    own = [names.index(method) for method in _SHOWN]
    gain = (
        terms[:, own[1]] - rounds.click
    )  # paired: the uniform policy's value is the clicks themselves
    terms, divisors = (
        np.column_stack([terms[:, own], gain]),
        np.column_stack([divisors[:, own], np.ones(len(gain))]),
    )
    values, bounds = clustered.ratios(
        terms, divisors, rounds.impression, settings.seed, settings.resamples
    )
    overlap = offpolicy.overlap(rounds.click, w, rounds.impression, never_shown(rounds, policy))
    head = ("estimated", "candidates", source, name)
    found = overlap_rows(head, overlap, len(w))
    labels = [*((method, "click_rate") for method in _SHOWN), (_SHOWN[1], "gain_over_uniform")]
    for (method, measure), value, low, high in zip(labels, values, *bounds, strict=True):
        more = {"method": method, **interval((low, high)), "n": len(w), "note": overlap.warning}
        found.append(row(*head, measure, value, **more))
    return found
