"""Several cuts in time: what each fold knows, is asked, and never sees."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.protocol.view import View
from benchmarks.splits.audit import audit
from benchmarks.splits.kind import assign
from benchmarks.splits.parts import LATER, TEST, TRAIN, VALIDATION
from benchmarks.splits.rolling import rolling
from benchmarks.tuning.validation import Validation
from tests.splits.test_splitting import exact_floor
from tests.worlds import prepared
from tests.worlds.helpers import interactions, random_keys
from tests.worlds.planned import split
from tests.worlds.rules import split_rule

many = settings(max_examples=150, deadline=None, derandomize=True)
times_of_rows = st.lists(st.integers(0, 20), min_size=1, max_size=60)
SHARES = [(2, 0.3, 0.1), (4, 0.1, 0.1), (3, 0.29, 0.01), (5, 0.05, 0.7), (2, 0.125, 0.25)]
KEYS = random_keys(4, 1), random_keys(60, 2)


def folds_of(times, rule):
    """Return the part of each row in each window, by a split of rows with these times."""
    rows = [(row % 4, row, time) for row, time in enumerate(times)]
    return {fold: parts.tolist() for fold, parts in assign(interactions(rows), rule, *KEYS).items()}


def expected_part(time, window, validation_from, cuts):
    begins, ends = cuts[window], cuts[window + 1] if window + 1 < len(cuts) else float("inf")
    if time >= ends:
        return LATER
    if time >= begins:
        return TEST
    return VALIDATION if window == 0 and time >= validation_from else TRAIN


@many
@given(times=times_of_rows, shares=st.sampled_from(SHARES))
def test_windows_of_equal_shares_are_cut_at_the_times_of_rows_counted_in_order_of_time(
    times, shares
):
    windows, test, validation = shares
    ordered, n = sorted(times), len(times)
    cuts = [ordered[exact_floor(n, 1, *[-test] * left)] for left in range(windows, 0, -1)]
    validation_from = ordered[exact_floor(n, 1, *[-test] * windows, -validation)]
    rule = split_rule(kind="rolling", windows=windows, test=test, validation=validation)
    assert folds_of(times, rule) == {
        f"window={window + 1}": [
            expected_part(time, window, validation_from, cuts) for time in times
        ]
        for window in range(windows)
    }


@many
@given(times=times_of_rows, cuts=st.lists(st.integers(0, 20), min_size=1, max_size=6, unique=True))
def test_no_window_knows_a_row_of_its_own_test_or_of_a_later_one(times, cuts):
    folds = [parts.tolist() for parts in rolling(np.array(times), 0, sorted(cuts)).values()]
    for parts in folds:
        by_part = {
            part: [time for time, own in zip(times, parts, strict=True) if own == part]
            for part in (TRAIN, VALIDATION, TEST, LATER)
        }
        known = [*by_part[TRAIN], *by_part[VALIDATION]]
        assert max(known, default=-1) < min(by_part[TEST], default=21)
        assert max([*known, *by_part[TEST]], default=-1) < min(by_part[LATER], default=21)
    for of_row in zip(*folds, strict=True):
        asked = [part == TEST for part in of_row]
        assert sum(asked) <= 1  # no row is asked for twice
        if any(asked):  # later before its window, known after it
            window = asked.index(True)
            assert set(of_row[:window]) <= {LATER}
            assert set(of_row[window + 1 :]) <= {TRAIN}


@many
@given(times=times_of_rows)
def test_a_window_is_the_temporal_split_of_what_there_was_at_its_end(times):
    cut, end = 12, 16
    parts = rolling(np.array(times), 8, [cut, end])["window=1"]
    moments = {"validation_from": "1970-01-01T00:00:08Z", "test_from": "1970-01-01T00:00:12Z"}
    until_then = [time for time in times if time < end]
    alone = folds_of(until_then, split_rule(kind="temporal", **moments))["all"]
    assert [part for part in parts if part != LATER] == alone


def test_moments_divide_rows_with_the_moment_itself_in_the_later_window():
    moments = ["1970-01-01T00:00:05Z", "1970-01-01T00:00:10Z", "1970-01-01T00:00:20Z"]
    rule = split_rule(kind="rolling", moments=moments)
    assert folds_of([4, 5, 9, 10, 19, 20, 99], rule) == {
        "window=1": [TRAIN, VALIDATION, VALIDATION, TEST, TEST, LATER, LATER],
        "window=2": [TRAIN, TRAIN, TRAIN, TRAIN, TRAIN, TEST, TEST],
    }


@pytest.mark.parametrize("time", [6, 7, 100])
def test_a_known_row_at_or_after_the_first_of_the_window_stops_the_audit(time):
    rows = [(0, 10, 1), (1, 10, 2), (0, 11, 6), (1, 12, 7), (2, 13, 9), (0, 12, time)]
    parts = np.array([TRAIN, TRAIN, TEST, TEST, LATER, TRAIN], dtype=np.int8)
    rule = split_rule(kind="rolling", windows=2, test=0.2, validation=0.1)
    with pytest.raises(
        UserError, match=r"rolling split promises .*: 1 of 6 rows, first \(user 0, item 12\)"
    ):
        audit(interactions(rows), parts, rule)


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Two tastes, split into three windows; returns the settings of the split."""
    monkeypatch.chdir(tmp_path)
    prepared.make(prepared.RULES["rolling"])
    return prepared.RULES["rolling"]


