"""Metrics of relevance and ratings against ranx, scikit-learn, definitions, numbers by hand.

And what every metric owes: a docstring that pins it, and an independent check.
"""

import math
import re

import numpy as np
import pytest
from sklearn.metrics import (
    mean_absolute_error,
    mean_squared_error,
    ndcg_score,
    root_mean_squared_error,
)

from benchmarks import metrics
from benchmarks.contract.errors import UserError
from benchmarks.metrics import coverage, ranking, rating
from benchmarks.metrics.metric import is_metric
from tests.metrics import (
    test_basket_metrics,
    test_beyond_relevance,
    test_business_metrics,
    test_metric_dialects,
)
from tests.worlds.by_ranx import per_user
from tests.worlds.worlds import disagreements, over_worlds


def precision_in_words(case, user):
    return len(case.hit_ranks(user)) / case.k


def recall_in_words(case, user):
    return len(case.hit_ranks(user)) / len(case.relevant(user)) if case.relevant(user) else 0.0


def ndcg_in_words(case, user):
    gain = sum(1 / math.log2(rank + 1) for rank in case.hit_ranks(user))
    ideal = sum(
        1 / math.log2(rank + 1) for rank in range(1, min(case.k, len(case.relevant(user))) + 1)
    )
    return gain / ideal if case.relevant(user) else 0.0


def ap_in_words(case, user):
    ranks = case.hit_ranks(user)
    precisions = [sum(1 for other in ranks if other <= rank) / rank for rank in ranks]
    return sum(precisions) / min(case.k, len(case.relevant(user))) if case.relevant(user) else 0.0


def rr_in_words(case, user):
    return 1 / min(case.hit_ranks(user)) if case.hit_ranks(user) else 0.0


def hit_rate_in_words(case, user):
    return 1.0 if set(case.top(user)) & case.relevant(user) else 0.0


ORACLES = {
    "precision": precision_in_words,
    "recall": recall_in_words,
    "ndcg": ndcg_in_words,
    "ap": ap_in_words,
    "rr": rr_in_words,
    "hit_rate": hit_rate_in_words,
}
RANX = ("precision", "recall", "ndcg", "map", "mrr", "hit_rate")
OF_RATINGS = {
    "rmse": root_mean_squared_error,
    "mae": mean_absolute_error,
    "rmse_user": root_mean_squared_error,
    "mae_user": mean_absolute_error,
}


def by_ranx(case):
    """Score with ranx, by the names of its metrics."""
    measures = {name: f"{name}@{case.k}" for name in RANX}
    found = per_user(
        [case.relevant(user) for user in case.users],
        [{item: -place for place, item in enumerate(case.lists[user])} for user in case.users],
        list(measures.values()),
    )
    return {name: found[measure] for name, measure in measures.items()}


@over_worlds(max_examples=25)
def test_every_ranking_metric_equals_ranx(case):
    theirs = by_ranx(case)
    for ours, name in (
        ("precision",) * 2,
        ("recall",) * 2,
        ("ndcg",) * 2,
        ("rr", "mrr"),
        ("hit_rate",) * 2,
    ):
        np.testing.assert_allclose(
            case.values(ours), theirs[name], rtol=0, atol=1e-12, err_msg=ours
        )
    # ranx divides average precision by all relevant items, we by those that fit into the list
    np.testing.assert_allclose(case.values("ap_relevant"), theirs["map"], rtol=0, atol=1e-12)
    n_relevant = np.array([len(case.relevant(user)) for user in case.users])
    np.testing.assert_allclose(
        case.values("ap") * np.minimum(n_relevant, case.k),
        theirs["map"] * n_relevant,
        rtol=0,
        atol=1e-12,
    )


@over_worlds(max_examples=120)
def test_every_ranking_metric_equals_its_definition_in_words(case):
    assert disagreements(case, ORACLES) == []


@over_worlds(max_examples=40)
def test_every_ranking_metric_gives_each_user_a_number_from_0_to_1(case):
    for name in ORACLES:
        values = case.values(name)
        assert values.shape == (len(case.lists),)
        assert (values >= 0).all()
        assert (values <= 1 + 1e-15).all()
    assert set(case.values("hit_rate").tolist()) <= {0.0, 1.0}


