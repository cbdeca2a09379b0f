"""Logs of online experiments: a module each, which is named by `online.reader` in params.yaml."""

import importlib
from pathlib import Path
from typing import cast

from benchmarks.contract.errors import UserError
from benchmarks.datasets.dataset import LogReader


def load(reader: str) -> LogReader:
    """Return the module of an online experiment's log."""
    if not (Path(__file__).parent / f"{reader}.py").exists():
        raise UserError(f"params.yaml: online.reader: no benchmarks/datasets/{reader}.py.")
    module = importlib.import_module(f"benchmarks.datasets.{reader}")
    if not hasattr(module, "read") or not hasattr(module, "SOURCES"):
        raise UserError(f"params.yaml: online.reader: '{reader}' is not the reader of a log.")
    return cast(LogReader, module)
