"""The fast path of ranking against the plain one, to the byte, on all kinds of scores."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from benchmarks.protocol import ranking, top
from tests.protocol import plain_ranking
from tests.worlds.helpers import random_keys

LARGEST = float(np.finfo(np.float32).max)
POOLS = {  # of few values, so that they tie
    "two": [0.0, 1.0],
    "both zeros": [-0.0, 0.0, 0.0, 3.0],
    "small": [-2.5, -1.0, 0.0, 0.5, 1.0, 2.0],
    "huge": [-1e308, -LARGEST, 0.0, LARGEST, 1e300, 1.0000001e300],
    "beyond 2^53": [2.0**53, 2.0**53 + 2, 2.0**60, -(2.0**60)],
    "many": [],
}
FLOATS = ["float16", "float32", "float64"]
INTEGERS = ["bool", "int8", "uint16", "int32", "int64", "uint64"]


@dataclass(frozen=True)
class Case:
    """Scores of users, and the rules that rank them."""

    scores: np.ndarray
    users: np.ndarray
    rules: ranking.Rules

    def rank(self, n):
        """Rank from an array that only its model may write to."""
        self.scores.flags.writeable = False
        return ranking.rank(lambda _: self.scores, self.users, self.rules, n, "a baseline")

    def assert_as_by_the_plain_path(self, n):
        lists, plain = self.rank(n), plain_ranking.rank(self.scores, self.users, self.rules, n)
        for field in ("items", "scores", "fallback"):
            ours, theirs = getattr(lists, field), getattr(plain, field)
            assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
            assert ours.tobytes() == theirs.tobytes(), field


def _scores(random, shape, kind, pool):
    """Scores of a type that are finite in it; some rows constant."""
    if not POOLS[pool]:
        scores = random.standard_normal(shape) * 100
    else:
        scores = random.choice(POOLS[pool], shape)
    scores[random.random(shape[0]) < 0.2] = scores.flat[0] if scores.size else 0.0
    if kind in FLOATS:
        limit = np.finfo(kind).max
        return np.clip(scores, -limit, limit).astype(kind)
    limits = np.iinfo(kind) if kind != "bool" else np.iinfo("int8")
    low, high = float(limits.min), np.nextafter(float(limits.max), 0)
    return np.trunc(np.clip(scores, low, high)).astype(kind)


def _mask(random, shape, share):
    """What is masked, some of it by an explicit zero, which masks nothing."""
    mask = csr_matrix((random.random(shape) < share).astype(np.float32))
    mask.data[random.random(len(mask.data)) < 0.1] = 0
    return mask


@st.composite
def cases(draw):
    """Catalogues shorter and longer than the number of groups; also with keys that collide."""
    kind = draw(st.sampled_from(FLOATS * 2 + INTEGERS))
    pool = draw(st.sampled_from([*POOLS, "many"]))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = (draw(st.integers(1, 6)), draw(st.integers(1, 150)))
    masked = draw(st.sampled_from([None, 0.0, 0.1, 0.5, 0.9, 1.0]))
    excluded = draw(st.sampled_from([None, 0.0, 0.3, 1.0]))
    item_keys = random_keys(shape[1], 1)
    if draw(st.booleans()):
        item_keys[random.random(shape[1]) < 0.3] = item_keys[0]
    users = random.integers(0, shape[0], draw(st.integers(0, 6)))
    rules = ranking.Rules(
        masked=None if masked is None else _mask(random, shape, masked),
        popularity=random.integers(0, draw(st.sampled_from([1, 3, 10**9])), shape[1]).astype(float),
        user_keys=random_keys(shape[0], 2),
        item_keys=item_keys,
        excluded=None if excluded is None else random.random(shape[1]) < excluded,
    )
    scores = _scores(random, shape, kind, pool)[users]
    return Case(np.asarray(scores, order=draw(st.sampled_from("CF"))), users, rules)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(case=cases(), n=st.integers(1, 12))
def test_lists_are_those_of_the_plain_path_to_the_byte(case, n):
    case.assert_as_by_the_plain_path(n)


def long_case(values, seed=0, masked=0.02):
    """A catalogue of many rounds of groups; values : of distinct numbers to draw from, or None."""
    random = np.random.default_rng(seed)
    shape = (7, 5000)
    drawn = random.standard_normal(shape) if values is None else random.choice(values, shape)
    rules = ranking.Rules(
        masked=_mask(random, shape, masked),
        popularity=random.integers(0, 40, shape[1]).astype(float),
        user_keys=random_keys(shape[0], 3),
        item_keys=random_keys(shape[1], 4),
    )
    return Case(drawn.astype(np.float32), np.arange(7), rules)


@pytest.mark.parametrize("values", [None, [0, 1], [0] * 99 + [1], range(30), range(1000)])
@pytest.mark.parametrize("n", [1, 10, 100])
def test_a_long_catalogue_is_ranked_as_by_the_plain_path(values, n):
    long_case(values).assert_as_by_the_plain_path(n)


@pytest.mark.parametrize("falling", [True, False])
def test_scores_in_the_order_of_the_codes_are_ranked_as_by_the_plain_path(falling):
    case = long_case(None)
    case = replace(case, scores=np.sort(case.scores, axis=1)[:, :: -1 if falling else 1])
    case.assert_as_by_the_plain_path(100)


def test_all_that_score_high_in_one_group_are_listed():
    case = long_case(None, masked=0.0)
    case.scores[:, ::40] += 100.0  # of one group of the 40 that lists of ten have
    case.assert_as_by_the_plain_path(10)


def test_nearly_everything_masked_is_ranked_as_by_the_plain_path():
    long_case(None, masked=0.999).assert_as_by_the_plain_path(100)


@pytest.mark.parametrize("limit", [1, 5000, 12_000, 10**9])
def test_how_many_are_ranked_at_a_time_changes_nothing(limit, monkeypatch):
    monkeypatch.setattr(ranking, "SCORES_AT_A_TIME", limit)
    long_case(range(30)).assert_as_by_the_plain_path(100)


def test_few_candidates_are_beside_the_lists():
    case = long_case(None, masked=0.0)
    maxima = top.maxima_of_groups(case.scores, 100)
    chosen = top.candidates(case.scores, maxima, 100)
    assert (np.bincount(chosen.rows) >= 100).all()
    assert len(chosen.rows) < 1.3 * 100 * len(case.users)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_popularity_alone_gives_the_lists_of_a_baseline_that_cannot_tell(share):
    case = long_case([0], masked=share)
    items = ranking.by_popularity(case.users, case.rules, 50)
    plain = plain_ranking.rank(case.scores, case.users, case.rules, 50)
    np.testing.assert_array_equal(items, plain.items)
    assert ranking.by_popularity(case.users[:0], case.rules, 50).shape == (0, 50)