@pytest.mark.parametrize("rank", [1, 2, 3, 7])
def test_one_hit_scores_by_its_rank_alone(rank):
    hits = np.zeros((1, 7), dtype=bool)
    hits[0, rank - 1] = True
    one = np.array([1])
    assert ranking.rr(hits).tolist() == [1 / rank]
    assert ranking.ap(hits, one).tolist() == [1 / rank]
    assert ranking.ndcg(hits, one) == pytest.approx([1 / math.log2(rank + 1)], abs=1e-15)


@pytest.mark.parametrize("k", [1, 2, 5, 10, 100])
def test_the_oracle_list_scores_the_most_there_is(k):
    n_relevant = np.arange(1, 2 * k + 1)
    reachable = np.minimum(n_relevant, k)
    hits = np.arange(k) < reachable[:, None]
    for perfect in (ranking.ndcg(hits, n_relevant), ranking.ap(hits, n_relevant)):
        np.testing.assert_allclose(perfect, 1.0, rtol=0, atol=1e-14)
    assert (ranking.rr(hits) == 1).all()
    assert (ranking.hit_rate(hits) == 1).all()
    assert ranking.precision(hits).tolist() == (reachable / k).tolist()
    assert ranking.recall(hits, n_relevant).tolist() == (reachable / n_relevant).tolist()


def test_moving_a_hit_one_place_up_always_raises_ndcg_and_ap():
    random = np.random.default_rng(1)
    before = random.random((500, 12)) < 0.4
    place = random.integers(0, 11, 500)
    rows = np.flatnonzero(~before[np.arange(500), place] & before[np.arange(500), place + 1])
    assert len(rows) > 50
    before, place, n_relevant = before[rows], place[rows], np.full(len(rows), 12)
    after = before.copy()
    after[np.arange(len(rows)), place] = True
    after[np.arange(len(rows)), place + 1] = False
    assert (ranking.ndcg(after, n_relevant) > ranking.ndcg(before, n_relevant)).all()
    assert (ranking.ap(after, n_relevant) > ranking.ap(before, n_relevant)).all()
    assert (ranking.precision(after) == ranking.precision(before)).all()


@pytest.mark.parametrize("k", [1, 3, 10, 40])
def test_ndcg_equals_scikit_learn_on_a_full_ranking_without_ties(k):
    random = np.random.default_rng(2)
    relevant = random.random((60, 40)) < np.linspace(0, 1, 60)[:, None]
    scores = random.random((60, 40))
    hits = np.take_along_axis(relevant, np.argsort(-scores, axis=1), axis=1)[:, :k]
    ours = ranking.ndcg(hits, relevant.sum(axis=1))
    theirs = [ndcg_score(relevant[[user]], scores[[user]], k=k) for user in range(60)]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


def errors(actual, predicted):
    """The sums that metrics of ratings are given."""
    error = np.asarray(predicted) - np.asarray(actual)
    return {
        "squared_error": (error**2).sum(),
        "absolute_error": abs(error).sum(),
        "n_ratings": len(error),
    }


@pytest.mark.parametrize("name", OF_RATINGS)
def test_every_metric_of_ratings_equals_scikit_learn_on_the_ratings_it_is_over(name):
    random = np.random.default_rng(3)
    users = [
        (random.integers(1, 6, n).astype(float), random.uniform(1, 5, n))
        for n in (1, 2, 7, 40, 500)
    ]
    metric, oracle = metrics.known()[name], OF_RATINGS[name]
    every = [errors(actual, predicted) for actual, predicted in users]
    apart = [oracle(actual, predicted) for actual, predicted in users]
    if metrics.is_of_totals(metric):
        assert [metrics.call(metric, one) for one in every] == pytest.approx(apart, rel=1e-12)
        totals = {argument: sum(one[argument] for one in every) for argument in every[0]}
        pooled = oracle(*(np.concatenate(side) for side in zip(*users, strict=True)))
        assert metrics.call(metric, totals) == pytest.approx(pooled, rel=1e-12)
    else:
        columns = {argument: np.array([one[argument] for one in every]) for argument in every[0]}
        np.testing.assert_allclose(metrics.call(metric, columns), apart, rtol=1e-12)


