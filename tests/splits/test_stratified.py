"""Rows drawn by group, and by numpy: against plain loops, numpy written out, and Surprise."""

from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from surprise import Dataset, Reader
from surprise.model_selection import KFold

from benchmarks.config import load
from benchmarks.config.study import resolved
from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.running import searches
from benchmarks.splits.kind import assign
from benchmarks.splits.parts import Keys, Rows
from benchmarks.splits.stratified import stratified
from benchmarks.stages.score import score
from benchmarks.tuning.search import search
from benchmarks.tuning.settings import Tuning
from tests.splits.test_split_kinds import ITEM_KEYS, USER_KEYS, by_row, folds_of
from tests.splits.test_splitting import SHARES, exact_floor, random_rows
from tests.worlds import prepared
from tests.worlds.helpers import interactions, random_keys
from tests.worlds.planned import fit, split
from tests.worlds.rules import split_rule

TRAIN, VALIDATION, TEST = range(3)
many = settings(max_examples=150, deadline=None, derandomize=True)
some_groups = st.lists(st.integers(0, 5), min_size=1, max_size=60)


def rule(**more):
    return split_rule(kind="stratified", **more)


def nearest(n, share):
    """Return n * share rounded in decimal arithmetic, a half to the even number."""
    return int((n * Decimal(str(share))).to_integral_value(ROUND_HALF_EVEN))


def sizes_of(n, split):
    """Return how many of n rows are training and how many the test, by the docstring's words."""
    if split.rounding == "nearest":
        test, validation = Decimal(str(split.test)), Decimal(str(split.validation))
        return nearest(n, 1 - test - validation), n - nearest(n, 1 - test)
    test = min(split.test_rows, n - 1) if split.test_rows else exact_floor(n, split.test)
    return n - test - exact_floor(n, split.validation), test


def by_a_loop(groups, keys, split):
    parts = [VALIDATION] * len(groups)
    for group in set(groups):
        mine = sorted(
            (row for row in range(len(groups)) if groups[row] == group), key=lambda row: keys[row]
        )
        learned, test = sizes_of(len(mine), split)
        for place, row in enumerate(mine):
            if place >= len(mine) - test:
                parts[row] = TEST
            elif place < learned:
                parts[row] = TRAIN
    return parts


ROUNDED = [
    rule(test=test, validation=validation, rounding="nearest") for test, validation in SHARES
]
ALL_RULES = [
    *(rule(test=test, validation=validation) for test, validation in SHARES),
    *ROUNDED,
    *(rule(test=test) for test in (0.25, 0.1, 0.99)),
    *(rule(test=test, rounding="nearest") for test in (0.25, 0.5, 0.99)),
    *(rule(test_rows=rows) for rows in (1, 3, 10, 1000)),
]


@many
@given(groups=some_groups, split=st.sampled_from(ALL_RULES), seed=st.integers(0, 1000))
def test_stratified_equals_a_loop_over_groups(groups, split, seed):
    keys = random_keys(len(groups), seed)
    assert stratified(np.array(groups), keys, split).tolist() == by_a_loop(groups, keys, split)


@pytest.mark.parametrize(
    ("split", "n", "expected"),
    [
        (rule(test=0.2, validation=0.1), 9, (8, 0, 1)),
        (
            rule(test=0.29, validation=0.57),
            100,
            (14, 57, 29),
        ),  # 28.999… and 56.999… in floating point
        (rule(test=0.25, rounding="nearest"), 1, (1, 0, 0)),
        (rule(test=0.25, rounding="nearest"), 2, (2, 0, 0)),  # 1.5, and 2 is even
        (rule(test=0.25, rounding="nearest"), 6, (4, 0, 2)),  # 4.5, and 4 is even
        (rule(test=0.25, rounding="nearest"), 10, (8, 0, 2)),  # 7.5, and 8 is even
        (
            rule(test=0.25, validation=0.25, rounding="nearest"),
            5,
            (2, 2, 1),
        ),  # cuts at 2.5 and 3.75
        (rule(test_rows=3), 10, (7, 0, 3)),
        (rule(test_rows=3), 3, (1, 0, 2)),
        (rule(test_rows=3), 1, (1, 0, 0)),
        (rule(test_rows=3, validation=0.2), 10, (5, 2, 3)),
    ],
)
def test_a_group_of_so_many_rows_is_divided_so(split, n, expected):
    parts = stratified(np.zeros(n, dtype=np.int32), random_keys(n, 0), split).tolist()
    assert tuple(parts.count(part) for part in (TRAIN, VALIDATION, TEST)) == expected


@pytest.mark.parametrize("by", ["user", "item"])
def test_the_rows_of_each_user_or_item_are_shared_out(by):
    rows, column = random_rows(), ("user", "item").index(by)
    found = by_row(rows, rule(test=0.2, validation=0.1, by=by, seed=3))["all"]
    for group in {row[column] for row in rows}:
        mine = [part for row, part in found.items() if row[column] == group]
        assert mine.count(TEST) == exact_floor(len(mine), 0.2)
        assert mine.count(VALIDATION) == exact_floor(len(mine), 0.1)


DRAWN = {
    "random": split_rule(kind="random", test=0.2, validation=0.1, seed=3),
    "stratified": rule(test=0.25, rounding="nearest", by="item", seed=3),
    "k_fold": split_rule(kind="k_fold", folds=4, seed=3),
}


