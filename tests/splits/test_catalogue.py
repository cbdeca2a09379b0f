"""The catalogue: which items stay, their new codes, and what is left out in rows and revenue."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pydantic import ValidationError

from benchmarks.contract import paths, tables
from benchmarks.contract.files import read_json
from benchmarks.splits.catalogue import Catalogue, Data, restrict
from benchmarks.splits.parts import LATER, TEST, TRAIN, VALIDATION
from tests.worlds import planned, prepared, synthetic

# user, item, value, part: items 0 and 2 have two users in training, item 1 has one user twice, item
# 3 is excluded
ROWS = [
    (0, 0, 1.0, TRAIN),
    (1, 0, 1.0, TRAIN),
    (0, 1, 1.0, TRAIN),
    (0, 1, 1.0, TRAIN),
    (1, 1, 1.0, VALIDATION),
    (0, 2, 1.0, TRAIN),
    (1, 2, 1.0, TRAIN),
    (0, 3, 1.0, TRAIN),
    (1, 3, 1.0, TRAIN),
    (0, 0, 2.0, TEST),
    (0, 1, 3.0, TEST),
    (0, 2, 1.0, TEST),
    (0, 3, 4.0, TEST),
]
RULE = Catalogue(min_users=2, exclude=["kind=fuel"])


def data() -> Data:
    user, item, value, _ = zip(*ROWS, strict=True)
    rows = {
        "user": user,
        "item": item,
        "rating": [None] * len(user),
        "quantity": [1] * len(user),
        "value": value,
    }
    items = synthetic.items(4)
    features = [["kind=food"], ["kind=food"], ["kind=food"], ["kind=fuel"]]
    items = items.set_column(items.column_names.index("features"), "features", pa.array(features))
    interactions = pa.table({**rows, "time": range(len(user))}).cast(tables.INTERACTIONS)
    return Data(interactions, items, synthetic.promotions(4))


def restricted(rule: Catalogue = RULE) -> tuple:
    return restrict(data(), {"all": np.array([part for *_, part in ROWS], dtype=np.int8)}, rule)


def test_items_need_enough_users_in_training_and_no_excluded_feature() -> None:
    smaller, _, _, _ = restricted()
    assert smaller.items["item_id"].to_pylist() == ["i0", "i2"]


def test_rows_of_other_items_go_and_the_rest_has_new_codes() -> None:
    smaller, folds, _, _ = restricted()
    assert smaller.interactions["item"].to_pylist() == [0, 0, 1, 1, 0, 1]
    assert folds["all"].tolist() == [TRAIN] * 4 + [TEST] * 2
    assert set(smaller.promotions["item"].to_pylist()) == {0}  # promoted were items 0 and 3


def test_what_is_left_out_is_told_in_items_rows_and_revenue_of_the_test() -> None:
    _, _, _, left_out = restricted()
    assert left_out == {
        "excluded": {
            "items": 1,
            "rows": 3,
            "test_rows": 1,
            "test_rows_share": 0.25,
            "test_value_share": 0.4,
        },
        "rare": {
            "items": 1,
            "rows": 4,
            "test_rows": 1,
            "test_rows_share": 0.25,
            "test_value_share": 0.3,
        },
    }


def test_what_is_left_out_is_counted_in_the_tests_of_all_folds() -> None:
    parts = np.array([part for *_, part in ROWS], dtype=np.int8)
    test = np.flatnonzero(parts == TEST)
    earlier, later = parts.copy(), parts.copy()
    earlier[test[1:]], later[test[:1]] = LATER, TRAIN
    _, _, _, together = restrict(data(), {"window=1": earlier, "window=2": later}, RULE)
    _, _, _, alone = restricted()
    assert together == alone


def test_more_users_than_there_are_people_are_refused() -> None:
    with pytest.raises(ValueError, match="min_users"):
        Catalogue(min_users=10**30)


@pytest.mark.parametrize("rule", [Catalogue(), Catalogue(min_users=1, exclude=["kind=toys"])])
def test_a_rule_that_all_items_meet_changes_nothing(rule: Catalogue) -> None:
    smaller, folds, _, left_out = restricted(rule)
    assert smaller.items.num_rows == 4
    assert len(folds["all"]) == len(ROWS)
    assert left_out == {}


def test_amounts_beside_ratings_are_counted_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    prepared.make(prepared.RULES["random"], catalogue={"exclude": ["genre=comedy"]})
    planned.split("tastes")
    left_out = read_json(paths.audit("tastes"))["left_out"]["excluded"]
    assert left_out["test_value_share"] == pytest.approx(left_out["test_rows_share"], abs=0.1)
    assert left_out["test_value_share"] not in (0.0, left_out["test_rows_share"])


def test_one_word_keeps_the_items_that_training_knows():
    assert Catalogue.model_validate("training") == Catalogue(min_users=1)
    with pytest.raises(ValidationError):
        Catalogue.model_validate("test")
