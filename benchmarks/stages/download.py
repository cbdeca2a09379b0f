"""Stage `download`: fetch a dataset's files from the first source that answers, and check them."""

from benchmarks import datasets
from benchmarks.contract import paths
from benchmarks.contract.errors import unknown
from benchmarks.contract.settings import read_block
from benchmarks.datasets.settings import Dataset
from benchmarks.datasets.sources import obtain


def download(dataset: str, source: str | None = None) -> None:
    """Fill data/raw/<dataset>; `source` picks one by name instead of trying all in order."""
    settings = read_block(Dataset, "datasets", dataset)
    sources = datasets.load(settings.reader).SOURCES
    if source is not None:
        named = {candidate.name: candidate for candidate in sources}
        if source not in named:
            raise unknown("source", source, named, f"dataset {dataset}")
        sources = [named[source]]
    print(f"{dataset}: from {obtain(sources, paths.raw(dataset))}")
