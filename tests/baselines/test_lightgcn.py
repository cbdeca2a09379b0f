"""LightGCN: its graph, its propagation and its gradient against dense transcriptions, and taste."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from baselines import lightgcn
from baselines.shared import propagation, triples
from baselines.shared.descent import Adam
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

POSITIVES = csr_matrix(np.array([[1.0, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]))
N_USERS, N_ITEMS = POSITIVES.shape


@pytest.fixture(scope="module")
def train() -> Training:
    """Two users and two items have no interaction."""
    return synthetic.train_with_strangers()


def looped_layers(embeddings: FloatArray, layers: int) -> FloatArray:
    """Return the mean over layers, neighbour by neighbour, as equation 3 has it."""
    liked = POSITIVES.toarray() > 0
    of_user, of_item = liked.sum(axis=1), liked.sum(axis=0)
    all_layers = [embeddings]
    for _ in range(layers):
        before, after = all_layers[-1], np.zeros_like(embeddings)
        for user, item in np.argwhere(liked):
            weight = 1 / np.sqrt(of_user[user] * of_item[item])
            after[user] += weight * before[N_USERS + item]
            after[N_USERS + item] += weight * before[user]
        all_layers.append(after)
    return np.mean(all_layers, axis=0)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_embeddings_are_the_mean_of_what_passes_along_the_graph(layers: int) -> None:
    embeddings = np.random.default_rng(0).normal(size=(N_USERS + N_ITEMS, 5)).astype(np.float32)
    graph = propagation.normalized(POSITIVES)
    passed = propagation.averaged_layers(graph, embeddings, layers)
    np.testing.assert_allclose(passed, looped_layers(embeddings, layers), rtol=1e-5, atol=1e-6)


def loss(embeddings: FloatArray, nodes: IntArray, regularization: float) -> float:
    """Return the mean over triples of BPR's loss and the penalty, in float64."""
    passed = looped_layers(embeddings, layers=2)
    user, positive, negative = nodes
    margins = (passed[user] * (passed[positive] - passed[negative])).sum(axis=1)
    lengths = (embeddings[nodes] ** 2).sum(axis=(0, 2))
    return float((np.log1p(np.exp(-margins)) + regularization / 2 * lengths).mean())


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    model = lightgcn.Model(factors=3, layers=2, regularization=0.3)
    random = np.random.default_rng(1)
    weights = random.normal(size=(N_USERS + N_ITEMS, 3))
    model.graph, model.weights = propagation.normalized(POSITIVES), weights.astype(np.float32)
    nodes = np.array([[0, 0, 1], [3, 4, 4], [6, 5, 3]])  # user, positive, negative
    slopes = np.zeros_like(weights)
    for place in np.ndindex(weights.shape):
        step = np.zeros_like(weights)
        step[place] = 1e-5
        rise = loss(weights + step, nodes, 0.3) - loss(weights - step, nodes, 0.3)
        slopes[place] = rise / 2e-5
    np.testing.assert_allclose(model._gradient(nodes), slopes, atol=1e-5)


def test_an_epoch_holds_each_positive_once_with_an_item_that_is_none(train: Training) -> None:
    users, items, negatives = triples.epoch(train.positives, np.random.default_rng(0))
    learned = sorted(zip(users.tolist(), items.tolist(), strict=True))
    assert learned == sorted(map(tuple, np.argwhere(train.positives.toarray()).tolist()))
    assert (np.asarray(train.positives[users, negatives]) == 0).all()
    assert len(set(negatives.tolist())) == train.n_items


def test_a_step_learns_from_users_who_have_the_first_item_and_not_the_second(
    train: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, steps = lightgcn.Model(factors=2), []

    def noted(nodes: IntArray) -> FloatArray:
        steps.append(nodes)
        return np.zeros_like(model.weights)

    monkeypatch.setattr(model, "_gradient", noted)
    monkeypatch.setattr(lightgcn, "BATCH", 100)
    model.start(train)
    model.train_epoch(0)
    users, items, negatives = np.hstack(steps) - [[0], [train.n_users], [train.n_users]]
    assert len(set(zip(users, items, strict=True))) == train.positives.nnz
    assert (np.asarray(train.positives[users, items]) == 1).all()
    assert (np.asarray(train.positives[users, negatives]) == 0).all()


def test_negatives_are_drawn_alike_and_not_for_who_has_everything() -> None:
    positives = csr_matrix(np.array([[1.0, 0, 1, 0, 0]] * 3000 + [[1.0] * 5]))
    users, _, negatives = triples.epoch(positives, np.random.default_rng(0))
    assert users.max() == 2999
    shares = np.bincount(negatives, minlength=5) / len(negatives)
    np.testing.assert_allclose(shares, [0, 1 / 3, 0, 1 / 3, 1 / 3], atol=0.02)


def test_the_first_step_of_adam_has_the_length_of_the_learning_rate() -> None:
    gradient = np.array([0.5, -3.0], dtype=np.float32)
    adam = Adam(gradient)
    weights = adam.stepped(np.zeros(2, dtype=np.float32), gradient, 0.1)
    np.testing.assert_allclose(weights, [-0.1, 0.1], rtol=1e-6)
    # by hand: mean .9 * .05 + .1 * 1 over 1 - .81, square .999 * .00025 + .001 over 1 - .998001
    second = adam.stepped(weights, np.ones(2, dtype=np.float32), 0.1)[0]
    expected = -0.1 - 0.1 * (0.145 / 0.19) / np.sqrt(0.00124975 / 0.001999)
    np.testing.assert_allclose(second, expected, rtol=1e-4)


def test_it_tells_the_tastes_apart_where_popularity_cannot(train: Training) -> None:
    scores = lightgcn.Model(factors=16).fit(train).scores(EVERYBODY[:-2])[:, :-2]
    own = EVERYBODY[:-2, None] % 2 == np.arange(train.n_items - 2) % 2
    assert scores[own].min() > scores[~own].max()


def test_who_has_no_positives_cannot_be_told_about(train: Training) -> None:
    scores = lightgcn.Model(factors=8, epochs=2).fit(train).scores(EVERYBODY)
    assert not scores[-2:].any()
    lowest = scores.min(axis=1, keepdims=True)
    np.testing.assert_array_equal(scores[:, -2:], np.repeat(lowest, 2, axis=1))


def test_early_stopping_leaves_the_model_as_a_fit_of_the_best_length(train: Training) -> None:
    values = iter([0.1, 0.3, 0.2, 0.3, 0.1, 0.0, 0.0, 0.9])
    model = lightgcn.Model(epochs=20, factors=8)
    assert model.fit_until(train, lambda: next(values)) == {"epochs": 2}
    expected = lightgcn.Model(epochs=2, factors=8).fit(train).scores(EVERYBODY)
    np.testing.assert_array_equal(model.scores(EVERYBODY), expected)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("factors", 0),
        ("layers", 0),
        ("epochs", 0),
        ("learning_rate", 0.0),
        ("regularization", -0.1),
    ],
)
def test_parameters_out_of_range_are_refused(parameter: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{parameter} is {value}"):
        lightgcn.Model(**{parameter: value})