def of_windows(folder):
    """Return the times of the rows in a folder, by window."""
    rows = pq.read_table(folder / "interactions.parquet", columns=["fold", "time"])
    named = rows["fold"].unique().to_pylist()
    return {name: rows.filter(pc.field("fold") == name)["time"].to_numpy() for name in named}


def test_what_is_later_than_a_window_is_in_neither_folder(world):
    split("tastes")
    known, asked = of_windows(paths.train("tastes")), of_windows(paths.test("tastes"))
    assert list(known) == list(asked) == ["window=1", "window=2", "window=3"]
    for window, following in (("window=1", "window=2"), ("window=2", "window=3")):
        assert known[window].max() < asked[window].min()
        assert asked[window].max() < asked[following].min()
        assert len(known[following]) == len(known[window]) + len(asked[window])
    sizes = {name: fold["rows"] for name, fold in audits("tastes").items()}
    assert read_json(paths.audit("tastes"))["test_users"] == len(served())
    n_later = sizes["window=1"]["later"]
    assert n_later == len(asked["window=2"]) + len(asked["window=3"])
    assert "later" not in sizes["window=3"]


def served():
    """Return the users that any window has test rows of."""
    return set(pq.read_table(paths.test("tastes") / "interactions.parquet")["user"].to_pylist())


def audits(benchmark):
    return read_json(paths.audit(benchmark))["folds"]


def test_promotions_end_with_what_the_last_window_knows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    moments = ["1970-01-04T00:00:00Z", "1970-01-07T00:00:00Z", "1970-01-10T00:00:00Z"]
    prepared.make({"kind": "rolling", "moments": moments})
    split("tastes")
    known = of_windows(paths.train("tastes"))["window=2"]
    promoted = pq.read_table(paths.train("tastes") / "promotions.parquet")["time"].to_numpy()
    everything = pq.read_table(paths.prepared("tastes") / "promotions.parquet")["time"].to_numpy()
    assert len(promoted)
    assert promoted.max() <= known.max() < everything.max()


class Popular:
    """Scores items by how many rows they have."""

    personalized = False

    def __init__(self, *, seed=0):
        self.seed = seed

    def fit(self, train):
        self.counts = np.asarray(train.positives.sum(axis=0)).ravel()
        return self

    def scores(self, users):
        return np.tile(self.counts, (len(users), 1))


def searched():
    """Return what a search sees of a model on the benchmark, after splitting it."""
    split("tastes")
    validation = Validation(paths.train("tastes"), View(mask="seen"))
    return len(validation.folds), validation.evaluate("popular", Popular, {}, stops=False)


def test_a_search_sees_no_row_of_any_window(world):
    n_folds, before = searched()
    assert n_folds == 1
    assert before[0] > 0
    begins = of_windows(paths.test("tastes"))["window=1"].min()
    path = paths.prepared("tastes") / "interactions.parquet"
    rows = tables.read(path, tables.INTERACTIONS)
    is_late = pc.greater_equal(rows["time"], pa.scalar(begins))
    ratings = pc.if_else(is_late, pa.scalar(1.0, pa.float32()), rows["rating"])
    changed = rows.set_column(rows.column_names.index("rating"), "rating", ratings)
    assert changed != rows
    tables.write(path, changed.cast(tables.INTERACTIONS), tables.INTERACTIONS)
    assert searched() == (n_folds, before)


def test_the_catalogue_is_that_of_the_first_windows_training(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = prepared.make(prepared.RULES["rolling"], catalogue={"min_users": 12})
    split("tastes")
    cuts = [parts == TRAIN for parts in _assigned(rows).values()]
    users, items = rows["user"].to_numpy(), rows["item"].to_numpy()
    n_users = [len(set(users[cuts[0] & (items == item)])) for item in range(items.max() + 1)]
    kept = pq.read_table(paths.train("tastes") / "items.parquet")["item_id"].to_pylist()
    every_item = pq.read_table(paths.prepared("tastes") / "items.parquet")["item_id"].to_pylist()
    assert kept == [name for name, users in zip(every_item, n_users, strict=False) if users >= 12]
    assert 0 < len(kept) < len(every_item)


def _assigned(rows):
    keys = [
        pq.read_table(paths.prepared("tastes") / f"{name}.parquet")["key"].to_numpy()
        for name in ("users", "items")
    ]
    return assign(rows, split_rule(**prepared.RULES["rolling"]), *keys)
