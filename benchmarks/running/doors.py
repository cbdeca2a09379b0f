"""The doors for other people's work, with DVC behind them to make what is missing."""

from benchmarks.exchange import check as checking
from benchmarks.exchange import export as exporting
from benchmarks.exchange.export import Kind
from benchmarks.running import dvc


def _prepare(benchmark: str) -> None:
    """Run what a benchmark needs up to its split."""
    dvc.repro(f"split@{benchmark}")


def export(benchmark: str, kind: Kind, to: str | None) -> None:
    """Write what other tools need to recommend for a benchmark."""
    exporting.export(benchmark, kind, to, _prepare)


def check(file: str, benchmark: str) -> None:
    """Say what a file of lists holds, and what it is worth."""
    checking.check(file, benchmark, _prepare)
