"""Stage `download`: fetch a dataset's files from the first source that answers, and check them."""

from benchmarks.contract import paths
from benchmarks.contract.errors import unknown
from benchmarks.datasets import cards
from benchmarks.datasets.obtaining import obtain


def download(dataset: str, source: str | None = None) -> None:
    """Fill data/raw/<dataset>; `source` picks one by name instead of trying all in order."""
    sources = cards.load(dataset).sources
    if source is not None:
        named = {candidate.name: candidate for candidate in sources}
        if source not in named:
            raise unknown("source", source, named, f"dataset {dataset}")
        sources = [named[source]]
    print(f"{dataset}: from {obtain(sources, paths.raw(dataset))}")
