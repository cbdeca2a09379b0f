"""The contract of docs/contract.md for what takes new items in without a refit (`add_items`)."""

import dataclasses

import numpy as np
import pyarrow as pa
import pytest
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.protocol import training
from benchmarks.protocol.training import Training
from tests.baselines.promised import EVERYBODY, NEWCOMER, expect, fitted, model_class
from tests.worlds import synthetic

COLD = 6  # an item that nobody has in `cold_train`


@pytest.fixture
def taker(name: str) -> str:
    """A baseline that takes new items; of others nothing is promised."""
    if not hasattr(model_class(name), "add_items"):
        pytest.skip("takes no new items")
    return name


@pytest.fixture(scope="module")
def cold_train() -> Training:
    """Return the two tastes without titles; one item has features and no interactions."""
    rows = synthetic.split_rows(synthetic.interactions())
    with_others = rows.filter(pa.array(tables.column(rows, "item") != COLD))
    world = synthetic.users(), synthetic.items(), synthetic.promotions(), (1.0, 5.0)
    return dataclasses.replace(training.build(with_others, *world), item_titles=None)


def test_new_items_come_last_and_leave_the_scores_of_the_others(
    taker: str, train: Training
) -> None:
    model = fitted(taker, train)
    before = np.array(model.scores(EVERYBODY))
    model.add_items(train.item_features.matrix[[3, 8]])
    after = model.scores(EVERYBODY)
    expect(
        after.shape == (train.n_users, train.n_items + 2) and np.isfinite(after).all(),
        taker,
        "after add_items, scores have a finite column for each new item, the last ones",
        f"for {train.n_items} items and 2 new ones the shape is {after.shape}",
        "append the new items to what `scores` multiplies",
    )
    expect(
        np.allclose(after[:, :-2], before, rtol=1e-6, atol=1e-6),
        taker,
        "new items leave the scores of the others as they are",
        "they are others afterwards",
        "compute what is new of the new items alone",
    )


def test_the_twin_of_an_item_without_interactions_scores_like_it(
    taker: str, cold_train: Training
) -> None:
    model = fitted(taker, cold_train)
    model.add_items(cold_train.item_features.matrix[[COLD]])
    scores = model.scores(EVERYBODY)
    assert scores[:, COLD].std() > 0
    expect(
        np.allclose(scores[:, -1], scores[:, COLD], rtol=1e-5, atol=1e-6),
        taker,
        "a new item scores like one of the catalogue with the same features and no interactions",
        f"for a newcomer {scores[NEWCOMER, -1]:.4g} and {scores[NEWCOMER, COLD]:.4g}",
        "take both through the same code",
    )


def test_new_items_at_once_score_as_one_after_another(taker: str, train: Training) -> None:
    at_once, in_turn = fitted(taker, train), fitted(taker, train)
    at_once.add_items(train.item_features.matrix[[3, 8]])
    for item in (3, 8):
        in_turn.add_items(train.item_features.matrix[[item]])
    expect(
        np.allclose(at_once.scores(EVERYBODY), in_turn.scores(EVERYBODY), rtol=1e-6, atol=1e-6),
        taker,
        "two new items at once score as one after another",
        "their scores differ",
        "let a new item be nobody's neighbour",
    )


def test_a_new_item_without_any_feature_gets_finite_scores(taker: str, train: Training) -> None:
    model = fitted(taker, train)
    model.add_items(csr_matrix((1, len(train.item_features.names)), dtype=np.float32))
    expect(
        np.isfinite(model.scores(EVERYBODY)[:, -1]).all(),
        taker,
        "a new item without any feature gets finite scores",
        "some are not",
        "look for a division by the number of its features",
    )