def test_rmse_squared_equals_scikit_learns_mean_squared_error():
    random = np.random.default_rng(4)
    actual, predicted = random.integers(1, 6, 500).astype(float), random.uniform(1, 5, 500)
    squared = rating.rmse(((predicted - actual) ** 2).sum(), 500) ** 2
    assert squared == pytest.approx(mean_squared_error(actual, predicted), rel=1e-12)


def test_the_pooled_errors_weigh_ratings_alike_and_the_errors_per_user_weigh_users_alike():
    # one user with one rating wrong by 4, another with three ratings right
    squared, absolute, counts = np.array([16.0, 0.0]), np.array([4.0, 0.0]), np.array([1, 3])
    assert rating.rmse(squared.sum(), counts.sum()) == 2.0
    assert rating.mae(absolute.sum(), counts.sum()) == 1.0
    assert rating.rmse_user(squared, counts).mean() == 2.0
    assert rating.mae_user(absolute, counts).mean() == 2.0


def test_a_user_without_test_ratings_has_no_error_of_their_own():
    np.testing.assert_array_equal(
        rating.rmse_user(np.array([0.0, 4.0]), np.array([0, 1])), [np.nan, 2.0]
    )
    np.testing.assert_array_equal(
        rating.mae_user(np.array([0.0, 4.0]), np.array([0, 1])), [np.nan, 4.0]
    )


def test_the_pooled_errors_work_in_any_shape():
    squared, counts = np.array([[8.0, 9.0], [0.0, 1.0]]), np.array([[2, 1], [5, 4]])
    assert rating.rmse(squared, counts).tolist() == [[2.0, 3.0], [0.0, 0.5]]
    assert rating.mae(squared, counts).tolist() == [[4.0, 9.0], [0.0, 0.25]]


def test_every_metric_has_an_independent_check():
    per_user = [
        module.ORACLES
        for module in (test_metric_dialects, test_beyond_relevance, test_business_metrics)
    ]
    checked = [
        ORACLES,
        OF_RATINGS,
        test_basket_metrics.ORACLES,
        test_basket_metrics.AT_SIZE,
        test_beyond_relevance.OF_ALL_LISTS,
        test_business_metrics.OF_ALL_LISTS,
        *per_user,
    ]
    names = [name for oracles in checked for name in oracles]
    assert sorted(names) == sorted(metrics.known())


@pytest.mark.parametrize("name", metrics.known())
def test_every_metric_says_in_a_sentence_what_it_is_with_range_source_identifier_and_an_example(
    name,
):
    words = metrics.known()[name].__doc__
    assert re.match(r"[A-Z0-9].+?[.]( |\n|$)", words.partition("\n\n")[0], re.DOTALL)
    for line in ("Range", "Source", "Identifier"):
        assert len(re.findall(rf"^ +{line}: \S", words, re.MULTILINE)) == 1, line
    assert re.search(
        rf"^ +Identifier: {metrics.identifier(metrics.known()[name])}$", words, re.MULTILINE
    )
    assert re.search(rf"^ +>>> .*\b{name}\(", words, re.MULTILINE)


def test_no_two_metrics_share_an_identifier():
    identifiers = [metrics.identifier(function) for function in metrics.known().values()]
    assert len(set(identifiers)) == len(identifiers)


def test_only_metrics_of_relevance_and_of_purchases_leave_out_users_without_anything_relevant():
    judged = {name for name, metric in metrics.known().items() if metrics.needs_relevant(metric)}
    relevance = {*ORACLES, *test_metric_dialects.ORACLES, "serendipity", "fresh_recall"}
    of_baskets = {*test_basket_metrics.ORACLES, *test_basket_metrics.AT_SIZE}
    assert judged == relevance | of_baskets | set(test_business_metrics.ORACLES)


def test_every_metric_declares_its_direction_range_and_what_it_is_averaged_over():
    for name, metric in metrics.known().items():
        declared = metrics.declared(metric)
        assert declared.direction in ("higher", "lower", "neither"), name
        assert declared.averaged in ("users", "totals", "lists"), name
        assert declared.low is not None, name
        assert declared.high is None or declared.low < declared.high, name
        assert (declared.name, declared.family) == (name, metric.__module__.rpartition(".")[2])


