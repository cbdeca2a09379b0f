"""A view: which items a ranking of a fit may hold."""

from typing import Literal

from benchmarks.contract.settings import Block


class View(Block):
    """One ranking of a fit.

    mask : whether what the user has is left out; what is left out cannot be relevant
    candidates : all items, or only the cold ones, those without any interaction before the test
    benchmark : the name under which the results of this view stand; else they are a slice of the
    benchmark
    """

    mask: Literal["seen", "none"] = "seen"
    candidates: Literal["all", "cold"] = "all"
    benchmark: str | None = None
