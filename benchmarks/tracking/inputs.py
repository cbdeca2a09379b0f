"""Which files `track` reads, and a code that tells whether any of them has changed."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.files import file_digest, text_digest
from benchmarks.contract.judged import EXPORT
from benchmarks.tracking.tables import READ, STANDINGS
from benchmarks.tracking.trials import TUNED

_PACKAGE = Path(__file__).parents[1]
_CODE = ("contract", "metrics", "splits", "tracking", "stages/track.py")  # what makes runs of them


def digest(study: Study) -> str:
    """Return a code that changes when a file changes, comes or goes that MLflow's runs are of."""
    there = [path for path in sorted({*_results(study), *_code()}) if path.exists()]
    return text_digest([[path.as_posix(), file_digest(path, "sha256")] for path in there])


def _results(study: Study) -> Iterator[Path]:
    yield from (paths.study(), EXPORT, STANDINGS)
    yield from (paths.REPORTS / f"{table.name}.csv" for table in READ)
    yield from paths.REPORTS.glob("*.html")
    yield from (paths.REPORTS / "figures").glob("*.svg")
    yield from TUNED.glob("*/*.csv")
    for name in study.benchmarks:
        yield from (
            paths.scores(name) / "fingerprints.json",
            paths.scores(name) / "per_user.parquet",
        )
    for name in study.datasets:
        yield paths.prepared(name) / "dataset.json"


def _code() -> Iterator[Path]:
    for name in _CODE:
        place = _PACKAGE / name
        yield from place.rglob("*.py") if place.is_dir() else (place,)
