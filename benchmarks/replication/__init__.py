"""Published figures, each recomputed under its own protocol: one module per source.

A module defines

    SOURCE : Source
    TARGETS : list of Target
    jobs(targets) : list of arguments for `run`; jobs run side by side, and equal numbers of several are averaged
    run(data, job) : returns {(baseline, metric): value}; `data` is `ratings.Ratings`

and, where it depends on the data how a figure is made, label(), which is put in place of `SOURCE.label`.

To add a source, add its module here. Nothing is tuned until it matches: a figure that differs stays "differs".
"""

import importlib
from dataclasses import dataclass
from types import ModuleType

SOURCES = ("surprise_table", "recommenders_notebook", "lightfm_docs", "recbole_defaults", "mult_vae")


@dataclass(frozen=True)
class Source:
    """Where figures were published, and how they were made.

    name : project with version; where : file or page in it
    protocol : in words, for the report
    """

    name: str
    where: str
    protocol: str

    @property
    def label(self) -> str:
        """What stands in the table."""
        return f"{self.name}, {self.where}"


@dataclass(frozen=True)
class Target:
    """One published figure, None where the source has none; `note` explains a difference or a condition."""

    dataset: str
    baseline: str
    metric: str
    published: float | None
    tolerance: float
    note: str = ""


def modules() -> list[ModuleType]:
    """Return the module of each source."""
    return [importlib.import_module(f"benchmarks.replication.{name}") for name in SOURCES]
