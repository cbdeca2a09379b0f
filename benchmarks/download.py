"""Stage `download`: fetch a dataset's files from the first source that answers, checksum checked."""

import argparse

from benchmarks import datasets
from benchmarks.shared import params, paths
from benchmarks.shared.errors import run_stage, unknown
from benchmarks.sources import obtain


def download(dataset: str, source: str | None = None) -> None:
    """Fill data/raw/<dataset>; `source` picks one by name instead of trying all in order."""
    sources = datasets.load(params.load().dataset(dataset).reader).SOURCES
    if source is not None:
        named = {candidate.name: candidate for candidate in sources}
        if source not in named:
            raise unknown("source", source, named, f"dataset {dataset}")
        sources = [named[source]]
    print(f"{dataset}: from {obtain(sources, paths.raw(dataset))}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset")
    parser.add_argument("--source", help="name of one source, instead of trying all in order")
    arguments = parser.parse_args()
    run_stage(download, arguments.dataset, arguments.source)
