"""Short names for the arrays that pass between modules."""

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.floating]
BoolArray = NDArray[np.bool_]
KeyArray = NDArray[np.uint64]
