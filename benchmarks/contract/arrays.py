"""Short names for the arrays that pass between modules."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.integer[Any]]  # codes of users and items (int32), counts, places
FloatArray = NDArray[np.floating[Any]]
BoolArray = NDArray[np.bool_]
KeyArray = NDArray[np.uint64]
