"""The cells of a study: what dvc.yaml calls them, and what is left of those that are gone."""

from collections.abc import Iterable
from itertools import product
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.removal import remove
from benchmarks.running import lockfile

STAGE = "fit"

Cell = tuple[str, str]  # benchmark, baseline


def in_order(benchmarks: Iterable[str], baselines: Iterable[str]) -> list[Cell]:
    """Return all cells, benchmark by benchmark."""
    return list(product(benchmarks, baselines))


def stage_name(cell: Cell) -> str:
    """Return what dvc.yaml calls a cell.

    >>> stage_name(("ml-100k", "ease"))
    'fit@ml-100k-ease'
    """
    return f"{STAGE}@{cell[0]}-{cell[1]}"


def is_cell(stage: str) -> bool:
    """Tell whether a stage is a cell, by its name."""
    return stage.startswith(f"{STAGE}@")


def outputs(cell: Cell) -> list[Path]:
    """Return what a cell makes, as dvc.yaml says: a folder and a file."""
    return [paths.cell(*cell), paths.measured(*cell)]


def prune(cells: list[Cell]) -> None:
    """Remove outputs, logs and entries in dvc.lock of cells that params.yaml no longer has."""
    kept = {path for cell in cells for path in (*outputs(cell), paths.log(*cell))}
    runs = paths.home() / "runs"
    made = [*runs.glob("fit/*/*"), *runs.glob("measured/*/*.json"), *runs.glob("logs/*/*.log")]
    for path in made:
        if path not in kept:
            remove(path)
    lockfile.forget(STAGE, map(stage_name, cells))
