"""The two-tower: its batches, its features, its early stopping, and the same bits on any core."""

import dataclasses

import numpy as np
import pytest

from baselines import two_tower
from baselines.shared import minibatches, towers
from benchmarks.protocol.training import Training, binary
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

COLD = 6  # an item of taste 0 that no one has in `cold_train`


@pytest.fixture(scope="module")
def train() -> Training:
    return synthetic.train()


@pytest.fixture(scope="module")
def cold_train() -> Training:
    return synthetic.train_without_item(COLD)


def test_an_epoch_holds_each_positive_once_in_rows_of_its_user(train: Training) -> None:
    shapes = set()
    for seed in range(3):
        users, items = minibatches.epoch(
            train.positives, rows=8, width=4, random=np.random.default_rng(seed)
        )
        shapes.add((users.shape, items.shape))
        there = items >= 0
        owner = np.broadcast_to(users[..., None], items.shape)[there]
        assert there.sum() == train.positives.nnz
        np.testing.assert_array_equal(
            binary(owner, items[there], train.positives.shape).indices, train.positives.indices
        )
        lengths = there.sum(axis=2)[users >= 0]
        assert set(lengths) == {3, 4}  # 14 positives in rows of at most 4
    assert len(shapes) == 1


def test_the_two_tower_can_learn_a_small_history_by_heart(train: Training) -> None:
    some = dataclasses.replace(
        train, positives=binary(np.arange(12), np.arange(12) * 3 % 17, train.positives.shape)
    )
    model = two_tower.Model(epochs=150, learning_rate=0.01, temperature=0.1, dropout=0.0).fit(some)
    best = model.scores(np.arange(12, dtype=np.int32)).argmax(axis=1)
    np.testing.assert_array_equal(best, np.arange(12) * 3 % 17)


def test_the_two_tower_serves_an_item_without_interactions_by_its_features(
    cold_train: Training,
) -> None:
    scores = two_tower.Model(epochs=12).fit(cold_train).scores(EVERYBODY[:-2])
    assert scores[::2, COLD].mean() > scores[1::2, COLD].mean() + 0.5
    others = scores[::2, 1::2].mean()
    assert scores[::2, COLD].mean() > others


def test_the_two_tower_serves_a_newcomer_by_features_and_cannot_tell_without(
    train: Training,
) -> None:
    newcomers = EVERYBODY[-2:]
    scores = two_tower.Model(epochs=20).fit(train).scores(newcomers)
    for newcomer, row in zip(newcomers, scores, strict=True):
        own = np.arange(train.n_items) % 2 == synthetic.taste(newcomer)
        assert row[own].mean() > row[~own].mean()
    without = two_tower.Model(epochs=2).fit(dataclasses.replace(train, user_features=None))
    assert not without.scores(newcomers).any()
    assert without.scores(EVERYBODY[:2]).std() > 0


def test_the_two_tower_works_without_features(train: Training) -> None:
    bare = dataclasses.replace(train, user_features=None, item_features=None)
    scores = two_tower.Model(epochs=15).fit(bare).scores(EVERYBODY[:-2])
    own = EVERYBODY[:-2, None] % 2 == np.arange(train.n_items) % 2
    assert scores[own].mean() > scores[~own].mean() + 0.5


def test_early_stopping_returns_the_best_epoch_and_leaves_the_model_as_a_fit_of_that_length(
    train: Training,
) -> None:
    values = iter([0.1, 0.3, 0.2, 0.3, 0.1, 0.0, 0.0, 0.9])
    model = two_tower.Model(epochs=20)
    assert model.fit_until(train, lambda: next(values)) == {"epochs": 2}
    assert next(values) == 0.9  # stopped after five epochs without improvement
    expected = two_tower.Model(epochs=2).fit(train).scores(EVERYBODY)
    np.testing.assert_array_equal(model.scores(EVERYBODY), expected)


def test_early_stopping_validates_the_model_as_it_stands(train: Training) -> None:
    model, seen = two_tower.Model(epochs=2), []
    model.fit_until(train, lambda: seen.append(model.scores(EVERYBODY)) or len(seen))
    for epochs in (1, 2):
        np.testing.assert_array_equal(
            seen[epochs - 1], two_tower.Model(epochs=epochs).fit(train).scores(EVERYBODY)
        )


def test_the_loss_sets_each_positive_against_the_items_that_its_users_row_lacks() -> None:
    users = np.array([4, 7, 4, -1])
    items = np.full((4, 8), -1)
    items[0, :6], items[1, :3], items[2, :5] = [0, 1, 2, 3, 4, 5], [5, 6, 7], [8, 9, 6, 1, 2]
    logits = np.random.default_rng(0).normal(size=(4, towers.GROUPS, 4, 8)).astype(np.float32)
    losses = []
    for row, place in zip(*np.nonzero(items >= 0), strict=True):
        of_group = logits[row, place % towers.GROUPS]
        negatives = [
            np.exp(of_group[other])
            for other in zip(*np.nonzero(items >= 0), strict=True)
            if users[other[0]] != users[row] and items[other] not in items[row]
        ]
        target = np.exp(of_group[row, place])
        losses.append(-np.log(target / (target + sum(negatives))))
    made = towers.mean_loss(logits.reshape(16, 32), users, items)
    assert made == pytest.approx(np.mean(losses), rel=1e-5)


def test_the_history_of_a_positive_is_of_other_groups_alone() -> None:
    inputs = np.random.default_rng(0).normal(size=(2, 8, 3)).astype(np.float32)
    present = np.arange(8) < np.array([[6], [1]])
    made = np.asarray(towers.means_of_other_groups(inputs, present))
    for group in range(towers.GROUPS):
        others = [place for place in range(6) if place % towers.GROUPS != group]
        np.testing.assert_allclose(made[0, group], inputs[0, others].mean(axis=0), rtol=1e-5)
    assert not made[1, 0].any()
    np.testing.assert_allclose(made[1, 1], inputs[1, 0], rtol=1e-6)
