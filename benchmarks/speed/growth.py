"""How seconds and memory grow with the number of interactions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.speed.scaled import STAGES
from benchmarks.speed.table import Row
from benchmarks.speed.works import OURS


@dataclass(frozen=True)
class Growth:
    """One stage at several sizes; sizes in millions of interactions, rising."""

    stage: str
    sizes: list[float]
    cpu_seconds: list[float]
    peak_mib: list[float]


def title(stage: str, size: float) -> str:
    """Return what reports/speed.csv calls a stage on made-up data of so many millions of rows.

    >>> title("split", 10.0)
    'split: 10 M interactions'
    """
    return f"{_words(stage)}: {size:g} M interactions"


def _words(stage: str) -> str:
    return stage if stage in ("prepare", "split", "score", "collect") else f"fit and rank {stage}"


def growths(rows: Sequence[Row], sizes: Sequence[float]) -> list[Growth]:
    """Return the stages that were measured at two sizes at least."""
    of_work = {row["work"]: row for row in rows if row["tool"] == OURS}
    every = []
    for stage in STAGES:
        present = [size for size in sorted(sizes) if title(stage, size) in of_work]
        measured = [of_work[title(stage, size)] for size in present]
        if len(present) > 1:
            seconds = [row["cpu_seconds"] for row in measured]
            memory = [row["peak_mib"] for row in measured]
            every.append(Growth(stage, present, seconds, memory))
    return every


def slope(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the power of the size by which values grow over the last step.

    1 where ten times the rows cost ten times as much.

    >>> slope([0.1, 1, 10], [1, 2, 20])
    1.0
    """
    growth = math.log(values[-1] / values[-2])
    return growth / math.log(sizes[-1] / sizes[-2])
