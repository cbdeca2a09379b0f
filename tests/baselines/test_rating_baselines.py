"""Baselines that predict ratings, each against Surprise: all pairs, unknown ones among them."""

import inspect

import numpy as np
import pyarrow as pa
import pytest
from surprise import NMF, SVD, BaselineOnly, Dataset, KNNBaseline, Reader, SVDpp
from surprise.prediction_algorithms.algo_base import AlgoBase

from benchmarks.contract import tables
from benchmarks.protocol import model as contract
from benchmarks.protocol import training
from benchmarks.protocol.training import Training
from tests.worlds import synthetic
from tests.worlds.synthetic import EVERYBODY

NEWCOMER = synthetic.N_USERS - 1
COLD_ITEM = synthetic.N_ITEMS - 1
KNOWN = EVERYBODY[: synthetic.N_USERS - 2]


@pytest.fixture(scope="module")
def train() -> Training:
    """Two users and two items have no interaction."""
    return synthetic.train_with_strangers()


def fitted(name: str, train: Training, **parameters: object) -> object:
    return contract.load(name)(**parameters).fit(train)


def in_surprise(algorithm: AlgoBase, train: Training) -> AlgoBase:
    rows = zip(train.users, train.items, train.ratings, strict=True)
    raw = [(int(user), int(item), float(rating), None) for user, item, rating in rows]
    return algorithm.fit(Dataset(Reader(rating_scale=(1, 5))).construct_trainset(raw))


def expect_predictions_of(algorithm: AlgoBase, model: object, train: Training) -> None:
    """Compare all pairs, users and items unknown to the training among them."""
    reference = in_surprise(algorithm, train)
    users, items = np.divmod(np.arange(train.n_users * train.n_items), train.n_items)
    expected = [
        reference.predict(int(u), int(i), clip=False).est for u, i in zip(users, items, strict=True)
    ]
    np.testing.assert_allclose(model.scores(EVERYBODY).ravel(), expected, atol=1e-9)
    shuffled = np.random.default_rng(0).permutation(len(users))
    np.testing.assert_allclose(
        model.ratings(users[shuffled], items[shuffled]), np.array(expected)[shuffled], atol=1e-9
    )


def test_svd_predicts_what_surprise_predicts(train: Training) -> None:
    defaults = inspect.signature(contract.load("svd")).parameters
    reference = SVD(
        n_factors=defaults["factors"].default,
        n_epochs=defaults["epochs"].default,
        lr_all=defaults["learning_rate"].default,
        reg_all=defaults["regularization"].default,
        random_state=0,
    )
    expect_predictions_of(reference, fitted("svd", train), train)


def test_svdpp_predicts_what_surprise_predicts(train: Training) -> None:
    model = fitted(
        "svdpp", train, factors=7, epochs=5, learning_rate=0.02, regularization=0.1, seed=4
    )
    reference = SVDpp(n_factors=7, n_epochs=5, lr_all=0.02, reg_all=0.1, random_state=4)
    expect_predictions_of(reference, model, train)


def test_nmf_predicts_what_surprise_predicts(train: Training) -> None:
    model = fitted("nmf", train, factors=7, epochs=5, regularization=0.1, seed=4)
    expect_predictions_of(
        NMF(n_factors=7, n_epochs=5, reg_pu=0.1, reg_qi=0.1, random_state=4), model, train
    )


def test_baseline_only_predicts_what_surprise_predicts(train: Training) -> None:
    model = fitted(
        "baseline_only", train, epochs=5, user_regularization=3.0, item_regularization=2.0
    )
    options = {"method": "als", "n_epochs": 5, "reg_u": 3.0, "reg_i": 2.0}
    expect_predictions_of(BaselineOnly(bsl_options=options, verbose=False), model, train)


@pytest.mark.parametrize("user_based", [False, True])
@pytest.mark.parametrize(
    ("neighbours", "min_neighbours"), [(1, 1), (4, 1), (4, 4), (9, 7), (1000, 1)]
)
def test_knn_baseline_predicts_what_surprise_predicts(
    neighbours: int, min_neighbours: int, user_based: bool, train: Training
) -> None:
    options = {"neighbours": neighbours, "min_neighbours": min_neighbours, "user_based": user_based}
    model = fitted("knn_baseline", train, shrinkage=10.0, **options)
    similarity = {"name": "pearson_baseline", "shrinkage": 10.0, "user_based": user_based}
    reference = KNNBaseline(
        k=neighbours, min_k=min_neighbours, sim_options=similarity, verbose=False
    )
    expect_predictions_of(reference, model, train)


def tied_ratings(user_based: bool) -> Training:
    """Return ratings with ties: all other rows are equally near to rows 0 and 1.

    Those two rate columns 0 and 1 in opposite ways; all others rate both alike.
    """
    random = np.random.default_rng(0)
    table = random.integers(1, 6, (30, 10)).astype(float)
    table[:, 1] = table[:, 0]
    table[:2] = 0
    table[0, :2], table[1, :2] = (5, 1), (1, 5)
    table = table.T if user_based else table
    user, item = np.nonzero(table)
    nothing = np.ones(len(user))
    columns = {
        "user": user,
        "item": item,
        "rating": table[user, item],
        "quantity": nothing,
        "value": nothing,
    }
    rows = pa.table({**columns, "time": nothing}).cast(tables.INTERACTIONS)
    return training.build(
        synthetic.split_rows(rows),
        synthetic.users(),
        synthetic.items(),
        synthetic.promotions(),
        (1.0, 5.0),
    )


@pytest.mark.parametrize("user_based", [False, True])
def test_knn_baseline_breaks_ties_as_surprise_does(user_based: bool) -> None:
    train = tied_ratings(user_based)
    model = fitted("knn_baseline", train, neighbours=1, shrinkage=0.0, user_based=user_based)
    assert (model.similarity[2:10, 0] == model.similarity[2:10, 1]).all()
    assert (model.similarity[2:10, 0] > 0).any()
    similarity = {"name": "pearson_baseline", "shrinkage": 0.0, "user_based": user_based}
    expect_predictions_of(KNNBaseline(k=1, sim_options=similarity, verbose=False), model, train)
