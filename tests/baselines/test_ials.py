"""iALS against its normal equations and its objective, written out densely in float64."""

import numpy as np
import pytest

from baselines import ials
from benchmarks.contract.arrays import FloatArray
from benchmarks.protocol.training import Training
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

OPTIONS = {"regularization": 0.02, "unobserved_weight": 0.2, "frequency_exponent": 0.7}


@pytest.fixture(scope="module")
def train() -> Training:
    """Two users and two items have no interaction."""
    return synthetic.train_with_strangers()


def penalties(positives: FloatArray) -> FloatArray:
    """Return what the paper calls lambda (|I_u| + alpha_0 |I|)^nu, for each row."""
    frequency = positives.sum(axis=1) + OPTIONS["unobserved_weight"] * positives.shape[1]
    return OPTIONS["regularization"] * frequency ** OPTIONS["frequency_exponent"]


def best_beside(others: FloatArray, positives: FloatArray) -> FloatArray:
    """Solve the normal equations of each row with a weight for each pair."""
    n_factors = others.shape[1]
    solved = []
    for liked, penalty in zip(positives, penalties(positives), strict=True):
        weights = liked + OPTIONS["unobserved_weight"]
        left = others.T @ np.diag(weights) @ others + penalty * np.eye(n_factors)
        solved.append(np.linalg.solve(left, others.T @ liked))
    return np.array(solved)


def objective(users: FloatArray, items: FloatArray, positives: FloatArray) -> float:
    """Return what iALS minimises, over all pairs."""
    products = users @ items.T
    of_positives = (positives * (1 - products) ** 2).sum()
    of_all = OPTIONS["unobserved_weight"] * (products**2).sum()
    of_users = (penalties(positives) * (users**2).sum(axis=1)).sum()
    of_items = (penalties(positives.T) * (items**2).sum(axis=1)).sum()
    return float(of_positives + of_all + of_users + of_items)


@pytest.mark.parametrize("factors", [5, 14, 40])  # users have 14 positives: below, equal, above
def test_an_iteration_solves_the_normal_equations_of_users_then_of_items(
    factors: int, train: Training
) -> None:
    before = ials.Model(factors=factors, iterations=1, seed=4, **OPTIONS).fit(train).factors
    after = ials.Model(factors=factors, iterations=2, seed=4, **OPTIONS).fit(train).factors
    positives = train.positives.toarray().astype(np.float64)
    users = best_beside(before.items.astype(np.float64), positives)
    np.testing.assert_allclose(after.users, users, atol=2e-5)
    items = best_beside(users, positives.T)
    np.testing.assert_allclose(after.items, items, atol=2e-5)


def test_no_iteration_raises_the_objective(train: Training) -> None:
    positives = train.positives.toarray().astype(np.float64)
    values = []
    for iterations in range(1, 9):
        factors = ials.Model(factors=8, iterations=iterations, **OPTIONS).fit(train).factors
        values.append(objective(factors.users, factors.items, positives))
    assert (np.diff(values) <= 1e-4).all()
    assert values[-1] < values[0] - 1


def test_an_exponent_of_0_regularizes_everybody_alike_and_1_the_active_more(
    train: Training,
) -> None:
    alike = ials.Model(frequency_exponent=0.0, regularization=0.5)
    scaled = ials.Model(frequency_exponent=1.0, regularization=0.5, unobserved_weight=0.1)
    np.testing.assert_array_equal(alike._penalties(train.positives), np.float32(0.5))
    counts = np.diff(train.positives.indptr)
    expected = 0.5 * (counts + 0.1 * train.n_items)
    np.testing.assert_allclose(scaled._penalties(train.positives), expected, rtol=1e-6)


def test_nearly_no_regularization_on_few_positives_still_gives_finite_scores(
    train: Training,
) -> None:
    model = ials.Model(factors=64, regularization=1e-9, unobserved_weight=1e-6).fit(train)
    assert np.isfinite(model.scores(EVERYBODY)).all()


def test_a_system_that_cannot_be_solved_is_an_error() -> None:
    indefinite = np.array([[0, 5], [5, 0]], dtype=np.float32)
    with pytest.raises(np.linalg.LinAlgError, match="raise regularization"):
        ials._solve(indefinite, np.ones(2, dtype=np.float32))


def test_factors_without_positives_do_not_rank(train: Training) -> None:
    scores = ials.Model().fit(train).scores(EVERYBODY)
    assert not scores[-2:].any()
    lowest = scores.min(axis=1, keepdims=True)
    np.testing.assert_array_equal(scores[:, -2:], np.repeat(lowest, 2, axis=1))


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("factors", 0),
        ("iterations", 0),
        ("regularization", 0.0),
        ("unobserved_weight", 0.0),
        ("frequency_exponent", 1.5),
        ("frequency_exponent", -0.1),
    ],
)
def test_parameters_out_of_range_are_refused(parameter: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{parameter} is {value}"):
        ials.Model(**{parameter: value})
