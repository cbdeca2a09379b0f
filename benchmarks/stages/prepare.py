"""Stage `prepare`: bring a dataset to the canonical tables, and check them."""

from benchmarks import datasets
from benchmarks.contract import paths, tables
from benchmarks.contract.files import whole_folder, write_json
from benchmarks.contract.settings import read_block
from benchmarks.datasets.canonical import canonical, facts
from benchmarks.datasets.settings import Dataset


def prepare(dataset: str) -> None:
    """Write users, items, interactions and promotions of a dataset, and what is known about it."""
    reader = datasets.load(read_block(Dataset, "datasets", dataset).reader)
    data = canonical(reader.read(paths.raw(dataset)), reader, dataset)
    with whole_folder(paths.prepared(dataset)) as folder:
        tables.write(folder / "interactions.parquet", data.interactions, tables.INTERACTIONS)
        tables.write(folder / "users.parquet", data.users, tables.USERS)
        tables.write(folder / "items.parquet", data.items, tables.ITEMS)
        tables.write(folder / "promotions.parquet", data.promotions, tables.PROMOTIONS)
        write_json(folder / "dataset.json", facts(data, reader, dataset))
