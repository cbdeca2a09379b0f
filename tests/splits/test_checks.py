"""A split whose parts are empty or far from what was asked is refused, with what can be had.

Numbers in comments are those of docs/inputs.md.
"""

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.contract.errors import UserError
from benchmarks.contract.settings import Relevance
from benchmarks.splits import checks
from benchmarks.splits.kind import assign
from benchmarks.splits.parts import PARTS, Rows
from tests.worlds.rules import split_rule

N_ROWS = 320
WHERE = "params.yaml: benchmarks.tiny.split"


def made(times: np.ndarray, **rule: object) -> str:
    """Split rows of 32 users at these times; return why that is refused, "" if it is not."""
    users = np.repeat(np.arange(32), N_ROWS // 32)
    items = np.tile(np.arange(N_ROWS // 32), 32)
    rows = pa.table({"user": users, "item": items, "time": times})
    keys = np.arange(32, dtype=np.uint64)
    kind = split_rule(**rule)
    folds = assign(rows, kind, keys, keys)
    try:
        checks.require_parts(folds, kind, Rows(rows), WHERE)
    except UserError as error:
        return str(error)
    sizes = np.bincount(folds["all"], minlength=len(PARTS)) if "all" in folds else np.ones(3)
    assert sizes[:3].all()
    return ""


def at(*shares: tuple[int, float]) -> np.ndarray:
    """Return the times of rows, of which each has its share."""
    return np.concatenate([np.full(int(share * N_ROWS), time) for time, share in shares])


SHARES = {"kind": "temporal", "test": 0.2, "validation": 0.1}


def test_a_tie_that_makes_all_rows_the_test_is_named_with_the_shares_that_can_be_had():  # 1
    assert made(at((7, 0.9), (9, 0.1)), **SHARES) == (
        f"{WHERE}: equal times, which are not divided, give the test part 100 % of the rows and "
        "not 20 %: 288 of 320 are of 1970-01-01T00:00:07Z, the largest tie, and the last rows can "
        "be 10 % of them, at 2 times; take one of these shares, moments, or another kind."
    )


def test_so_is_one_that_takes_the_training_for_the_validation():  # 1
    message = made(at((7, 0.75), (8, 0.2), (9, 0.05)), **SHARES)
    assert "give the validation part 75 % of the rows and not 10 %" in message
    assert "can be 5 % or 25 % of them, at 3 times" in message


def test_a_window_that_a_tie_leaves_empty_is_refused():
    rolling = {"kind": "rolling", "windows": 3, "test": 0.1, "validation": 0.1}
    assert "give the test part" in made(at((1, 0.5), (7, 0.5)), **rolling)


def test_shares_that_a_tie_moves_by_less_than_half_are_taken():
    assert made(at((1, 0.6), (2, 0.15), (3, 0.25)), **SHARES) == ""


@pytest.mark.parametrize("n_times", [N_ROWS, 20])
def test_the_rounding_of_few_rows_is_no_tie(n_times):
    times = np.sort(np.arange(N_ROWS) % n_times)
    assert made(times, kind="temporal", test=0.05, validation=0.05) == ""


EMPTY = [  # 26
    ({"kind": "user_temporal", "test": 1e-7, "validation": 0.1}, "test"),
    ({"kind": "user_temporal", "test": 0.2, "validation": 1e-7}, "validation"),
    ({"kind": "random", "test": 1e-7, "validation": 0.1}, "test"),
    ({"kind": "cold_items", "test": 1e-7, "validation": 0.1}, "test"),
    ({"kind": "cold_users", "test": 1e-7, "validation": 0.1, "known": [0]}, "test"),
]


@pytest.mark.parametrize(("rule", "part"), EMPTY)
def test_a_part_without_a_row_is_refused_whatever_the_kind(rule, part):
    message = made(np.arange(N_ROWS), **rule)
    assert f"{WHERE}" in message
    assert f"a split of kind {rule['kind']} leaves the {part} part without a row (train" in message
    assert message.endswith("take other shares or moments, or another kind.")


@pytest.mark.parametrize(("year", "part"), [(1950, "train"), (2090, "test")])
def test_moments_beyond_the_data_are_told_when_its_rows_are(year, part):
    moments = {"validation_from": f"{year}-01-01T00:00:00Z", "test_from": f"{year}-02-01T00:00:00Z"}
    message = made(np.arange(N_ROWS) * 86_400, kind="temporal", **moments)
    assert f"leaves the {part} part without a row" in message
    assert "rows are from 1970-01-01 to 1970-11-16" in message


def test_a_feature_that_no_item_has_is_answered_with_the_nearest():  # 33
    items = pa.table({"features": [["genre=noir"], []]})
    with pytest.raises(UserError, match="no item has the feature 'gnre=noir'") as caught:
        checks.require_features(["genre=noir", "gnre=noir"], items, WHERE)
    assert str(caught.value) == (
        "params.yaml: benchmarks.tiny.catalogue.exclude: no item has the feature 'gnre=noir' "
        "(did you mean 'genre=noir'?)."
    )


def test_a_catalogue_that_leaves_nothing_is_refused():
    folds = {"all": np.array([2, 2], dtype=np.int8)}
    with pytest.raises(UserError, match="catalogue: leaves the train part without a row; ask for"):
        checks.require_rows_left(folds, WHERE)


@pytest.mark.parametrize(
    ("scale", "why"),
    [((1, 5), "no rating is 9 or more; they are 1 to 5."), (None, "the dataset has no ratings; ")],
)
def test_a_threshold_that_no_rating_can_reach_is_refused(scale, why):  # 26
    with pytest.raises(UserError, match=f"benchmarks.tiny.relevance.min_rating: {why}"):
        checks.require_relevance(Relevance(min_rating=9), scale, WHERE)
    checks.require_relevance(Relevance(min_rating=5), (1, 5), WHERE)
    checks.require_relevance(Relevance(), None, WHERE)
