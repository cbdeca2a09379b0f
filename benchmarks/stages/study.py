"""Stage `study`: write all settings, as the stages that speak of all benchmarks read them."""

from benchmarks.config import load
from benchmarks.config.study import resolved
from benchmarks.contract import paths


def study() -> None:
    """Write the study."""
    resolved(load.load()).write(paths.study())
