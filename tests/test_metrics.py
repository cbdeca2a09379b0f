"""Metrics against ranx, scikit-learn, their definitions in words, and numbers computed by hand."""

import math
import re
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ranx import Qrels, Run, evaluate
from sklearn.metrics import mean_absolute_error, mean_squared_error, ndcg_score

from benchmarks import metrics
from benchmarks.metrics import coverage, ranking, rating
from benchmarks.shared.errors import UserError

PER_USER = ("precision", "recall", "ndcg", "ap", "rr", "hit_rate")


@dataclass(frozen=True)
class Case:
    """What was recommended to each user and what was relevant, before any cut at `k`."""

    lists: list
    relevant: list
    n_items: int
    k: int

    @property
    def hits(self):
        """Where the lists hit, one place at a time."""
        table = np.zeros((len(self.lists), self.k), dtype=bool)
        for user, (items, relevant) in enumerate(zip(self.lists, self.relevant, strict=True)):
            for place, item in enumerate(items[: self.k]):
                table[user, place] = item in relevant
        return table

    @property
    def n_relevant(self):
        """How many items are relevant to each user."""
        return np.array([len(relevant) for relevant in self.relevant], dtype=np.int32)

    @property
    def items(self):
        """The first k of each list, -1 where it is shorter."""
        return np.array([(items[: self.k] + [-1] * self.k)[: self.k] for items in self.lists], dtype=np.int32)

    def values(self, name):
        """What a metric says of this case."""
        available = {"hits": self.hits, "n_relevant": self.n_relevant, "items": self.items, "n_items": self.n_items}
        return metrics.call(metrics.select([name])[name], available)


@st.composite
def cases(draw):
    n_items = draw(st.integers(1, 15))
    item = st.integers(0, n_items - 1)
    users = draw(st.lists(st.tuples(st.lists(item, unique=True), st.sets(item)), min_size=1, max_size=8))
    return Case([items for items, _ in users], [relevant for _, relevant in users], n_items, draw(st.integers(1, 20)))


NOTHING_RELEVANT = Case([[0, 1, 2], []], [set(), set()], 3, 2)
EVERYTHING_RELEVANT = Case([[3, 1, 0, 2], [2]], [{0, 1, 2, 3}, {0, 1, 2, 3}], 4, 3)
ONE_ITEM = Case([[0], [0], []], [{0}, set(), {0}], 1, 1)
LIST_SHORTER_THAN_K = Case([[4, 2], [1]], [{2, 3}, {0, 1, 4}], 5, 20)

given_cases = [example(NOTHING_RELEVANT), example(EVERYTHING_RELEVANT), example(ONE_ITEM), example(LIST_SHORTER_THAN_K)]


def over_cases(max_examples):
    """Run a test over random cases and over the awkward ones by name."""

    def decorate(test):
        for one in given_cases:
            test = one(test)
        return settings(max_examples=max_examples, deadline=None, derandomize=True)(given(case=cases())(test))

    return decorate


def hit_ranks(items, relevant, k):
    return [rank for rank, item in enumerate(items[:k], start=1) if item in relevant]


def precision_in_words(items, relevant, k):
    return len(hit_ranks(items, relevant, k)) / k


def recall_in_words(items, relevant, k):
    return len(hit_ranks(items, relevant, k)) / len(relevant) if relevant else 0.0


def ndcg_in_words(items, relevant, k):
    gain = sum(1 / math.log2(rank + 1) for rank in hit_ranks(items, relevant, k))
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(relevant)) + 1))
    return gain / ideal if relevant else 0.0


def ap_in_words(items, relevant, k):
    ranks = hit_ranks(items, relevant, k)
    precisions = [sum(1 for other in ranks if other <= rank) / rank for rank in ranks]
    return sum(precisions) / min(k, len(relevant)) if relevant else 0.0


def rr_in_words(items, relevant, k):
    ranks = hit_ranks(items, relevant, k)
    return 1 / min(ranks) if ranks else 0.0


def hit_rate_in_words(items, relevant, k):
    return 1.0 if set(items[:k]) & relevant else 0.0


IN_WORDS = {
    "precision": precision_in_words,
    "recall": recall_in_words,
    "ndcg": ndcg_in_words,
    "ap": ap_in_words,
    "rr": rr_in_words,
    "hit_rate": hit_rate_in_words,
}


