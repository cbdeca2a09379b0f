"""The protocols of Surprise, recommenders, RecBole and LightFM against libraries and loops."""

import random
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.compute as pc
import pytest
import surprise
from surprise.model_selection import KFold, cross_validate

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.protocol import model as contract
from benchmarks.replication import (
    lightfm_docs,
    recbole_bpr,
    recbole_defaults,
    recbole_popular,
    recommenders_notebook,
    surprise_models,
    surprise_table,
)
from benchmarks.replication.ratings import Drawn
from benchmarks.splits.parts import TEST, TRAIN, VALIDATION
from tests.worlds.replicated import pairs_of, ratings, small
from tests.worlds.rules import split_rule

ALGORITHMS = {
    "svd": surprise.SVD,
    "svdpp": surprise.SVDpp,
    "nmf": surprise.NMF,
    "slope_one": surprise.SlopeOne,
    "knn_basic": surprise.KNNBasic,
    "knn_with_means": surprise.KNNWithMeans,
    "knn_baseline": surprise.KNNBaseline,
    "co_clustering": surprise.CoClustering,
    "baseline_only": surprise.BaselineOnly,
    "normal_predictor": surprise.NormalPredictor,
}
SEEDED = {"svd", "svdpp", "nmf", "co_clustering"}
QUIET = {"knn_basic", "knn_with_means", "knn_baseline", "baseline_only"}


def by_surprise(data, name):
    """Return what Surprise's own cross-validation says of its algorithm with its own defaults."""
    values = data.rows["rating"].to_pylist()
    rows = zip(pairs_of(data.rows), values, strict=True)
    given = surprise.Dataset(surprise.Reader(rating_scale=data.scale))
    given.raw_ratings = [(user, item, rating, None) for (user, item), rating in rows]
    seed = {"random_state": 0} if name in SEEDED else {}
    algorithm = ALGORITHMS[name](**seed, **({"verbose": False} if name in QUIET else {}))
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  Surprise draws from it
    found = cross_validate(algorithm, given, ["rmse", "mae"], KFold(5, random_state=0))
    return {metric: found[f"test_{metric}"] for metric in ("rmse", "mae")}


def test_every_algorithm_of_surprises_table_is_compared():
    assert {target.baseline for target in surprise_table.TARGETS} == set(ALGORITHMS)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_our_path_gives_the_errors_of_surprises_cross_validation(name):
    data = small(5, n=403, n_users=25, n_items=30)
    expected = by_surprise(data, name)
    jobs = surprise_table.jobs(
        [target for target in surprise_table.TARGETS if target.baseline == name]
    )
    assert jobs == (
        [((name,), (0, 1, 2, 3, 4))]
        if name == "normal_predictor"
        else [((name,), (fold,)) for fold in range(5)]
    )
    for job in jobs:
        found = surprise_table.run(data, job)
        for metric in ("rmse", "mae"):
            theirs = np.mean([expected[metric][fold] for fold in job[1]])
            assert found[name, metric] == pytest.approx(theirs, abs=1e-9)


def test_algorithms_that_share_a_fold_do_not_change_each_other():
    data = small(5, n=403, n_users=25, n_items=30)
    together = surprise_table.run(data, (("co_clustering", "svd"), (2,)))
    alone = [surprise_table.run(data, ((name,), (2,))) for name in ("svd", "co_clustering")]
    assert together == alone[0] | alone[1]


def with_strangers(data):
    """Return a training part, and all pairs, of which some are of unknown users and items."""
    rows = data.rows.slice(0, 1500)
    few = pc.and_(pc.greater(rows["user"], 3), pc.greater(rows["item"], 3))
    pairs = np.indices(data.shape).reshape(2, -1)
    return data.train_set(rows.filter(few)), *pairs


