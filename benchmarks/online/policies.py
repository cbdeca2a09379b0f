"""Baselines as policies: scores learned from clicks, as probabilities of showing each item."""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray
from benchmarks.online.rewards import logistic, one_hot, rates
from benchmarks.online.rounds import Rounds
from benchmarks.online.settings import Rewards


def uniform(rounds: Rounds) -> FloatArray:
    """Return the policy that shows every item with equal probability, (1, n_positions, n_items)."""
    return np.full((1, *rounds.shape[1:]), 1 / rounds.n_items)


def as_served(rounds: Rounds, pseudo: float = 0.0) -> FloatArray:
    """Return the shares of each item at each position in a log, (1, n_positions, n_items).

    pseudo : pseudo-count of each item, for policies that must not rule anything out

    A policy that learns while it runs has no one distribution. These shares estimate its average
    over the log's time without bias. The mean of the logged propensities of an item does not: they
    are logged more often while they are high, so their sum over the items is well above 1.
    """
    counts = np.full(rounds.shape[1:], pseudo)
    np.add.at(counts, (rounds.position, rounds.item), 1.0)
    return (counts / counts.sum(axis=1, keepdims=True))[None]


def by_propensity(rounds: Rounds, harmonic: bool) -> FloatArray:
    """Return the mean of each item's propensities at each position, (1, n_positions, n_items).

    Not normalized.
    harmonic : the harmonic mean, which weighs each propensity by how rarely it is logged; 0 for
    what was never shown
    """
    place = (rounds.position, rounds.item)
    totals = np.zeros(rounds.shape[1:])
    counts = np.zeros(rounds.shape[1:])
    np.add.at(totals, place, 1 / rounds.propensity if harmonic else rounds.propensity)
    np.add.at(counts, place, 1.0)
    up, down = (counts, totals) if harmonic else (totals, counts)
    means = np.divide(up, down, out=np.zeros_like(up), where=down > 0)
    return means[None]


def softmax(scores: FloatArray, temperature: float) -> FloatArray:
    """Return probabilities that rise with the standardized scores, e^(z / temperature).

    Those of equal scores are equal.
    scores : (…, n_items); the same distribution at every position, drawn independently
    """
    spread = scores.std(axis=-1, keepdims=True)
    centred = scores - scores.mean(axis=-1, keepdims=True)
    varies = spread > 1e-12
    standardized = np.divide(centred, spread, out=np.zeros_like(centred), where=varies)
    z = standardized / temperature
    grown = np.exp(z - z.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


def epsilon_greedy(scores: FloatArray, epsilon: float, seed: int) -> FloatArray:
    """Return the policy that shows the item of rank k at position k, most of the time.

    epsilon : the probability of any item instead
    scores : (…, n_positions, n_items); ties are broken by a seeded order of the items
    """
    n_positions, n_items = scores.shape[-2:]
    order = np.random.default_rng(seed).permutation(n_items)
    ranked = order[np.argsort(-scores[..., order], axis=-1, kind="stable")]
    policy = np.full(scores.shape, epsilon / n_items)
    for position in range(n_positions):
        at_rank = ranked[..., position, min(position, n_items - 1)]
        own = policy[..., position, :]
        chosen = np.take_along_axis(own, at_rank[..., None], axis=-1) + 1 - epsilon
        np.put_along_axis(own, at_rank[..., None], chosen, axis=-1)
    return policy


def popular(rounds: Rounds, rows: BoolArray) -> FloatArray:
    """Score items by their clicks in some rows, (1, n_positions, n_items), alike at positions."""
    clicks = np.bincount(rounds.item[rows], rounds.click[rows], minlength=rounds.n_items)
    return np.broadcast_to(clicks, (1, *rounds.shape[1:]))


def contextual(rounds: Rounds, rows: BoolArray, settings: Rewards) -> FloatArray:
    """Score items by a regression on user × item features, (n_contexts, n_positions, n_items)."""
    return rates(logistic(settings), one_hot(rounds, crossed=True), rounds, rows)


def content(rounds: Rounds, rows: BoolArray) -> FloatArray:
    """Score items by their likeness to clicked items, (1, n_positions, n_items).

    The score is the cosine of the features. The profile is the mean of the clicked items' features
    less the mean of the catalogue's, so that what all items share says nothing.
    """
    values = np.eye(rounds.items.max() + 1)[rounds.items].reshape(rounds.n_items, -1)
    features = np.hstack([values, rounds.item_numbers])
    features = features - features.mean(axis=0)
    clicks = np.bincount(rounds.item[rows], rounds.click[rows], minlength=rounds.n_items)
    profile = clicks @ features
    lengths = np.linalg.norm(features, axis=1) * np.linalg.norm(profile)
    has_length = lengths > 1e-12
    nothing = np.zeros(rounds.n_items)
    cosine = np.divide(features @ profile, lengths, out=nothing, where=has_length)
    return np.broadcast_to(cosine, (1, *rounds.shape[1:]))
