"""Models of clicks: what they may have seen, and in which order they describe everything."""

import numpy as np

from benchmarks.online import rewards
from benchmarks.online.settings import Rewards
from tests.worlds.logs import rounds


def test_a_row_is_predicted_by_models_that_have_not_seen_its_fold():
    log = rounds([0, 0, 1, 1] * 10, [1, 1, 0, 0] * 10, 0.5, impression=np.repeat(np.arange(20), 2))
    fold = rewards.folds(log, 2, 0)
    assert np.bincount(fold).tolist() == [20, 20]
    assert (fold[::2] == fold[1::2]).all()  # an impression stays together

    class Memory:
        def fit(self, _, clicks):
            self.rows = len(clicks)
            return self

        def predict_proba(self, design):
            return np.column_stack([np.zeros(design.shape[0]), np.full(design.shape[0], self.rows)])

    sizes = np.where(np.arange(40) < 30, 0, 1)
    assert rewards.crossfitted(Memory(), rewards.codes(log), log, sizes)[[0, 39], 0].tolist() == [
        10,
        30,
    ]


def test_a_fold_without_a_click_predicts_none():
    log = rounds([0, 1], [0, 0], 0.5)
    every = np.ones(2, dtype=bool)
    assert (rewards.rates(rewards.logistic(Rewards()), rewards.one_hot(log), log, every) == 0).all()


def test_designs_describe_every_context_position_and_item_in_one_order():
    log = rounds([1, 0], [0, 1], 0.5, position=[0, 1], context=[1, 0], n_contexts=2)
    design = rewards.codes(log)[rewards.triples(log)]
    assert design[:, :3].tolist() == [[1, 0, 1], [0, 1, 0]]  # context, position, item
    hot = rewards.one_hot(log)
    assert hot.shape[0] == 8
    assert (hot[:, :-1].sum(axis=1) == 4).all()
    assert (rewards.one_hot(log, crossed=True)[:, :-1].sum(axis=1) == 5).all()
