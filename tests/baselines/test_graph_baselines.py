"""Baselines on the graph of users and items, each against the dense formula of its paper."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.errors import UserError
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training
from tests.baselines.promised import EVERYBODY, NEWCOMER, fitted


def degrees(train: Training) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return X, and the number of positives of each user and of each item, at least 1."""
    history = train.positives.toarray().astype(np.float64)
    users, items = history.sum(axis=1), history.sum(axis=0)
    return history, np.maximum(users, 1), np.maximum(items, 1)


def test_p3alpha_is_the_walk_of_three_steps_that_does_not_return(train: Training) -> None:
    history, users, items = degrees(train)
    user_to_item = (history / users[:, None]) ** 0.7
    item_to_user = (history.T / items[:, None]) ** 0.7
    item_to_item = item_to_user @ user_to_item
    np.fill_diagonal(item_to_item, 0.0)
    expected = user_to_item @ item_to_item
    model = fitted("rp3beta", train, alpha=0.7, beta=0.0, neighbours=10_000)
    first_step = (1 / users[:, None]) ** 0.7
    np.testing.assert_allclose(model.scores(EVERYBODY) * first_step, expected, rtol=1e-5)


def test_rp3beta_divides_by_the_popularity_of_the_scored_item(train: Training) -> None:
    _, _, items = degrees(train)
    walks = fitted("rp3beta", train, alpha=0.7, beta=0.0, neighbours=10_000).scores(EVERYBODY)
    model = fitted("rp3beta", train, alpha=0.7, beta=0.4, neighbours=10_000)
    np.testing.assert_allclose(model.scores(EVERYBODY), walks / items**0.4, rtol=1e-5)


def test_rp3beta_keeps_the_neighbours_of_the_scored_item(train: Training) -> None:
    every = fitted("rp3beta", train, neighbours=10_000).weights.toarray()
    weights = fitted("rp3beta", train, neighbours=3).weights.toarray()
    for item in range(train.n_items):
        third = np.sort(every[:, item])[-3]
        assert 1 <= (weights[:, item] > 0).sum() <= 3
        kept = weights[:, item] > 0
        np.testing.assert_allclose(weights[kept, item], every[kept, item], rtol=1e-6)
        assert (every[kept, item] >= third - 1e-12).all()


@pytest.mark.parametrize("factors", [3, 20])
def test_gfcf_is_its_two_filters(factors: int, train: Training) -> None:
    history, users, items = degrees(train)
    normalized = history / np.sqrt(users[:, None] * items)
    smooth = np.linalg.svd(normalized)[2][:factors].T
    low_pass = (smooth / np.sqrt(items)[:, None]) @ (smooth.T * np.sqrt(items))
    expected = history @ (normalized.T @ normalized + 0.3 * low_pass)
    model = fitted("gfcf", train, factors=factors, weight=0.3)
    np.testing.assert_allclose(model.scores(EVERYBODY), expected, atol=1e-8)


def test_gfcf_takes_no_direction_that_the_data_does_not_have(train: Training) -> None:
    two_groups = np.kron(np.eye(2), np.ones((4, 3)))  # of rank 2
    model = fitted("gfcf", replace(train, positives=csr_matrix(two_groups)), factors=4, weight=1.0)
    assert model.into.shape == (6, 2)
    groups = two_groups @ np.kron(np.eye(2), np.ones((3, 3))) / 3
    np.testing.assert_allclose(model.scores(np.arange(8)), 2 * groups, atol=1e-8)


@pytest.mark.parametrize("shape", [(20, 12), (12, 20)])
def test_gfcf_gives_the_same_bytes_where_the_rank_is_low(
    shape: tuple[int, int], train: Training
) -> None:
    groups = csr_matrix(np.kron(np.eye(5), np.ones(shape)))  # of rank 5
    low = replace(train, positives=groups)
    of_fits = {fitted("gfcf", low, factors=20).into.tobytes() for _ in range(3)}
    assert len(of_fits) == 1


def test_more_factors_than_the_data_has_are_all_of_them(train: Training) -> None:
    everything = fitted("gfcf", train, factors=10_000)
    most = fitted("gfcf", train, factors=train.n_items - 1)
    np.testing.assert_array_equal(everything.scores(EVERYBODY), most.scores(EVERYBODY))


@pytest.mark.parametrize("name", ["rp3beta", "gfcf"])
def test_a_user_without_positives_has_equal_scores(name: str, train: Training) -> None:
    assert not fitted(name, train).scores(EVERYBODY[[NEWCOMER]]).any()


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("rp3beta", "alpha", -0.1),
        ("rp3beta", "beta", -0.1),
        ("rp3beta", "neighbours", 0),
        ("gfcf", "factors", 0),
        ("gfcf", "weight", -1.0),
    ],
)
def test_parameters_out_of_range_are_refused(name: str, parameter: str, value: float) -> None:
    with pytest.raises(UserError, match=f"baselines.{name}: {parameter} is"):
        contract.build(name, contract.load(name), {parameter: value}, seed=0)
