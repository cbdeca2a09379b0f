"""Stage `study`: write all settings, as the stages that speak of all benchmarks read them."""

from benchmarks.config import load, plan
from benchmarks.contract import paths


def study() -> None:
    """Write the study."""
    plan.study(load.load()).write(paths.STUDY)
