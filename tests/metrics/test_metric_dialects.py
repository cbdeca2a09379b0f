"""Other people's formulas, each against its definition, all against the table of conventions."""

import math

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from benchmarks import metrics
from benchmarks.metrics import ranking
from tests.worlds.worlds import Row, World, disagreements, over_worlds


def precision_up_to(rank, hit_ranks):
    return sum(1 for hit in hit_ranks if hit <= rank) / rank


def precisions_at_hits(case, user):
    return [precision_up_to(rank, case.hit_ranks(user)) for rank in case.hit_ranks(user)]


def gain(ranks):
    return sum(1 / math.log2(rank + 1) for rank in ranks)


def ap_hits_in_words(case, user):
    precisions = precisions_at_hits(case, user)
    return sum(precisions) / len(precisions) if precisions else 0.0


def ap_relevant_in_words(case, user):
    return (
        sum(precisions_at_hits(case, user)) / len(case.relevant(user))
        if case.relevant(user)
        else 0.0
    )


def ap_mean_precision_in_words(case, user):
    return (
        sum(precision_up_to(rank, case.hit_ranks(user)) for rank in range(1, case.k + 1)) / case.k
    )


def ndcg_ideal_all_in_words(case, user):
    everything = range(1, len(case.relevant(user)) + 1)
    return gain(case.hit_ranks(user)) / gain(everything) if everything else 0.0


def ndcg_ideal_k_in_words(case, user):
    return gain(case.hit_ranks(user)) / gain(range(1, case.k + 1))


def ndcg_graded_by_scikit_learn(case, user):
    """Score with scikit-learn; what is not listed comes last, after items that nobody likes."""
    ratings = [[row.rating for row in case.held_out(user, item)] for item in range(case.n_items)]
    gains = [2.0 ** max(of_item, default=0) - 1 for of_item in ratings]
    items = case.lists[user]
    scores = [-items.index(item) if item in items else -1000 - item for item in range(case.n_items)]
    nothing = list(range(-999, -999 + case.k))
    return ndcg_score([[*gains, *([0.0] * (case.k + 1))]], [[*scores, *nothing, -5000]], k=case.k)


def recall_capped_in_words(case, user):
    return (
        len(case.hit_ranks(user)) / min(case.k, len(case.relevant(user)))
        if case.relevant(user)
        else 0.0
    )


ORACLES = {
    "ap_hits": ap_hits_in_words,
    "ap_relevant": ap_relevant_in_words,
    "ap_mean_precision": ap_mean_precision_in_words,
    "ndcg_ideal_all": ndcg_ideal_all_in_words,
    "ndcg_ideal_k": ndcg_ideal_k_in_words,
    "ndcg_graded": ndcg_graded_by_scikit_learn,
    "recall_capped": recall_capped_in_words,
}


@over_worlds(max_examples=120)
def test_every_dialect_equals_its_definition(case):
    assert disagreements(case, ORACLES) == []


@over_worlds(max_examples=40)
def test_every_dialect_gives_each_user_a_number_from_0_to_1(case):
    for name in ORACLES:
        values = case.values(name)
        assert values.shape == (len(case.lists),)
        assert (values >= 0).all()
        assert (values <= 1 + 1e-12).all()


# hits at ranks 1, 3 and 5 of 10: with 20 relevant items, and with 3 that are all hit
TOY = {
    "ap": (0.2267, 0.7556),
    "ap_relevant": (0.1133, 0.7556),
    "ap_hits": (0.7556, 0.7556),
    "ap_mean_precision": (0.5204, 0.5204),
    "ndcg": (0.4153, 0.8855),
    "ndcg_ideal_all": (0.2680, 0.8855),
    "ndcg_ideal_k": (0.4153, 0.4153),
    "recall": (0.15, 1.0),
    "recall_capped": (0.3, 1.0),
}


@pytest.mark.parametrize("name", TOY)
def test_hits_at_ranks_1_3_and_5_of_10_score_what_the_table_of_conventions_prints(name):
    hits = np.zeros((1, 10), dtype=bool)
    hits[0, [0, 2, 4]] = True
    for n_relevant, printed in zip((20, 3), TOY[name], strict=True):
        value = metrics.call(
            metrics.known()[name], {"hits": hits, "n_relevant": np.array([n_relevant])}
        )
        assert value.round(4).tolist() == [printed]


def test_the_graded_ndcg_of_ranking_a_4_above_a_5_is_not_that_of_binary_relevance():
    case = World({0: [0, 1]}, (Row(0, 0, 4.0, part="test"), Row(0, 1, 5.0, part="test")), 2, 2)
    expected = (15 + 31 / math.log2(3)) / (31 + 15 / math.log2(3))
    assert case.values("ndcg_graded") == pytest.approx([expected], abs=1e-12)
    assert case.values("ndcg").tolist() == [1.0]


def test_of_two_ratings_of_a_pair_the_higher_counts():
    test = tuple(
        Row(0, item, rating, part="test") for item, rating in ((0, 4.0), (0, 5.0), (1, 5.0))
    )
    case = World({0: [0]}, test, 2, 1)
    assert case.values("ndcg_graded").tolist() == [1.0]


def test_data_without_ratings_has_no_graded_ndcg():
    case = World({0: [0]}, (Row(0, 0, part="test"),), 1, 1, has_ratings=False)
    assert case.values("ndcg_graded") is None
    assert case.values("ndcg").tolist() == [1.0]


def test_the_dialects_of_one_name_agree_when_all_k_places_are_hits_and_nothing_else_is_relevant():
    hits, n_relevant = np.ones((1, 4), dtype=bool), np.array([4])
    for name in TOY:
        value = metrics.call(metrics.known()[name], {"hits": hits, "n_relevant": n_relevant})
        assert value == pytest.approx([1.0], abs=1e-12), name


def test_missing_relevant_items_lowers_ap_and_not_ap_over_hits():
    one_hit = np.array([[True, False, False]])
    assert ranking.ap_hits(one_hit).tolist() == [1.0]
    assert ranking.ap(one_hit, np.array([3])).round(4).tolist() == [0.3333]


def test_an_ideal_list_of_ratings_below_1_is_worth_1():  # its gains sum to less than 1
    ratings = np.array([[0.5, 0.0], [0.0, 0.5]])
    of_second_place = 1 / np.log2(3)
    share = metrics.known()["ndcg_graded"](ratings, ratings[[0, 0]])
    assert share == pytest.approx([1, of_second_place])


def test_gains_of_ratings_whose_power_of_two_is_too_large_are_those_of_smaller_ones():  # 14
    ratings = np.array([[3.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    ideal = np.array([[5.0, 3.0, 1.0], [2.0, 0.0, 0.0]])
    shifted = [np.where(values > 0, values + 1995, 0.0) for values in (ratings, ideal)]
    share = metrics.known()["ndcg_graded"](*shifted)
    discounts = 1 / np.log2([2, 3, 4])
    gains = 2.0 ** (np.array([5, 3, 1]) - 5) @ discounts
    assert share[0] == pytest.approx((2.0**-2 * discounts[0] + 2.0**-4 * discounts[2]) / gains)
    assert share[1] == 0
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        metrics.known()["ndcg_graded"](*shifted)
