"""What all protocols share: errors, relevance, AUC, hits, against scikit-learn and loops."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, mean_squared_error, roc_auc_score

from baselines import ease
from benchmarks.protocol.top import TIE_SEED
from benchmarks.replication.judging import auc, errors, relevance
from benchmarks.splits.parts import TEST, TRAIN
from tests.worlds.helpers import pair_hash_in_plain_integers
from tests.worlds.replicated import SCALE, pairs_of, ratings, small
from tests.worlds.rules import split_rule

RULE = split_rule(kind="stratified", test=0.3, seed=1)


def divided(data):
    (drawn,) = data.split(RULE)
    return drawn.of(TRAIN), drawn.of(TEST)


def random_scores(data, seed=0, values=1000):
    table = np.random.default_rng(seed).integers(0, values, data.shape).astype(float)
    return table, lambda users: table[users]


def test_errors_are_those_of_scikit_learn_on_predictions_clipped_to_the_scale():
    data = small()
    predicted = np.random.default_rng(1).uniform(-3, 9, data.rows.num_rows)
    model = SimpleNamespace(ratings=lambda *_: predicted)
    true, clipped = data.rows["rating"].to_numpy(), np.clip(predicted, *SCALE)
    assert errors(model, data.rows, SCALE) == pytest.approx(
        {
            "rmse": math.sqrt(mean_squared_error(true, clipped)),
            "mae": mean_absolute_error(true, clipped),
        },
        abs=1e-12,
    )


def test_errors_by_hand():
    data = ratings([(0, 0), (0, 1)], [5.0, 2.0], [0, 0])
    model = SimpleNamespace(ratings=lambda *_: np.array([7.0, 4.0]))  # 7 is 5
    assert errors(model, data.rows, SCALE) == pytest.approx({"rmse": math.sqrt(2), "mae": 1.0})


def test_relevance_by_hand():
    hits = np.array([[True, False, True], [False, False, False]])
    found = relevance(
        ["precision", "recall", "recall_capped", "ndcg", "ap_relevant"],
        hits,
        np.array([4, 1]),
        (2, 3),
    )
    ideal, gained = 1 + 1 / math.log2(3) + 1 / 2, 1 + 1 / 2
    assert found == pytest.approx(
        {
            "precision@2": 1 / 4,
            "precision@3": 1 / 3,
            "recall@2": 1 / 8,
            "recall@3": 1 / 4,
            "recall_capped@2": 1 / 4,  # of 2 places
            "recall_capped@3": 1 / 3,
            "ndcg@2": 1 / (1 + 1 / math.log2(3)) / 2,
            "ndcg@3": gained / ideal / 2,
            "ap_relevant@2": 1 / 8,
            "ap_relevant@3": (1 + 2 / 3) / 8,
        }
    )


def test_auc_is_scikit_learns_averaged_over_users():
    data = small(3)
    train, test = divided(data)
    table = (
        np.random.default_rng(0)
        .permuted(np.arange(np.prod(data.shape), dtype=float))
        .reshape(data.shape)
    )
    found = auc(
        *data.hits(
            lambda users: table[users],
            data.train_set(train),
            data.matrix(test),
            None,
            data.shape[1],
        )
    )
    held_out = data.matrix(test).toarray()
    each = [
        roc_auc_score(wanted, scores)
        for wanted, scores in zip(held_out, table, strict=True)
        if wanted.any()
    ]
    assert found == pytest.approx(np.mean(each), abs=1e-12)


@pytest.mark.parametrize(
    ("masked", "excludes"), [(True, False), (False, False), (True, True), (False, True)]
)
@pytest.mark.parametrize("values", [3, 1000])  # ties are the rule, and the exception
def test_hits_equal_a_loop_over_users(masked, excludes, values):
    data = small(2)
    train, test = divided(data)
    table, scores = random_scores(data, values=values)
    known = data.matrix(train)
    excluded = np.arange(data.shape[1]) % 5 == 0 if excludes else None
    ids = [data.users["user_id"].to_pylist(), data.items["item_id"].to_pylist()]
    keys = [data.users["key"].to_pylist(), data.items["key"].to_pylist()]
    assert len(ids[0]) == len(keys[0]) == data.shape[0]
    expected, counts = [], []
    for user in sorted({user for user, _ in pairs_of(test)}):
        wanted = {item for other, item in pairs_of(test) if other == user}
        out = {item for other, item in pairs_of(train) if masked and other == user}
        out |= {item for item in range(data.shape[1]) if excludes and item % 5 == 0}
        left = [item for item in range(data.shape[1]) if item not in out]

        def place(item, user=user):
            return -table[user, item], pair_hash_in_plain_integers(
                keys[0][user], keys[1][item], TIE_SEED
            )

        best = sorted(left, key=place)[:10]
        expected.append([item in wanted for item in best] + [False] * (10 - len(best)))
        counts.append(len(wanted))  # what is excluded stays relevant
    args = (known if masked else None, 10, excluded)
    hits, n_relevant = data.hits(scores, data.train_set(train), data.matrix(test), *args)
    assert hits.tolist() == expected
    assert n_relevant.tolist() == counts


def test_users_without_test_rows_are_left_out_and_lists_may_be_longer_than_the_catalogue():
    data = ratings([(0, 0), (1, 1), (2, 2)], [1.0] * 3, [0] * 3)
    train, test = data.rows.slice(0, 1), data.rows.slice(1, 2)
    _, scores = random_scores(data)
    hits, n_relevant = data.hits(scores, data.train_set(train), data.matrix(test), None, 10)
    assert hits.shape == (2, 3)
    assert hits.sum(axis=1).tolist() == n_relevant.tolist() == [1, 1]


def test_every_row_of_a_training_set_is_a_positive_and_the_order_of_rows_stays():
    data = small()
    train = data.train_set(data.rows)
    assert list(zip(train.users.tolist(), train.items.tolist(), strict=True)) == pairs_of(data.rows)
    assert train.positives.nnz == data.rows.num_rows
    assert (train.ratings < 3).any()


def test_folding_in_scores_a_history_by_the_weights_that_were_fitted():
    data = small()
    train, test = divided(data)
    model = ease.Model(regularization=5.0).fit(data.train_set(train))
    weights, history = model.weights.copy(), data.matrix(test)
    users = np.array([3, 0, 11])
    before = model.scores(users)
    assert before == pytest.approx(data.matrix(train).toarray()[users] @ weights)
    assert model.fold_in(history) is model
    assert model.scores(users) == pytest.approx(history.toarray()[users] @ weights)
    assert np.array_equal(model.weights, weights)
