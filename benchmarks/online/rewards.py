"""Models of the click rate, fitted on a log and asked of every context, position and item."""

from typing import Protocol, Self, TypeAlias

import numpy as np
import scipy.sparse as sp
from sklearn import config_context
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.online.rounds import Rounds
from benchmarks.online.settings import Rewards

Design: TypeAlias = (
    "FloatArray | sp.csr_array"  # (n_triples, n_features), in the order of `triples`
)


class ClickModel(Protocol):
    """A model of clicks, as scikit-learn has them."""

    def fit(self, design: Design, clicks: FloatArray, /) -> Self:
        """Learn from (n, n_features) and (n,) clicks."""

    def predict_proba(self, design: Design, /) -> FloatArray:
        """Return the probabilities of no click and of a click, (n, 2)."""


def triples(rounds: Rounds) -> IntArray:
    """Return the number of each row's (context, position, item), as in a raveled table, (n,)."""
    return np.ravel_multi_index((rounds.context, rounds.position, rounds.item), rounds.shape)


def codes(rounds: Rounds) -> FloatArray:
    """Describe every context, position and item.

    By user features, position, item, its text features, its numbers.

    Returns (n_contexts · n_positions · n_items, n_features); the last columns are the numbers.
    """
    context, position, item = (axis.ravel() for axis in np.indices(rounds.shape))
    described = [
        rounds.contexts[context],
        position[:, None],
        item[:, None],
        rounds.items[item],
        rounds.item_numbers[item],
    ]
    return np.hstack(described).astype(np.float64)


def one_hot(rounds: Rounds, crossed: bool = False) -> sp.csr_array:
    """Describe the same as `codes`, with a column for each value of each text feature.

    crossed : also a column for each pair of a user feature's and an item feature's values, so that
    users differ in what they prefer and not only in how much they click
    """
    table = codes(rounds)
    n_text = table.shape[1] - rounds.item_numbers.shape[1]
    text = table[:, :n_text].astype(np.int64)
    numbers = sp.csr_array(table[:, n_text:])
    if crossed:
        text = np.hstack([text, _crossed(text, rounds)])
    n_triples, n_features = text.shape
    starts = np.concatenate([[0], np.cumsum(text.max(axis=0) + 1)])
    columns = (text + starts[:-1]).ravel()
    rows = np.repeat(np.arange(n_triples), n_features)
    ones = np.ones(len(columns))
    hot = sp.csr_array((ones, (rows, columns)), shape=(n_triples, starts[-1]))
    return sp.hstack([hot, numbers], format="csr")


def _crossed(text: IntArray, rounds: Rounds) -> IntArray:
    """Return a code for each pair of a user feature and an item feature, (n_triples, n_pairs)."""
    of_users = text[:, : rounds.contexts.shape[1]]
    of_items = text[:, -rounds.items.shape[1] :]
    sizes = of_items.max(axis=0) + 1
    pairs = of_users[:, :, None] * sizes + of_items[:, None, :]
    return pairs.reshape(len(text), -1)


def logistic(settings: Rewards) -> LogisticRegression:
    """Return an untrained ridge-penalized logistic regression, for `one_hot`."""
    return LogisticRegression(C=settings.c, max_iter=500)


def trees(settings: Rewards, rounds: Rounds) -> HistGradientBoostingClassifier:
    """Return untrained gradient-boosted trees, for `codes`."""
    text = rounds.contexts.shape[1] + 2 + rounds.items.shape[1]
    return HistGradientBoostingClassifier(
        max_iter=settings.trees,
        learning_rate=settings.learning_rate,
        max_leaf_nodes=settings.leaves,
        categorical_features=list(range(text)),
        early_stopping=False,
        random_state=0,
    )


def rates(model: ClickModel, design: Design, rounds: Rounds, rows: BoolArray) -> FloatArray:
    """Fit a model on some rows; return its click rates, (n_contexts, n_positions, n_items).

    design : (n_triples, n_features) in the order of `triples`

    Without a click, or with nothing but clicks, the rate of the rows is all there is to say.
    """
    served = triples(rounds)[rows]
    clicks = rounds.click[rows]
    if clicks.min() == clicks.max():
        return np.full(rounds.shape, clicks[0])
    with config_context(assume_finite=True, skip_parameter_validation=True):  # a tenth faster
        fitted = model.fit(design[served], clicks)
        return fitted.predict_proba(design)[:, 1].reshape(rounds.shape)


def folds(rounds: Rounds, number: int, seed: int) -> IntArray:
    """Deal the impressions out into folds of almost equal size, (n,) the fold of each row."""
    _, impression = np.unique(rounds.impression, return_inverse=True)
    dealt = np.random.default_rng(seed).permutation(impression.max() + 1) % number
    return dealt[impression]


def crossfitted(model: ClickModel, design: Design, rounds: Rounds, fold: IntArray) -> FloatArray:
    """Return the click rates that a row may know, fitted without its fold, (n, n_items).

    Of each row at its context and position. Source: Chernozhukov et al. 2018, https://doi.org/10.1111/ectj.12097
    """
    predicted = np.empty((len(rounds.item), rounds.n_items))
    for held_out in range(fold.max() + 1):
        own = fold == held_out
        everywhere = rates(model, design, rounds, ~own)
        predicted[own] = everywhere[rounds.context[own], rounds.position[own]]
    return predicted
