"""The reader of The Complete Journey, on made-up rows in its own format."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.contract.errors import UserError
from benchmarks.datasets.readers import complete_journey

SOLD = [  # household, basket, product, quantity, value, time
    (20, 311, 9, 2, 3.5, datetime(2017, 1, 3, 12)),
    (3, 312, 9, 1, 1.0, datetime(2017, 1, 4, 12)),
    (3, 312, 100, 0, 0.0, datetime(2017, 1, 4, 12)),
    (3, 350, 7, 1, 2.0, datetime(2017, 2, 4, 12)),
]
PROMOTED = [  # product, store, display, mailer, week
    (9, 1, "5", "0", 2),
    (9, 2, "0", "A", 2),
    (9, 3, "1", "H", 2),
    (9, 1, "0", "0", 3),
    (55, 1, "1", "A", 2),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def write(name: str, columns: tuple[str, ...], rows: list[tuple]) -> None:
        table = pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows])
        pq.write_table(table, tmp_path / f"{name}.parquet")

    columns = (
        "household_id",
        "basket_id",
        "product_id",
        "quantity",
        "sales_value",
        "transaction_timestamp",
    )
    write("transactions", columns, SOLD)
    columns = (
        "product_id",
        "package_size",
        "department",
        "product_category",
        "product_type",
        "brand",
        "manufacturer_id",
    )
    write("products", columns, [(9, "1 LB", "GROCERY", "ICE", "ICE - CRUSHED", "Private", 2)])
    columns = (
        "household_id",
        "age",
        "income",
        "household_size",
        "household_comp",
        "home_ownership",
        "kids_count",
    )
    write("demographics", columns, [(20, "65+", "35-49K", "2", "2 Adults No Kids", None, "0")])
    columns = ("product_id", "store_id", "display_location", "mailer_location", "week")
    write("promotions", columns, PROMOTED)
    return tmp_path


def test_purchases_have_quantity_value_and_time_and_other_rows_are_dropped(folder: Path) -> None:
    rows = complete_journey.read(folder).interactions.to_pylist()
    assert len(rows) == 3
    expected = {
        "user_id": "20",
        "item_id": "9",
        "quantity": 2.0,
        "value": 3.5,
        "time": 1_483_444_800,
        "basket": "311",
    }
    assert rows[0] == expected
    assert [row["basket"] for row in rows] == ["311", "312", "350"]


def test_products_have_their_features_and_an_unlisted_one_is_unknown(folder: Path) -> None:
    unlisted, ice = complete_journey.read(folder).items.to_pylist()
    assert (unlisted["item_id"], unlisted["features"]) == ("7", ["department=unknown"])
    assert (unlisted["title"], unlisted["categories"]) == ("Product 7", [])
    assert ice["title"] == "Ice - crushed, 1 LB"
    assert ice["categories"] == ["category=ICE"]
    assert ice["features"] == [
        "department=GROCERY",
        "category=ICE",
        "type=ICE - CRUSHED",
        "brand=Private",
        "manufacturer=2",
    ]


def test_households_without_demographics_have_no_features(folder: Path) -> None:
    users = {
        row["user_id"]: row["features"] for row in complete_journey.read(folder).users.to_pylist()
    }
    assert users["3"] == []
    assert users["20"] == [
        "age=65+",
        "income=35-49K",
        "household_size=2",
        "household=2 Adults No Kids",
        "kids=0",
    ]


def test_promotions_are_stores_per_product_and_week(folder: Path) -> None:
    rows = complete_journey.read(folder).promotions.to_pylist()
    assert rows == [{"item_id": "9", "time": 1_483_333_200, "displays": 2, "mailers": 2}]


def test_a_missing_column_is_named(folder: Path) -> None:
    path = folder / "transactions.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["sales_value"]), path)
    with pytest.raises(UserError, match=r"transactions\.parquet: missing column sales_value"):
        complete_journey.read(folder)
