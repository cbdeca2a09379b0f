"""The datasets: one file each, with its sources and checksums, licence, citation and reader.

`dataset.py` says what such a module defines and what its reader returns.
"""

import importlib
from pathlib import Path
from typing import cast

from benchmarks.contract.errors import unknown
from benchmarks.datasets.dataset import LogReader, Reader

_NO_DATASETS = {"canonical", "dataset", "settings", "sources"}  # nor are modules with an underscore


def known() -> list[str]:
    """Return the names of the readers, those of logs included."""
    modules = {path.stem for path in Path(__file__).parent.glob("[!_]*.py")}
    return sorted(modules - _NO_DATASETS)


def load(reader: str) -> Reader:
    """Return the module of a dataset."""
    if reader not in known():
        raise unknown("reader", reader, known(), "params.yaml: datasets")
    return cast(Reader, importlib.import_module(f"benchmarks.datasets.{reader}"))


def load_log(reader: str) -> LogReader:
    """Return the module of an online experiment's log."""
    return cast(LogReader, load(reader))
