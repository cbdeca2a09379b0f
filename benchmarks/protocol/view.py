"""A view: which items a ranking of a fit may hold."""

from benchmarks.contract.settings import View

__all__ = ["View"]
