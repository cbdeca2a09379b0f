"""Settings of a dataset."""

from benchmarks.contract.settings import Block


class Dataset(Block):
    """Which module of benchmarks/datasets/ knows a dataset's sources and reads it."""

    reader: str
