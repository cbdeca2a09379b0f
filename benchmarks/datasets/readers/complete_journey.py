"""The Complete Journey: what 2,469 households bought at a grocer in 2017, and what was promoted."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.contract.errors import UserError
from benchmarks.datasets.dataset import Raw

_FIRST_WEEK = 1_482_728_400  # Monday, 26 December 2016, midnight in the shops' winter time
_WEEK_SECONDS = 7 * 24 * 3600
_N_WEEKS = 54
_LOCATIONS = {"displays": "display_location", "mailers": "mailer_location"}
_PRODUCT_FEATURES = ("department", "product_category", "product_type", "brand", "manufacturer_id")
_HOUSEHOLD_FEATURES = (
    "age",
    "income",
    "household_size",
    "household_comp",
    "home_ownership",
    "kids_count",
)
_SHORT = {"product_category": "category", "product_type": "type", "manufacturer_id": "manufacturer"}
_SHORT |= {"household_comp": "household", "home_ownership": "home", "kids_count": "kids"}


def read(folder: Path) -> Raw:
    """Read purchases, products, households and promotions.

    Rows with a quantity of 0 or less are no purchases (returns, coupon lines) and are dropped. A
    product that is sold but not in the table of products has `department=unknown` and no other
    feature.
    """
    sold = _table(
        folder,
        "transactions",
        "household_id",
        "basket_id",
        "product_id",
        "quantity",
        "sales_value",
        "transaction_timestamp",
    )
    sold = sold.filter(pc.field("quantity") > 0)
    ids = pc.unique(sold["product_id"].combine_chunks()).sort()
    households = pc.unique(sold["household_id"].combine_chunks()).sort()
    times = sold["transaction_timestamp"].cast(pa.timestamp("s"), safe=False)
    interactions = {
        "user_id": sold["household_id"].cast(pa.string()),
        "item_id": sold["product_id"].cast(pa.string()),
        "quantity": sold["quantity"].cast(pa.float32()),
        "value": sold["sales_value"],
        "time": times.cast(pa.int64()),
        "basket": sold["basket_id"].cast(pa.string()),
    }
    demographics = _table(folder, "demographics", "household_id", *_HOUSEHOLD_FEATURES)
    products = _table(folder, "products", "product_id", "package_size", *_PRODUCT_FEATURES)
    return Raw(
        interactions=pa.table(interactions),
        users=_users(households, demographics),
        items=_items(ids, products),
        promotions=promotions(folder / "promotions.parquet", ids),
    )


def promotions(path: Path, ids: pa.Array) -> pa.Table:
    """Count the stores that displayed or mailed each sold product in each week, batch by batch.

    ids : the products, ascending; rows of other products are dropped
    """
    n_cells = len(ids) * _N_WEEKS
    counts = {kind: np.zeros(n_cells, np.int32) for kind in _LOCATIONS}
    columns = ["product_id", "week", *_LOCATIONS.values()]
    for batch in pq.ParquetFile(path).iter_batches(500_000, columns=columns):
        product = pc.index_in(batch["product_id"], ids)
        for kind, column in _LOCATIONS.items():
            promoted = pc.and_(pc.is_valid(product), pc.not_equal(batch[column], "0"))
            rows = product.filter(promoted).to_numpy() * _N_WEEKS
            cells = rows + batch["week"].filter(promoted).to_numpy()
            counts[kind] += np.bincount(cells, minlength=n_cells).astype(np.int32)
    cells = np.flatnonzero(counts["displays"] + counts["mailers"])
    weeks = cells % _N_WEEKS - 1
    return pa.table(
        {
            "item_id": ids.take(pa.array(cells // _N_WEEKS)).cast(pa.string()),
            "time": _FIRST_WEEK + weeks * _WEEK_SECONDS,
            **{kind: values[cells] for kind, values in counts.items()},
        }
    )


def _users(ids: pa.Array, demographics: pa.Table) -> pa.Table:
    described = {row["household_id"]: row for row in demographics.to_pylist()}
    of_household = [described.get(household, {}) for household in ids.to_pylist()]
    features = [_words(row, _HOUSEHOLD_FEATURES) for row in of_household]
    return pa.table(
        {"user_id": ids.cast(pa.string()), "features": pa.array(features, pa.list_(pa.string()))}
    )


def _items(ids: pa.Array, products: pa.Table) -> pa.Table:
    described = {row["product_id"]: row for row in products.to_pylist()}
    numbers = ids.to_pylist()
    of_product = [described.get(number, {"department": "unknown"}) for number in numbers]
    titles = [_title(row, number) for row, number in zip(of_product, numbers, strict=True)]
    categories = [_words(row, ("product_category",)) for row in of_product]
    features = [_words(row, _PRODUCT_FEATURES) for row in of_product]
    words = pa.list_(pa.string())
    return pa.table(
        {
            "item_id": ids.cast(pa.string()),
            "title": titles,
            "categories": pa.array(categories, words),
            "features": pa.array(features, words),
            "released": pa.nulls(len(ids), pa.int64()),
        }
    )


def _words(row: dict[str, object], names: tuple[str, ...]) -> list[str]:
    return [f"{_SHORT.get(name, name)}={row[name]}" for name in names if row.get(name) is not None]


def _title(row: dict[str, object], product: int) -> str:
    kind = row.get("product_type") or row.get("department")
    size = f", {row['package_size']}" if row.get("package_size") else ""
    return f"{str(kind).capitalize()}{size}" if kind != "unknown" else f"Product {product}"


def _table(folder: Path, name: str, *columns: str) -> pa.Table:
    table = pq.ParquetFile(folder / f"{name}.parquet").read()
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        raise UserError(f"{folder / name}.parquet: missing column {', '.join(missing)}.")
    return table.select(columns)
