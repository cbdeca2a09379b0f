"""Ranking against a naive full sort, and what must not change a list."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import csr_matrix

from benchmarks.contract.errors import UserError
from benchmarks.protocol import costs, ranking, top
from tests.worlds.helpers import pair_hash_in_plain_integers, random_keys


@dataclass(frozen=True)
class Case:
    """Scores of all users, and the rest that a ranking depends on."""

    scores: np.ndarray
    masked: np.ndarray
    popularity: np.ndarray
    user_keys: np.ndarray
    item_keys: np.ndarray

    def rules(self):
        """What the harness is given beside the scores."""
        masked = csr_matrix(self.masked)
        return ranking.Rules(masked, self.popularity.astype(float), self.user_keys, self.item_keys)

    def rank(self, n, users=None):
        """Rank for some users, or for all."""
        users = np.arange(len(self.scores)) if users is None else np.asarray(users, dtype=int)
        return ranking.rank(lambda block: self.scores[block], users, self.rules(), n, "a baseline")


@st.composite
def cases(draw):
    """Draw few distinct values, so that ties are the rule; both zeros are among them, as equals."""
    n_users, n_items = draw(st.integers(1, 5)), draw(st.integers(1, 12))
    shape = (n_users, n_items)
    seed = draw(st.integers(0, 1000))
    return Case(
        scores=draw(
            hnp.arrays(float, shape, elements=st.sampled_from([-2.5, -0.0, 0.0, 0.5, 1.0]))
        ),
        masked=draw(hnp.arrays(bool, shape)),
        popularity=draw(hnp.arrays(int, n_items, elements=st.integers(0, 3))),
        user_keys=random_keys(n_users, seed),
        item_keys=random_keys(n_items, seed + 1),
    )


def random_case(n_users=40, n_items=60, seed=0, values=5):
    random = np.random.default_rng(seed)
    return Case(
        scores=random.integers(0, values, (n_users, n_items)).astype(float),
        masked=random.random((n_users, n_items)) < 0.3,
        popularity=random.integers(0, 4, n_items),
        user_keys=random_keys(n_users, seed + 1),
        item_keys=random_keys(n_items, seed + 2),
    )


def without_mask(case):
    return replace(case, masked=np.zeros_like(case.masked))


def candidates(case, user):
    return [item for item in range(case.scores.shape[1]) if not case.masked[user, item]]


def cannot_tell(case, user):
    found = [float(case.scores[user, item]) for item in candidates(case, user)]
    return len(found) > 1 and len(set(found)) == 1


def naive_list(case, user, n):
    """Sort all candidates by score, or by popularity where scores are all the same, then hash."""
    values = case.popularity if cannot_tell(case, user) else case.scores[user]

    def place(item):
        return -values[item], pair_hash_in_plain_integers(
            case.user_keys[user], case.item_keys[item], top.TIE_SEED
        )

    best = sorted(candidates(case, user), key=place)[:n]
    return best, [float(values[item]) for item in best]


def assert_same_lists(one, other):
    np.testing.assert_array_equal(one.items, other.items)
    np.testing.assert_array_equal(one.scores, other.scores)
    np.testing.assert_array_equal(one.fallback, other.fallback)


many = settings(max_examples=200, deadline=None, derandomize=True)


@many
@given(case=cases(), n=st.integers(1, 15))
def test_a_list_is_the_start_of_a_full_sort_by_score_and_then_hash(case, n):
    lists = case.rank(n)
    for user in range(len(case.scores)):
        items, scores = naive_list(case, user, n)
        empty = lists.items.shape[1] - len(items)
        assert lists.items[user].tolist() == items + [-1] * empty
        np.testing.assert_array_equal(lists.scores[user], scores + [np.nan] * empty)
        assert lists.fallback[user] == cannot_tell(case, user)


def test_a_long_catalogue_is_ranked_as_by_a_full_sort():
    case = random_case(n_users=6, n_items=3000, seed=5, values=40)
    lists = case.rank(100)
    for user in range(6):
        assert lists.items[user].tolist() == naive_list(case, user, 100)[0]


def test_distinct_scores_are_simply_sorted():
    case = replace(
        without_mask(random_case()),
        scores=np.random.default_rng(4).permutation(2400).reshape(40, 60),
    )
    np.testing.assert_array_equal(case.rank(60).items, np.argsort(-case.scores, axis=1))


@many
@given(case=cases(), n=st.integers(1, 15))
def test_masked_items_never_appear_and_no_item_appears_twice(case, n):
    lists = case.rank(n)
    for user, items in enumerate(lists.items):
        shown = items[items >= 0].tolist()
        assert len(set(shown)) == len(shown) == min(n, len(candidates(case, user)))
        assert set(shown) <= set(candidates(case, user))


def test_a_list_is_no_longer_than_the_catalogue():
    lists = without_mask(random_case(n_items=3)).rank(100)
    assert lists.items.shape == lists.scores.shape == (40, 3)
    assert (np.sort(lists.items, axis=1) == [0, 1, 2]).all()


def test_a_catalogue_of_one_item_gives_lists_of_that_item():
    assert (without_mask(random_case(n_items=1)).rank(10).items == 0).all()


def test_a_user_with_everything_masked_gets_an_empty_list_and_disturbs_nobody():
    case = without_mask(random_case())
    case.masked[3] = True
    lists, others = case.rank(10), np.arange(40) != 3
    assert (lists.items[3] == -1).all()
    assert np.isnan(lists.scores[3]).all()
    np.testing.assert_array_equal(lists.items[others], without_mask(case).rank(10).items[others])


def test_a_constant_row_falls_back_to_popularity_and_is_marked():
    case = without_mask(random_case(n_users=4, n_items=6))
    case.scores[2] = 7.0
    case = replace(case, popularity=np.array([3, 9, 1, 4, 0, 5]))
    lists = case.rank(4)
    assert lists.fallback.tolist() == [False, False, True, False]
    assert lists.items[2].tolist() == [1, 5, 3, 0]
    assert lists.scores[2].tolist() == [9, 5, 4, 3]


def test_a_row_that_differs_only_at_masked_items_is_constant():
    case = without_mask(random_case(n_users=1, n_items=5))
    case.scores[0] = [8.0, 1.0, 1.0, -8.0, 1.0]
    case.masked[0] = [True, False, False, True, False]
    lists = replace(case, popularity=np.array([90, 2, 3, 80, 1])).rank(5)
    assert lists.fallback.tolist() == [True]
    assert lists.items.tolist() == [[2, 1, 4, -1, -1]]


def test_a_row_with_two_different_candidates_is_not_a_fallback():
    case = without_mask(random_case(n_users=1, n_items=5))
    case.scores[0] = [1.0, 1.0, 1.0, 1.0, 1.0 + 1e-12]
    lists = replace(case, popularity=np.array([5, 4, 3, 2, 0])).rank(1)
    assert lists.fallback.tolist() == [False]
    assert lists.items.tolist() == [[4]]


def test_without_a_mask_every_item_is_a_candidate():
    case = random_case()
    rules = replace(case.rules(), masked=None)
    lists = ranking.rank(lambda block: case.scores[block], np.arange(40), rules, 10, "a baseline")
    assert_same_lists(lists, without_mask(case).rank(10))


@pytest.mark.parametrize("kind", [np.float32, np.int64])
def test_the_number_type_of_the_scores_does_not_matter(kind):
    case = random_case()
    case.scores[5] = 2  # a constant row among them
    assert_same_lists(replace(case, scores=case.scores.astype(kind)).rank(10), case.rank(10))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_score_that_is_not_finite_is_an_error_that_names_the_baseline_and_the_user(
    value, monkeypatch
):
    case = random_case(n_users=30, n_items=8)
    case.scores[23, 6] = value
    monkeypatch.setattr(ranking, "SCORES_PER_BLOCK", 16)  # the user is row 1 of a later block
    with pytest.raises(UserError, match=rf"^a baseline: score of item 6 for user 23 is {value};"):
        case.rank(3, users=[4, 9, 2, 23, 7])
    assert case.rank(3, users=[4, 9, 2, 7]).items.shape == (4, 3)


@pytest.mark.parametrize("shape", [(5, 7), (5, 9), (8, 5), (4, 8), (5,), (5, 8, 1)])
def test_scores_of_the_wrong_shape_are_an_error_that_names_the_baseline_and_both_shapes(shape):
    case = random_case(n_users=5, n_items=8)
    with pytest.raises(UserError) as caught:
        ranking.rank(lambda _: np.zeros(shape), np.arange(5), case.rules(), 3, "a baseline")
    assert str(caught.value) == f"a baseline: scores() returned shape {shape}, expected (5, 8)."


@pytest.mark.parametrize("limit", [1, 60, 61, 179, 1000])
def test_the_size_of_the_blocks_changes_nothing_but_memory(limit, monkeypatch):
    case = random_case()
    whole, asked = case.rank(10), []
    monkeypatch.setattr(ranking, "SCORES_PER_BLOCK", limit)

    def scores_of(block):
        asked.append(len(block))
        return case.scores[block]

    assert_same_lists(ranking.rank(scores_of, np.arange(40), case.rules(), 10, "a baseline"), whole)
    assert sum(asked) == 40
    assert max(asked) == max(1, limit // 60)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_item_codes_changes_no_list(seed):
    case = random_case(seed=10)
    case.scores[7] = 1.0
    old_code = np.random.default_rng(seed).permutation(60)
    renamed = Case(
        case.scores[:, old_code],
        case.masked[:, old_code],
        case.popularity[old_code],
        case.user_keys,
        case.item_keys[old_code],
    )
    lists, expected = renamed.rank(60), case.rank(60)
    mapped = np.where(lists.items >= 0, old_code[lists.items], -1)
    assert_same_lists(replace(lists, items=mapped), expected)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_user_codes_changes_no_list(seed):
    case = random_case(seed=11)
    old_code = np.random.default_rng(seed).permutation(40)
    renamed = replace(
        case,
        scores=case.scores[old_code],
        masked=case.masked[old_code],
        user_keys=case.user_keys[old_code],
    )
    lists, expected = renamed.rank(10), case.rank(10)
    np.testing.assert_array_equal(lists.items, expected.items[old_code])
    np.testing.assert_array_equal(lists.scores, expected.scores[old_code])
    np.testing.assert_array_equal(lists.fallback, expected.fallback[old_code])


def test_a_list_does_not_depend_on_who_else_is_served():
    case = random_case()
    everybody, some = case.rank(10), [17, 3, 39, 0]
    np.testing.assert_array_equal(case.rank(10, users=some).items, everybody.items[some])


def test_a_shorter_list_is_the_start_of_a_longer_one():
    case = random_case(values=2)
    np.testing.assert_array_equal(case.rank(4).items, case.rank(23).items[:, :4])


def test_nobody_to_serve_gives_no_lists():
    lists = random_case().rank(10, users=[])
    assert lists.items.shape == (0, 10)
    assert lists.fallback.shape == (0,)


def test_ranking_leaves_the_arrays_of_a_baseline_as_they_were():
    case = random_case()
    case.scores[4] = 3.0  # a fallback row is ranked by other values
    scores, popularity = case.scores.copy(), case.popularity.astype(float)
    rules = replace(case.rules(), popularity=popularity)
    mask = rules.masked.copy()
    ranking.rank(lambda _: case.scores, np.arange(40), rules, 10, "a baseline")
    np.testing.assert_array_equal(case.scores, scores)
    np.testing.assert_array_equal(popularity, case.popularity)
    assert (rules.masked != mask).nnz == 0


def test_popularity_beyond_the_precision_of_the_scores_still_ranks():
    case = random_case(n_users=1, n_items=5, seed=0, values=1)
    popularity = np.array([70_000, 69_999, 2_050, 2_049, 2_048])
    lists = replace(
        without_mask(case), scores=np.zeros((1, 5), dtype=np.float16), popularity=popularity
    ).rank(5)
    assert lists.items.tolist() == [[0, 1, 2, 3, 4]]


def test_a_huge_score_stays_finite():
    case = replace(
        without_mask(random_case(n_users=1, n_items=2, seed=0, values=1)),
        scores=np.array([[1e300, 0.0]]),
    )
    assert np.isfinite(case.rank(2).scores).all()


def test_a_score_that_no_double_holds_is_an_error_as_well():
    scores = np.zeros((2, 8), dtype=np.longdouble)
    scores[1, 3] = 10 * np.longdouble(np.finfo(np.float64).max)
    with pytest.raises(UserError, match="score of item 3 for user 1 is inf"):
        ranking.checked_scores(lambda _: scores, np.arange(2), 8, "mine")


def test_by_two_rules_each_is_ranked_as_alone_from_scores_that_are_asked_for_once(monkeypatch):
    case, asked = random_case(), []

    def scores_of(block):
        asked.append(block)
        return case.scores[block]

    every = [case.rules(), without_mask(case).rules()]
    monkeypatch.setattr(ranking, "SCORES_PER_BLOCK", 7 * 60)  # seven users
    masked, whole = ranking.rank_by_each(scores_of, np.arange(40), every, 10, "a baseline")
    assert_same_lists(masked.lists, case.rank(10))
    assert_same_lists(whole.lists, without_mask(case).rank(10))
    np.testing.assert_array_equal(np.concatenate(asked), np.arange(40))


def test_what_a_ranking_took_is_what_it_takes_alone_to_score_and_to_rank(monkeypatch):
    case = random_case()
    clock = iter([0.0, 1.0, 1.0, 3.0, 3.0, 7.0])  # to score, to rank by the first, by the second
    monkeypatch.setattr(costs, "now", lambda: costs.Seconds(10 * (now := next(clock)), now))
    every = [case.rules(), without_mask(case).rules()]
    both = ranking.rank_by_each(lambda _: case.scores, np.arange(40), every, 10, "a baseline")
    assert [ranked.seconds for ranked in both] == [costs.Seconds(30, 3), costs.Seconds(50, 5)]
