"""Error of predicted ratings.

Arguments by name: `squared_error` and `absolute_error` are sums over ratings, `n_ratings` is how
many. They are scalars or arrays of any one shape, so that the same function serves all users, one
user, or each resample.
"""

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.metrics.metric import metric


@metric(
    direction="lower",
    needs_relevant=False,
    low=0,
    high=None,
    unit="rating points",
    label="RMSE",
    averaged="totals",
)
def rmse(squared_error: FloatArray, n_ratings: FloatArray) -> FloatArray:
    """Root of the mean squared error over all predicted test ratings; users with more ratings weigh
    more.

    With several seeds the squared errors are averaged before the root.
    Range: from 0; in the data's units; predictions are clipped to the scale.
    Source: Herlocker et al. 2004, https://doi.org/10.1145/963770.963772
    Identifier: rmse/over-ratings/clipped

    >>> float(rmse(np.array(8.0), np.array(2)))
    2.0
    """
    return np.sqrt(squared_error / n_ratings)


@metric(
    direction="lower",
    needs_relevant=False,
    low=0,
    high=None,
    unit="rating points",
    label="MAE",
    averaged="totals",
)
def mae(absolute_error: FloatArray, n_ratings: FloatArray) -> FloatArray:
    """Mean absolute error over all predicted test ratings; users with more ratings weigh more.

    Range: from 0; in the data's units; predictions are clipped to the scale.
    Source: Herlocker et al. 2004, https://doi.org/10.1145/963770.963772
    Identifier: mae/over-ratings/clipped

    >>> float(mae(np.array(3.0), np.array(2)))
    1.5
    """
    return absolute_error / n_ratings


@metric(
    direction="lower",
    needs_relevant=False,
    low=0,
    high=None,
    label="RMSE per user",
    unit="rating points",
)
def rmse_user(squared_error: FloatArray, n_ratings: FloatArray) -> FloatArray:
    """Root of the mean squared error of each user's test ratings, averaged over users: all users
    weigh the same.

    Users without test ratings are left out. With several seeds each user's root is averaged.
    Range: from 0; in the data's units; predictions are clipped to the scale.
    Source: Massa and Avesani 2007 (for the absolute error), https://doi.org/10.1145/1297231.1297235
    Identifier: rmse/per-user/clipped/mean-over-users

    >>> rmse_user(np.array([8.0, 0.0]), np.array([2, 0]))
    array([ 2., nan])
    """
    return np.sqrt(_mean(squared_error, n_ratings))


@metric(
    direction="lower",
    needs_relevant=False,
    low=0,
    high=None,
    label="MAE per user",
    unit="rating points",
)
def mae_user(absolute_error: FloatArray, n_ratings: FloatArray) -> FloatArray:
    """Mean absolute error of each user's test ratings, averaged over users: all users weigh the
    same.

    Users without test ratings are left out.
    Range: from 0; in the data's units; predictions are clipped to the scale.
    Source: Massa and Avesani 2007 (mean absolute user error),
    https://doi.org/10.1145/1297231.1297235
    Identifier: mae/per-user/clipped/mean-over-users

    >>> mae_user(np.array([3.0, 0.0]), np.array([2, 0]))
    array([1.5, nan])
    """
    return _mean(absolute_error, n_ratings)


def _mean(totals: FloatArray, counts: FloatArray) -> FloatArray:
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)
