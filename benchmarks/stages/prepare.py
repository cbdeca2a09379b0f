"""Stage `prepare`: bring a dataset to the canonical tables, and check them."""

from benchmarks.contract import paths, tables
from benchmarks.contract.files import whole_folder, write_json
from benchmarks.datasets import cards
from benchmarks.datasets.canonical import canonical, facts


def prepare(dataset: str) -> None:
    """Write all tables of a dataset, and what is known about it."""
    described = cards.load(dataset)
    data = canonical(described.read(paths.raw(dataset)), described, dataset)
    with whole_folder(paths.prepared(dataset)) as folder:
        tables.write(folder / "interactions.parquet", data.interactions, tables.INTERACTIONS)
        tables.write(folder / "users.parquet", data.users, tables.USERS)
        tables.write(folder / "items.parquet", data.items, tables.ITEMS)
        tables.write(folder / "promotions.parquet", data.promotions, tables.PROMOTIONS)
        tables.write(folder / "baskets.parquet", data.baskets, tables.BASKETS)
        write_json(folder / "dataset.json", facts(data, described, dataset))