def test_what_lists_drawn_by_chance_are_best_at_has_no_direction():
    undirected = metrics.without_direction(f"{name}@10" for name in metrics.known())
    assert undirected == [
        *("coverage@10", "gini@10", "entropy@10", "long_tail@10", "popularity_lift@10"),
        *("novelty@10", "category_diversity@10", "content_diversity@10", "personalization@10"),
        *("item_age@10", "fresh_share@10", "repeat_share@10", "repeat_share_at_size@10"),
    ]
    assert metrics.falls("miscalibration@10")
    assert not any(metrics.falls(column) for column in undirected)


def test_metrics_are_described_as_their_table_has_them():
    (described,) = metrics.describe(["gini"])
    assert described == {
        "metric": "gini",
        "label": "Gini",
        "family": "coverage",
        "direction": "neither",
        "unit": "",
        "decimals": 3,
        "low": 0.0,
        "high": 1.0,
        "averaged": "lists",
        "has_interval": False,
        "identifier": "gini/exposure-over-catalogue",
        "source": "Fleder and Hosanagar 2009, https://doi.org/10.1287/mnsc.1080.0974",
    }


def test_an_imported_or_unmarked_function_is_no_metric():
    assert not is_metric(coverage.gini_of)
    assert "membership" not in metrics.known()
    assert [name for name in metrics.known() if name == "ndcg"] == ["ndcg"]  # dialects import it


def test_errors_of_ratings_fall_as_a_baseline_improves_and_relevance_rises():
    assert all(metrics.falls(name) for name in OF_RATINGS)
    assert not any(
        metrics.falls(f"{name}@10") for name in [*ORACLES, *test_metric_dialects.ORACLES]
    )


def test_a_misspelt_metric_is_a_user_error_with_the_nearest_name():
    with pytest.raises(UserError, match=r"metrics: unknown metric 'ndgc'. Did you mean 'ndcg'\?"):
        metrics.select(["recall", "ndgc"])


def test_metrics_of_ratings_have_one_column_and_metrics_of_lists_one_for_each_cutoff():
    columns = metrics.columns(["mae", "gini", "hit_rate"], [1, 20])
    assert columns == ["mae", "gini@1", "gini@20", "hit_rate@1", "hit_rate@20"]


def test_a_metric_is_given_what_its_parameters_name_and_no_more():
    assert metrics.arguments(ranking.ndcg) == ["hits", "n_relevant"]
    assert (
        metrics.call(rating.mae, {"absolute_error": 6.0, "n_ratings": 4, "squared_error": 99.0})
        == 1.5
    )


def test_a_metric_whose_evidence_the_data_lacks_has_no_value():
    assert (
        metrics.call(ranking.recall, {"hits": np.ones((1, 1), dtype=bool), "n_relevant": None})
        is None
    )


def _precision_at_hits_in_plain_words(hits):
    ranks = np.arange(1, hits.shape[1] + 1)
    return np.where(hits, np.cumsum(hits, axis=1) / ranks, 0.0)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
@pytest.mark.parametrize("k", [1, 5, 10, 100])
def test_relevance_is_what_the_formulas_over_every_place_give_to_the_last_bit(share, k):
    random = np.random.default_rng(k)
    hits = (random.random((70, 120)) < share)[:, :k]  # cut, as lists are
    plain = _precision_at_hits_in_plain_words(hits)
    assert ranking.precision_at_hits(hits).tobytes() == plain.tobytes()
    assert ranking.precision(hits).tobytes() == hits.mean(axis=1).tobytes()
    first = np.where(hits.any(axis=1), 1 / (hits.argmax(axis=1) + 1), 0.0)
    assert ranking.rr(hits).tobytes() == first.tobytes()


def test_no_users_at_all_have_no_values():
    nobody = np.zeros((0, 5), dtype=bool)
    for metric in (ranking.precision, ranking.rr, ranking.precision_at_hits):
        assert len(metric(nobody)) == 0


def test_no_label_has_an_abbreviation_in_small_letters():
    labels = {
        word for known in metrics.known().values() for word in metrics.label(known.__name__).split()
    }
    assert not labels & {"rmse", "mae", "ndcg", "ap", "rr"}
