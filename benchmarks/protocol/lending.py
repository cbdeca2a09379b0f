"""What a baseline is given, and what it cannot change by that: arrays, matrices, settings."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.protocol.training import Features, Promotions, Training


def lent(train: Training) -> Training:
    """Return a training set for one fit.

    No array is copied: none can be written any more. What a fit does to a matrix, such as to give
    it other data, is seen by no other.
    """
    return replace(train, **{name: _lent(value) for name, value in _values(train).items()})


@contextmanager
def undisturbed() -> Iterator[None]:
    """Call a baseline inside: what it sets of numpy's errors and of warnings ends with the call."""
    with np.errstate(), warnings.catch_warnings():
        yield


def _values(of: Training | Promotions) -> dict[str, Any]:
    return {field.name: getattr(of, field.name) for field in fields(of)}


def _lent(value: Any) -> Any:
    """Return what a fit may see of a field of `Training`."""
    if isinstance(value, np.ndarray):
        _seal(value)
        return value.view()
    if isinstance(value, csr_matrix):
        arrays = _lent(value.data), _lent(value.indices), _lent(value.indptr)
        matrix = csr_matrix(arrays, value.shape)
        matrix.has_canonical_format = value.has_canonical_format
        return matrix
    if isinstance(value, Features):
        return Features(value.names, _lent(value.matrix))
    if isinstance(value, Promotions):
        return Promotions(**{name: _lent(array) for name, array in _values(value).items()})
    return value


def _seal(array: Any) -> None:
    """Keep an array from being written, and what it is a view of, so that nobody can undo that."""
    while isinstance(array, np.ndarray):
        array.flags.writeable = False
        array = array.base
