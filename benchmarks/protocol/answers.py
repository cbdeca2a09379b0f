"""What a baseline answers: real numbers of the right shape, or an error that says what it was."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract.errors import UserError, one_line

_REAL = "fiub"  # kinds of numpy: floats, integers, and truth


def numbers(answer: object, shape: tuple[int, ...], who: str) -> NDArray[Any]:
    """Return what a baseline answered as an array.

    who : the baseline and its method, for the error

    Raises UserError for another shape, and for what holds no real numbers.
    """
    try:
        values = np.asarray(answer)
    except Exception as error:  # libraries refuse to become an array each in their own way
        raise UserError(f"{who} returned no array: {one_line(error)}") from error
    if values.dtype.kind not in _REAL:
        kind = type(answer).__name__ if values.ndim == 0 else f"an array of {values.dtype}"
        raise UserError(f"{who} returned {kind}, expected an array of real numbers.")
    if values.shape != shape:
        raise UserError(f"{who} returned shape {values.shape}, expected {shape}.")
    return values
