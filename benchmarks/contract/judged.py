"""How much internal testing there was: reports/judgements.csv, and a sentence about it."""

from pathlib import Path
from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv

EXPORT = paths.REPORTS / "judgements.csv"
NOTHING_YET = "internal testing: no judgements yet; make dogfood"


def exported(path: Path = EXPORT) -> dict[str, Any]:
    """Return the number of `judgements`, a `sentence` about it, and the rows as `pairs`.

    Where the file is missing there are no judgements; values of rows are text.
    """
    pairs = read_csv(path) if path.exists() else []
    number = sum(int(row["judgements"]) for row in pairs)
    return {"judgements": number, "sentence": sentence(number), "pairs": pairs}


def sentence(n_judgements: int) -> str:
    """Return the line for report and MLflow.

    >>> sentence(1)
    'internal testing: 1 judgement'
    """
    if not n_judgements:
        return NOTHING_YET
    return f"internal testing: {n_judgements:,} judgement{'' if n_judgements == 1 else 's'}"
