"""Settings of the tables: which groups are compared, and how baselines are."""

from benchmarks.contract.settings import Comparison, Groups

__all__ = ["Comparison", "Groups"]
