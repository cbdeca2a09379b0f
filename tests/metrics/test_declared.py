"""A metric declares the range of its docstring; the scale of intervals follows from it."""

import math
import re

import numpy as np
import pytest

from benchmarks.contract.errors import UserError
from benchmarks.metrics import names
from benchmarks.metrics.coverage import user_coverage
from benchmarks.metrics.metric import Metric, call, declared, field_of, is_metric, metric

METRICS = [
    function
    for family in names.FAMILIES
    for function in vars(family).values()
    if is_metric(function) and function.__module__ == family.__name__
]
_RANGE = re.compile(
    r"(?:from )?(?P<low>-?\d+)(?: \(.*?\))?(?: per \w+)?(?: (?:to|or) (?P<high>.+))?"
)
# Bounds that are not one number: none over all data, or the least that is above all of them.
_BOUNDS = {"log2": None, "log 100": math.log(100), "(n - 1) / n": 1.0}


@pytest.mark.parametrize("function", METRICS, ids=lambda function: function.__name__)
def test_the_declared_range_is_that_of_the_docstring(function: Metric) -> None:
    said = _RANGE.match(field_of(function, "Range"))
    assert said is not None
    assert declared(function).low == float(said["low"])
    assert declared(function).high == pytest.approx(bound(said["high"]))


def bound(words: str | None) -> float | None:
    """Return the upper bound that words name; None for none."""
    if words is None:
        return None
    for start, value in _BOUNDS.items():
        if words.startswith(start):
            return value
    return float(re.findall(r"^\d+", words)[0])


def test_a_list_of_the_first_item_alone_is_a_list() -> None:
    assert user_coverage(np.array([[0, -1]]), np.array([False])).tolist() == [1]


@pytest.mark.parametrize("averaged", ["users", "lists", "totals"])
def test_what_a_metric_gives_has_the_form_that_it_declares(averaged: str) -> None:
    def share(hits: np.ndarray) -> object:
        return hits.mean(axis=None if averaged == "users" else 1)

    mine = metric(direction="higher", needs_relevant=True, low=0, high=1, averaged=averaged)(share)
    shape = r"\(\)" if averaged == "users" else r"\(2,\)"
    message = rf"^metric share: gives shape {shape}, but is averaged over {averaged}, so .*change"
    with pytest.raises(UserError, match=message):
        call(mine, {"hits": np.zeros((2, 3))})
