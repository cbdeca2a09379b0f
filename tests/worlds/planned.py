"""Stages run in-process, each after what it is told was planned, as the pipeline does."""

from benchmarks.config import load
from benchmarks.stages import fit as fits
from benchmarks.stages import plan, study
from benchmarks.stages import split as splits


def everything() -> None:
    """Write the plans of all benchmarks of params.yaml, and the study."""
    for benchmark in load.load().benchmarks:
        plan.plan(benchmark)
    study.study()


def split(benchmark: str) -> None:
    """Plan and split a benchmark."""
    plan.plan(benchmark)
    splits.split(benchmark)


def fit(benchmark: str, baseline: str) -> None:
    """Plan and fit a cell."""
    plan.plan(benchmark)
    fits.fit(benchmark, baseline)
