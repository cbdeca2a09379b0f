"""Doors that have DVC make what is missing: for other people's work, and published figures."""

from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.exchange import check as checking
from benchmarks.exchange.exporting import export as exporting
from benchmarks.exchange.exporting.export import Kind
from benchmarks.running import dvc
from benchmarks.running.alone import alone
from benchmarks.running.choice import by_study


def prepare(benchmark: str) -> None:
    """Run what a benchmark needs up to its split."""
    with alone():
        dvc.repro(f"split@{benchmark}")


def export(benchmark: str, kind: Kind, to: str | None) -> None:
    """Write what other tools need to recommend for a benchmark."""
    _choose_study(benchmark)
    exporting.export(benchmark, kind, to, prepare)


def check(file: str, benchmark: str) -> None:
    """Say what a file of lists holds, and what it is worth."""
    _choose_study(benchmark or checking.folder_of(Path(file)))
    checking.check(file, benchmark, prepare)


def published() -> None:
    """Bring the table of published figures up to date and print it."""
    with alone():
        dvc.repro("replication")
    print((paths.REPORTS / "replication.csv").read_text(encoding="utf-8"), end="")


def _choose_study(benchmark: str) -> None:
    """Work on the study that has a benchmark; the default one says so where none has it."""
    studies = by_study(benchmark)
    if len(studies) > 1:
        raise UserError(f"{benchmark}: name one benchmark.")
    paths.choose(next(iter(studies)))
