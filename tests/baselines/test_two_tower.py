"""The two-tower: its batches, its features, its early stopping, and the same bits on any core."""

import dataclasses
import os
import subprocess
import sys

import numpy as np
import pytest

from baselines import two_tower
from baselines.shared import minibatches
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


_PRINT_DIGEST = """
import hashlib, os, sys
cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
if sys.argv[1] == "one" and cores:
    os.sched_setaffinity(0, cores[:1])
from baselines import two_tower
from tests.worlds import synthetic
model = two_tower.Model(epochs=3, seed=1).fit(synthetic.train())
print(hashlib.sha256(model.item_vectors.tobytes() + model.user_vectors.tobytes()).hexdigest())
"""


@pytest.mark.slow
def test_the_two_tower_gives_the_same_bits_on_one_core_and_on_all() -> None:
    digests = set()
    for cores, threads in (("one", "1"), ("all", "2")):
        environment = {k: v for k, v in os.environ.items() if k != "NPROC"}
        environment |= {
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
            "PYTHONPATH": ".",
        }
        command = [sys.executable, "-c", _PRINT_DIGEST, cores]
        result = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        )
        digests.add(result.stdout)
    assert len(digests) == 1
