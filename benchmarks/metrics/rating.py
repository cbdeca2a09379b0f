"""Error of predicted ratings, over ratings: functions of totals.

Arguments by name: `squared_error` and `absolute_error` are sums over ratings, `n_ratings` is how many. They are
scalars or arrays of any one shape, so that the same function serves all users, one user, or each resample.
"""

import numpy as np

from benchmarks.shared.arrays import FloatArray


def rmse(squared_error: FloatArray, n_ratings: FloatArray) -> FloatArray:
    """Root of the mean squared error over all predicted test ratings; users with more ratings weigh more.

    With several seeds the squared errors are averaged before the root.
    Range: from 0; in the data's units; predictions are clipped to the scale.
    Source: Herlocker et al. 2004, https://doi.org/10.1145/963770.963772
    Identifier: rmse/over-ratings/clipped

    >>> float(rmse(np.array(8.0), np.array(2)))
    2.0
    """
    return np.sqrt(squared_error / n_ratings)


def mae(absolute_error: FloatArray, n_ratings: FloatArray) -> FloatArray:
    """Mean absolute error over all predicted test ratings; users with more ratings weigh more.

    Range: from 0; in the data's units; predictions are clipped to the scale.
    Source: Herlocker et al. 2004, https://doi.org/10.1145/963770.963772
    Identifier: mae/over-ratings/clipped

    >>> float(mae(np.array(3.0), np.array(2)))
    1.5
    """
    return absolute_error / n_ratings