@pytest.mark.parametrize("name", surprise_models.PEERS)
def test_many_pairs_at_once_are_predicted_as_surprise_predicts_each(name):
    # more raters of a film than the 40 that count, and whole ratings: many are alike
    train, users, items = with_strangers(small(5, n=1800, n_users=90, n_items=30))
    peer = surprise_models.model(name).fit(train)
    np.random.seed(0)  # noqa: NPY002  Surprise draws from it
    pairs = zip(users.tolist(), items.tolist(), strict=True)
    one_by_one = [peer.fitted.predict(user, item).est for user, item in pairs]
    np.random.seed(0)  # noqa: NPY002
    assert peer.ratings(users, items) == pytest.approx(np.array(one_by_one), abs=1e-12)


def test_sar_equals_a_slow_one_from_its_description():
    data = small(4, n=150, n_users=10, n_items=20, highest=200 * 86_400)
    rows = data.rows.to_pylist()
    latest = max(row["time"] for row in rows)
    owners = {
        item: {row["user"] for row in rows if row["item"] == item} for item in range(data.shape[1])
    }
    expected = np.zeros(data.shape)
    for row in rows:
        affinity = row["rating"] * 2 ** (-(latest - row["time"]) / 86_400 / 30)
        for item, who in owners.items():
            either = who | owners[row["item"]]
            expected[row["user"], item] += affinity * len(who & owners[row["item"]]) / len(either)
    model = recommenders_notebook.model("sar").fit(data.train_set(data.rows))
    assert model.scores(np.arange(data.shape[0])) == pytest.approx(expected, abs=1e-12)
    assert model.scores(np.array([7, 2])) == pytest.approx(expected[[7, 2]], abs=1e-12)


def test_a_film_that_nobody_has_is_similar_to_none():
    data = ratings([(0, 0), (1, 1)], [1.0, 2.0], [0, 0], n_items=3)
    scores = recommenders_notebook.model("sar").fit(data.train_set(data.rows)).scores(np.arange(2))
    assert scores.tolist() == [[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]]


@pytest.mark.parametrize(("scale", "order"), [((1, 5), [3, 4, 0, 1, 2]), (None, [4, 3, 0, 1, 2])])
def test_of_equal_scores_the_lower_number_comes_first_after_the_scale_has_cut_them(scale, order):
    table = np.array([[2.0, 0.5, -1.0, 5.5, 7.0]])
    places = recommenders_notebook.in_item_order(lambda users: table[users], scale)(np.array([0]))
    assert np.argsort(-places[0]).tolist() == order
    assert len(set(places[0])) == 5


def test_the_notebooks_split_takes_a_quarter_of_each_film_by_random_numbers_of_the_rows():
    data = small(6)
    (drawn,) = data.split(recommenders_notebook.RULE)
    number = dict(
        zip(pairs_of(data.rows), np.random.RandomState(42).rand(data.rows.num_rows), strict=True)
    )
    train, test = [], []
    for item in range(data.shape[1]):
        mine = sorted((pair for pair in number if pair[1] == item), key=number.__getitem__)
        cut = round(0.75 * len(mine))  # as Python and numpy round, a half to the even number
        train, test = train + mine[:cut], test + mine[cut:]
    assert pairs_of(drawn.of(TRAIN)) == train
    assert pairs_of(drawn.of(TEST)) == test
    assert drawn.of(VALIDATION).num_rows == 0


def test_the_figures_of_the_notebook_leave_out_what_was_seen():
    data = small(6)
    (drawn,) = data.split(recommenders_notebook.RULE)
    train, test = pairs_of(drawn.of(TRAIN)), pairs_of(drawn.of(TEST))
    count = [sum(item == one for _, one in train) for item in range(data.shape[1])]
    recalls = []
    for user in sorted({user for user, _ in test}):
        left = [item for item in range(data.shape[1]) if (user, item) not in train]
        best = sorted(left, key=lambda item: (-count[item], item))[:10]
        wanted = {item for other, item in test if other == user}
        recalls.append(len(wanted & set(best)) / len(wanted))
    found = recommenders_notebook.run(data, "popular")
    assert found["popular", "recall@10"] == pytest.approx(np.mean(recalls))
    assert ("popular", "rmse") not in found


