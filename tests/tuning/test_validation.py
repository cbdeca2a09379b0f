"""The search counts as relevant what lists of the view that is judged may hold, and no more."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from benchmarks.contract import tables
from benchmarks.contract.errors import UserError
from benchmarks.protocol import training
from benchmarks.protocol.ties import key
from benchmarks.protocol.view import View
from benchmarks.tuning.validation import Validation

N_USERS, N_ITEMS = 2, 4
ROWS = [  # user, item, part; item 2 is cold, item 3 is known from the gap alone
    (0, 0, "train"),
    (1, 1, "train"),
    (1, 3, "validation_gap"),
    (0, 0, "validation"),
    (0, 1, "validation"),
    (0, 2, "validation"),
    (1, 2, "validation"),
    (1, 3, "validation"),
]


@pytest.fixture
def folder(tmp_path):
    """The `train` folder of a benchmark."""
    columns = {
        "fold": ["all"] * len(ROWS),
        "part": [part for _, _, part in ROWS],
        "user": [user for user, _, _ in ROWS],
        "item": [item for _, item, _ in ROWS],
        "rating": [5.0] * len(ROWS),
        "quantity": [None] * len(ROWS),
        "value": [None] * len(ROWS),
        "time": list(range(len(ROWS))),
        "relevant": [True] * len(ROWS),
    }
    users = [{"user_id": f"u{code}", "features": [], "key": key(f"u{code}")} for code in range(2)]
    items = [
        {"item_id": f"i{code}", "title": "", "categories": [], "features": [], "released": None}
        | {"key": key(f"i{code}")}
        for code in range(N_ITEMS)
    ]
    tables.write(tmp_path / "interactions.parquet", pa.table(columns), tables.SPLIT)
    for name, rows, schema in (("users", users, tables.USERS), ("items", items, tables.ITEMS)):
        tables.write(tmp_path / f"{name}.parquet", pa.Table.from_pylist(rows, schema), schema)
    promotions = tables.PROMOTIONS
    tables.write(tmp_path / "promotions.parquet", promotions.empty_table(), promotions)
    (tmp_path / "info.json").write_text('{"rating_scale": [1, 5]}')
    return tmp_path


@pytest.mark.parametrize(
    ("mask", "candidates", "relevant"),
    [
        ("none", "all", [(0, 0), (0, 1), (0, 2), (1, 2), (1, 3)]),
        ("seen", "all", [(0, 1), (0, 2), (1, 2)]),
        ("none", "cold", [(0, 2), (1, 2)]),
        ("seen", "cold", [(0, 2), (1, 2)]),
    ],
)
def test_the_search_counts_what_lists_of_the_view_may_hold(folder, mask, candidates, relevant):
    (fold,) = Validation(folder, View(mask=mask, candidates=candidates)).folds
    pairs = zip(fold.relevant.users.tolist(), fold.relevant.items.tolist(), strict=True)
    assert list(pairs) == relevant
    users = [user for user, _ in relevant]
    assert fold.asked.users.tolist() == sorted(set(users))
    assert fold.n_relevant.tolist() == [users.count(user) for user in sorted(set(users))]


def test_without_a_validation_part_there_is_nothing_to_search_by(folder):
    path = folder / "interactions.parquet"
    rows = tables.read(path, tables.SPLIT)
    known = rows.filter(pc.field("part") == "train")
    tables.write(path, known, tables.SPLIT)
    with pytest.raises(UserError, match="no row is in the validation part"):
        Validation(folder, View(mask="seen"))


class Oracle:
    """Scores the relevant items above the others."""

    def scores(self, users):
        scores = np.zeros((len(users), N_ITEMS))
        scores[:, 2:] = [2.0, 1.0]
        return scores


@pytest.mark.parametrize("candidates", ["all", "cold"])
def test_whoever_lists_all_that_may_be_found_reaches_the_most_there_is(folder, candidates):
    view = View(mask="none", candidates=candidates)
    (fold,) = Validation(folder, view).folds
    lists = fold.asked.rank(Oracle(), fold.train, view, "oracle", n=N_ITEMS).items
    counted = fold.relevant.hits(fold.asked.users, lists).sum(axis=1)
    np.testing.assert_array_equal(counted, fold.n_relevant)
    assert fold.ndcg(Oracle(), View(mask="none", candidates="cold"), "oracle") <= 1.0
    assert isinstance(fold.train, training.Training)
