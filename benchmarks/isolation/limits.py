"""How long a cell may run and how much memory it may take: by the size of its data, or as said.

The limits change no number, so that nothing is run again when they change: they are read where a
cell begins, and are no part of its plan.
"""

import math
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.contract.errors import UserError

HOURS, GIGABYTES = "most_hours", "most_gigabytes"  # keys of params.yaml
_GIGABYTE = 10**9
# By default: far more than any baseline here takes, and less than what hurts others.
_FEWEST_HOURS, _HOURS_PER_MILLION = 2.0, 1.0  # rows, over all folds, times the number of seeds
_FEWEST_GIGABYTES, _GIGABYTES_PER_MILLION = 16.0, 1.0  # four arrays of MOST_GIGABYTES, and rows
_SHARE_OF_MACHINE = 0.9
_NOTHING = ("", "null", "~")  # in YAML


@dataclass(frozen=True)
class Limits:
    """What a cell may take: seconds by the clock, and bytes of resident memory of all it starts."""

    seconds: float
    bytes: float


def limits(params: Path, train: Path, seeds: int) -> Limits:
    """Return the limits of a cell.

    params : params.yaml; train : the folder of what it learns from; seeds : number of its runs
    """
    text = params.read_text(encoding="utf-8") if params.exists() else ""
    rows = train / "interactions.parquet"
    millions = pq.read_metadata(rows).num_rows / 1e6 if rows.exists() else 0.0
    hours = _FEWEST_HOURS + _HOURS_PER_MILLION * millions * seeds
    gigabytes = _FEWEST_GIGABYTES + _GIGABYTES_PER_MILLION * millions
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / _GIGABYTE
    return Limits(
        3600 * (_said(text, HOURS) or hours),
        _GIGABYTE * (_said(text, GIGABYTES) or min(gigabytes, _SHARE_OF_MACHINE * there)),
    )


def _said(params: str, key: str) -> float | None:
    """Return a number of params.yaml; None where it has none.

    All of that file is checked where plans are made; to read it takes longer than a short cell.
    """
    written = re.search(rf"^{key}:([^#\n]*)", params, re.MULTILINE)
    value = written.group(1).strip(" '\"") if written else ""
    if value in _NOTHING:
        return None
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise UserError(f"params.yaml: {key}: expected a number above 0.")
    return number