def test_films_that_nobody_rated_are_no_candidates_of_the_notebook():
    data = small(6)
    more = ratings(
        pairs_of(data.rows),
        data.rows["rating"].to_pylist(),
        data.rows["time"].to_pylist(),
        data.users["user_id"].to_pylist(),
        n_items=90,
    )
    found = recommenders_notebook.run(data, "svd")
    assert recommenders_notebook.run(more, "svd") == pytest.approx(found)
    figures = {
        target.metric for target in recommenders_notebook.TARGETS if target.baseline == "svd"
    }
    assert {metric for _, metric in found} == figures


def test_popularity_by_batch_counts_a_film_once_per_batch_with_its_negatives(monkeypatch):
    monkeypatch.setattr(recbole_popular, "BATCH", 6)
    pairs = [(user, item) for user in range(4) for item in range(2)] + [(0, 2), (1, 2)]
    train = ratings(pairs, [5.0] * 10, [0] * 10, n_items=6).train_set(
        ratings(pairs, [5.0] * 10, [0] * 10).rows
    )
    draws = np.random.default_rng(9)
    items, counts = draws.permutation([item for _, item in pairs]).tolist(), [0] * 6
    while items:
        batch, items = items[:3], items[3:]
        for item in {*batch, *draws.integers(0, 6, len(batch)).tolist()}:
            counts[item] += 1
    scores = recbole_defaults.PopularByBatch(9).fit(train).scores(np.array([1, 0]))
    assert scores.tolist() == [counts, counts]


def test_popularity_by_batch_by_hand_where_film_3_is_every_negative(monkeypatch):
    monkeypatch.setattr(recbole_popular, "BATCH", 4)
    draws = SimpleNamespace(permutation=list, integers=lambda *given: np.full(given[-1], 3))
    monkeypatch.setattr(np.random, "default_rng", lambda _: draws)
    train = SimpleNamespace(items=[0, 0, 0, 1, 2], n_items=5)
    fitted = recbole_defaults.PopularByBatch(0).fit(train)
    assert fitted.counts.tolist() == [2, 1, 1, 3, 0]  # batches {0}, {0, 1}, {2}


def test_the_negatives_of_bpr_are_films_that_the_user_does_not_have_all_alike_likely():
    data = small(8)
    train = data.train_set(data.rows)
    users = np.repeat(np.arange(data.shape[0]), 2000)
    has = train.positives.toarray() > 0
    items = recbole_bpr._negatives(users, has, np.random.default_rng(0))
    counts = np.zeros(data.shape)
    np.add.at(counts, (users, items), 1)
    owned = data.matrix(data.rows).toarray() > 0
    assert (counts[owned] == 0).all()
    expected = np.broadcast_to(2000 / (~owned).sum(axis=1, keepdims=True), data.shape)[~owned]
    assert counts[~owned] == pytest.approx(expected, rel=0.25)


def test_recboles_figures_are_of_a_fit_on_eight_tenths_that_leaves_out_what_is_known():
    data = small(8, n=400)
    (drawn,) = data.split(
        split_rule(kind="stratified", by="user", test=0.1, validation=0.1, seed=4)
    )
    model = contract.build("ease", contract.load("ease"), recbole_defaults.PARAMETERS["ease"], 4)
    table = (
        model.fit(data.train_set(drawn.of(TRAIN))).scores(np.arange(data.shape[0])).astype(float)
    )
    for pair in pairs_of(drawn.of(TRAIN, VALIDATION)):
        table[pair] = -np.inf
    test, gains = data.matrix(drawn.of(TEST)).toarray(), []
    for user in np.flatnonzero(test.sum(axis=1)):
        order = [item for item in np.argsort(-table[user]) if table[user, item] > -np.inf][:10]
        ideal = sum(1 / np.log2(place + 2) for place in range(min(10, int(test[user].sum()))))
        gains.append(
            sum(test[user, item] / np.log2(place + 2) for place, item in enumerate(order)) / ideal
        )
    assert recbole_defaults.run(data, (("ease",), 4)) == pytest.approx(
        {("ease", "ndcg@10"): np.mean(gains)}
    )