def by_ranx(case):
    """Score with ranx.

    It takes no empty entry, so an irrelevant item that nobody has stands for nothing. It is compiled anew for each
    length of the longest name, so all names are equally long.
    """
    names = [f"u{user:03}" for user in range(len(case.lists))]
    qrels = {
        name: {f"item{item:03}": 1 for item in relevant} or {"nothing": 0}
        for name, relevant in zip(names, case.relevant, strict=True)
    }
    run = {
        name: {f"item{item:03}": float(-place) for place, item in enumerate(items)} or {"nothing": 0.0}
        for name, items in zip(names, case.lists, strict=True)
    }
    measures = [f"{name}@{case.k}" for name in ("precision", "recall", "ndcg", "map", "mrr", "hit_rate")]
    found = evaluate(Qrels(qrels), Run(run), measures, return_mean=False)
    return {measure.partition("@")[0]: np.asarray(values) for measure, values in found.items()}


# numba, which compiles ranx, warns about ranx's own casts of item numbers
@pytest.mark.filterwarnings("ignore:.*unsafe cast from uint64 to int64")
@over_cases(max_examples=25)
def test_every_ranking_metric_equals_ranx(case):
    theirs = by_ranx(case)
    for ours, name in (("precision",) * 2, ("recall",) * 2, ("ndcg",) * 2, ("rr", "mrr"), ("hit_rate",) * 2):
        np.testing.assert_allclose(case.values(ours), theirs[name], rtol=0, atol=1e-12, err_msg=ours)
    # ranx divides average precision by all relevant items, we by those that fit into the list
    numerator = case.values("ap") * np.minimum(case.n_relevant, case.k)
    np.testing.assert_allclose(numerator, theirs["map"] * case.n_relevant, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", PER_USER)
def test_every_ranking_metric_equals_its_definition_in_words(name):
    @over_cases(max_examples=150)
    def check(case):
        expected = [
            IN_WORDS[name](items, relevant, case.k) for items, relevant in zip(case.lists, case.relevant, strict=True)
        ]
        np.testing.assert_allclose(case.values(name), expected, rtol=0, atol=1e-12)

    check()


@pytest.mark.parametrize("name", PER_USER)
def test_every_ranking_metric_gives_each_user_a_number_from_0_to_1(name):
    @over_cases(max_examples=150)
    def check(case):
        values = case.values(name)
        assert values.shape == (len(case.lists),)
        assert (values >= 0).all()
        assert (values <= 1 + 1e-15).all()

    check()


@over_cases(max_examples=100)
def test_the_hit_rate_of_a_user_is_0_or_1(case):
    assert set(case.values("hit_rate").tolist()) <= {0.0, 1.0}


@pytest.mark.parametrize(
    ("name", "n_relevant", "value"),
    [
        ("precision", 20, 0.3),
        ("recall", 20, 0.15),
        ("recall", 3, 1.0),
        ("ap", 20, 0.2267),  # (1 + 2/3 + 3/5) / 10, not / 20 and not / 3
        ("ap", 3, 0.7556),
        ("ndcg", 20, 0.4153),  # the ideal list has ten hits
        ("ndcg", 3, 0.8855),  # the ideal list has three
        ("rr", 20, 1.0),
        ("hit_rate", 20, 1.0),
    ],
)
def test_hits_at_ranks_1_3_and_5_of_10_score_what_the_table_of_conventions_says(name, n_relevant, value):
    hits = np.zeros((1, 10), dtype=bool)
    hits[0, [0, 2, 4]] = True
    available = {"hits": hits, "n_relevant": np.array([n_relevant])}
    scored = metrics.call(metrics.select([name])[name], available)
    assert scored.round(4).tolist() == [value]


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


def test_rmse_and_mae_equal_scikit_learn():
    random = np.random.default_rng(3)
    actual, predicted = random.integers(1, 6, 500).astype(float), random.uniform(1, 5, 500)
    error = predicted - actual
    assert rating.rmse((error**2).sum(), 500) ** 2 == pytest.approx(mean_squared_error(actual, predicted), rel=1e-12)
    assert rating.mae(abs(error).sum(), 500) == pytest.approx(mean_absolute_error(actual, predicted), rel=1e-12)


def test_the_errors_of_ratings_weigh_ratings_alike_and_not_users():
    # one user with one rating wrong by 4, another with three ratings right: root of 16/4, not the mean of 4 and 0
    squared, absolute, counts = np.array([16.0, 0.0]), np.array([4.0, 0.0]), np.array([1, 3])
    assert rating.rmse(squared.sum(), counts.sum()) == 2.0
    assert rating.mae(absolute.sum(), counts.sum()) == 1.0


def test_the_errors_of_ratings_work_in_any_shape():
    squared, counts = np.array([[8.0, 9.0], [0.0, 1.0]]), np.array([[2, 1], [5, 4]])
    assert rating.rmse(squared, counts).tolist() == [[2.0, 3.0], [0.0, 0.5]]
    assert rating.mae(squared, counts).tolist() == [[4.0, 9.0], [0.0, 0.25]]


def gini_by_mean_absolute_difference(counts):
    pairs = sum(abs(one - other) for one in counts for other in counts)
    return pairs / (2 * len(counts) * sum(counts)) if sum(counts) else 0.0


@over_cases(max_examples=150)
def test_gini_equals_half_the_relative_mean_absolute_difference(case):
    shown = [item for items in case.lists for item in items[: case.k]]
    expected = gini_by_mean_absolute_difference([shown.count(item) for item in range(case.n_items)])
    assert case.values("gini") == pytest.approx(expected, abs=1e-12)


@over_cases(max_examples=150)
def test_coverage_is_the_size_of_the_union_of_all_lists_over_the_catalogue(case):
    union = set().union(*(items[: case.k] for items in case.lists))
    assert case.values("coverage") == len(union) / case.n_items


@over_cases(max_examples=150)
def test_exposure_counts_in_how_many_lists_each_item_is(case):
    expected = [sum(item in items[: case.k] for items in case.lists) for item in range(case.n_items)]
    assert coverage.exposure(case.items, case.n_items).tolist() == expected


@pytest.mark.parametrize("n_items", [1, 2, 10])
def test_gini_goes_from_0_when_all_items_are_alike_to_almost_1_when_one_takes_all(n_items):
    assert coverage.gini(np.arange(n_items)[:, None], n_items) == 0
    assert coverage.gini(np.zeros((5, 1), dtype=int), n_items) == pytest.approx((n_items - 1) / n_items, abs=1e-15)


def test_gini_of_exposures_1_2_3_is_two_ninths():
    assert coverage.gini(np.array([[0, 1, 2], [1, 2, -1], [2, -1, -1]]), 3) == pytest.approx(2 / 9, abs=1e-15)


@over_cases(max_examples=100)
def test_coverage_and_gini_are_single_numbers_within_their_range(case):
    assert np.ndim(case.values("coverage")) == np.ndim(case.values("gini")) == 0
    assert 0 <= case.values("coverage") <= 1
    assert -1e-12 <= case.values("gini") <= (case.n_items - 1) / case.n_items + 1e-12


def test_every_public_function_but_exposure_is_a_metric_with_one_identifier_line():
    found = metrics.known()
    assert set(found) == {*PER_USER, "rmse", "mae", "coverage", "gini"}
    for name, function in found.items():
        lines = re.findall(r"^ *Identifier: (\S+)$", function.__doc__, re.MULTILINE)
        assert lines == [metrics.identifier(function)]
        assert lines[0].startswith(name.replace("_", "-") + "/")
        assert re.search(r"^ *Range: ", function.__doc__, re.MULTILINE)
        assert re.search(r"^ *Source: ", function.__doc__, re.MULTILINE)


def test_no_two_metrics_share_an_identifier():
    identifiers = [metrics.identifier(function) for function in metrics.known().values()]
    assert len(set(identifiers)) == len(identifiers)


def test_a_misspelt_metric_is_a_user_error_with_the_nearest_name():
    with pytest.raises(UserError, match=r"metrics: unknown metric 'ndgc'. Did you mean 'ndcg'\?"):
        metrics.select(["recall", "ndgc"])


def test_metrics_of_ratings_have_one_column_and_metrics_of_lists_one_for_each_cutoff():
    columns = metrics.columns(["mae", "gini", "hit_rate"], [1, 20])
    assert columns == ["mae", "gini@1", "gini@20", "hit_rate@1", "hit_rate@20"]


def test_a_metric_is_given_what_its_parameters_name_and_no_more():
    assert metrics.arguments(ranking.ndcg) == ["hits", "n_relevant"]
    assert metrics.call(rating.mae, {"absolute_error": 6.0, "n_ratings": 4, "squared_error": 99.0}) == 1.5