def by_numpy(kind):
    return DRAWN[kind].model_copy(update={"draw": "numpy"})


@pytest.mark.parametrize("kind", DRAWN)
def test_the_order_of_the_rows_matters_to_numpy_and_not_to_a_hash(kind):
    rows = random_rows()
    shuffled = [rows[i] for i in np.random.default_rng(0).permutation(len(rows))]
    assert by_row(shuffled, DRAWN[kind]) == by_row(rows, DRAWN[kind])
    assert by_row(shuffled, by_numpy(kind)) != by_row(rows, by_numpy(kind))


@pytest.mark.parametrize("kind", DRAWN)
def test_keys_matter_to_a_hash_and_not_to_numpy_but_its_seed_does(kind):
    others, rows = (random_keys(12, 8), random_keys(90, 9)), random_rows()
    assert folds_of(rows, by_numpy(kind), *others) == folds_of(rows, by_numpy(kind))
    assert folds_of(rows, DRAWN[kind], *others) != folds_of(rows, DRAWN[kind])
    assert folds_of(rows, by_numpy(kind).model_copy(update={"seed": 4})) != folds_of(
        rows, by_numpy(kind)
    )


def drawn_order(rows, split):
    return np.argsort(
        split.row_keys(Rows(interactions(rows)), Keys(USER_KEYS, ITEM_KEYS)), kind="stable"
    ).tolist()


@pytest.mark.parametrize("seed", [0, 7])
def test_random_by_numpy_takes_the_rows_as_numpy_shuffles_them(seed):
    rows, order = random_rows(n=103), np.random.RandomState(seed).permutation(103).tolist()
    split = split_rule(kind="random", test=0.2, validation=0.1, draw="numpy", seed=seed)
    parts = folds_of(rows, split)["all"]
    assert [parts[row] for row in order] == [TEST] * 20 + [VALIDATION] * 10 + [TRAIN] * 73
    assert drawn_order(rows, split) == order


@pytest.mark.parametrize("by", ["user", "item"])
def test_stratified_by_numpy_sorts_each_group_by_random_numbers_of_the_rows(by):
    rows, column = random_rows(n=300), ("user", "item").index(by)
    split, numbers = (
        rule(test=0.25, rounding="nearest", by=by, draw="numpy", seed=42),
        np.random.RandomState(42),
    )
    number = dict(zip(rows, numbers.rand(300).tolist(), strict=True))
    expected, order = {}, []
    for group in sorted({row[column] for row in rows}):
        mine = sorted((row for row in rows if row[column] == group), key=number.__getitem__)
        order += mine
        expected |= {
            row: TRAIN if at < nearest(len(mine), 0.75) else TEST for at, row in enumerate(mine)
        }
    assert by_row(rows, split)["all"] == expected
    assert [rows[row] for row in drawn_order(rows, split)] == order


@pytest.mark.parametrize("folds", [3, 4, 5])
@pytest.mark.parametrize("n", [60, 61, 62, 63, 64])
def test_folds_by_numpy_are_those_of_surprise_in_the_same_order(n, folds):
    rows = random_rows(n=n)
    split = split_rule(kind="k_fold", folds=folds, draw="numpy", seed=0)
    reader, named = Reader(rating_scale=(1, 5)), [(user, item, 3.0, None) for user, item, _ in rows]
    theirs = Dataset(reader)
    theirs.raw_ratings = named
    order = drawn_order(rows, split)
    assert order == np.random.RandomState(0).permutation(n).tolist()
    found = assign(interactions(rows), split, USER_KEYS, ITEM_KEYS).values()
    for parts, (train, test) in zip(found, KFold(folds, random_state=0).split(theirs), strict=True):
        in_order = [rows[row][:2] for row in order if parts[row] == TEST]
        assert [pair[:2] for pair in test] == in_order
        learned = {rows[row][:2] for row in order if parts[row] != TEST}
        ids = (
            (train.to_raw_uid(user), train.to_raw_iid(item))
            for user, item, _ in train.all_ratings()
        )
        assert set(ids) == learned


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A stratified benchmark without a validation part, split."""
    monkeypatch.chdir(tmp_path)
    rows = prepared.make({"kind": "stratified", "test": 0.25, "rounding": "nearest"})
    split("tastes")
    return rows


def test_a_benchmark_without_validation_is_fitted_and_scored(project: pa.Table) -> None:
    audit = read_json(paths.audit("tastes"))
    assert audit["rows"]["validation"] == 0
    assert audit["rows"]["train"] + audit["rows"]["test"] == project.num_rows
    for baseline in prepared.BASELINES:
        fit("tastes", baseline)
    score("tastes")
    scores = [path for path in paths.scores("tastes").iterdir() if path.suffix == ".parquet"]
    assert scores
    known = tables.read(paths.train("tastes") / "interactions.parquet", tables.SPLIT)
    assert known["part"].unique().to_pylist() == ["train"]


def test_a_benchmark_without_validation_is_not_tuned_and_the_error_says_what_to_do(
    project: pa.Table,
) -> None:
    tuning = Tuning(trials=1)
    study = resolved(load.load().model_copy(update={"tuning": tuning}))
    said = (
        r"^params\.yaml: benchmarks\.tastes: its split has no validation part .* "
        r"give split\.validation a share"
    )
    for tuned in (
        lambda: searches.tunable(study, [], []),
        lambda: search("tastes", "ease", study),
    ):
        with pytest.raises(UserError, match=said):
            tuned()