@pytest.mark.parametrize("loss", ["warp", "bpr", "logistic"])
def test_lightfm_takes_the_losses_that_rank(loss):
    model_class = contract.load("lightfm_cf")
    if loss == "logistic":
        with pytest.raises(UserError, match=r"lightfm_cf: loss is 'logistic'; warp or bpr"):
            contract.build("lightfm_cf", model_class, {"loss": loss}, 0)
    else:
        assert contract.build("lightfm_cf", model_class, {"loss": loss}, 0).options["loss"] == loss


@pytest.fixture
def ua(tmp_path, monkeypatch):
    """A project without ua.test; its path."""
    monkeypatch.chdir(tmp_path)
    Path("baselines").symlink_to(Path(__file__).parents[2] / "baselines")
    paths.raw("ml-100k").mkdir(parents=True)
    return paths.raw("ml-100k") / "ua.test"


def write_ua(ua, data, pairs):
    users, items = data.users["user_id"].to_pylist(), data.items["item_id"].to_pylist()
    ua.write_text("".join(f"{users[user]}\t{items[item]}\t4\t88\n" for user, item in pairs))


def test_the_label_of_lightfm_says_if_the_split_is_not_the_original(ua):
    assert lightfm_docs.label() == f"{lightfm_docs.SOURCE.label}, split drawn anew"
    ua.write_text("")
    assert lightfm_docs.label() == lightfm_docs.SOURCE.label


def test_the_rows_of_ua_test_are_the_test_where_they_are_there(ua):
    data = small(7)
    held_out = pairs_of(data.rows)[::7]
    write_ua(ua, data, held_out)
    drawn = lightfm_docs._as_published(data)
    assert isinstance(drawn, Drawn)
    assert pairs_of(drawn.of(TEST)) == held_out
    assert pairs_of(drawn.of(TRAIN)) == [
        pair for pair in pairs_of(data.rows) if pair not in held_out
    ]


def test_lightfm_leaves_films_of_training_in_its_lists_but_where_it_says_so(ua):
    data = small(7, n=800, n_users=30, n_items=60)
    (drawn,) = data.split(lightfm_docs.RULE)
    parameters = {**lightfm_docs.PARAMETERS, "loss": "warp"}
    model = contract.build("lightfm_cf", contract.load("lightfm_cf"), parameters, 0)
    table = model.fit(data.train_set(drawn.of(TRAIN))).scores(np.arange(30)).astype(float)
    test, expected = data.matrix(drawn.of(TEST)).toarray(), {}
    for name, seen in (("precision@10", []), ("precision@10 unseen", pairs_of(drawn.of(TRAIN)))):
        scores = table.copy()
        for pair in seen:
            scores[pair] = -np.inf
        best = np.argsort(-scores, axis=1)[:, :10]
        expected[name] = (
            np.take_along_axis(test, best, axis=1).sum(axis=1)[test.any(axis=1)].mean() / 10
        )
    found = lightfm_docs.run(data, "lightfm_cf warp")
    assert {name: found["lightfm_cf warp", name] for name in expected} == pytest.approx(expected)
    assert expected["precision@10"] < expected["precision@10 unseen"]


def test_lightfms_figures_are_of_the_split_that_is_there_and_of_each_loss(ua):
    data = small(7, n=800, n_users=30, n_items=60)
    anew = {job: lightfm_docs.run(data, job) for job in lightfm_docs.jobs(lightfm_docs.TARGETS)}
    assert list(anew) == ["lightfm_cf bpr", "lightfm_cf warp"]
    assert set().union(*anew.values()) == {
        (target.baseline, target.metric) for target in lightfm_docs.TARGETS
    }
    assert len({found[job, "auc"] for job, found in anew.items()}) == 2
    (drawn,) = data.split(lightfm_docs.RULE)
    ten = [user for user, _ in pairs_of(drawn.of(TEST))]
    assert {ten.count(user) for user in ten} == {10}
    write_ua(ua, data, pairs_of(data.rows)[::5])
    assert (
        lightfm_docs.run(data, "lightfm_cf warp")["lightfm_cf warp", "auc"]
        != anew["lightfm_cf warp"]["lightfm_cf warp", "auc"]
    )
