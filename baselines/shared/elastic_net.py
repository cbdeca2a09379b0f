"""Elastic nets without negative weights, on columns of ones: the loops of SLIM.

Compiled by numba, which is not allowed to reorder sums: the same bits on every processor. Each cell
compiles them for itself, so they are plain loops over arrays that numpy has made: to make, add up
or copy a whole array in one expression takes numba seconds to compile.
"""

import numba
import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from benchmarks.contract.arrays import FloatArray, IntArray

_SHARE_OF_STEP = 0.5  # how far a weight goes to its optimum: undamped, sweeps overshoot
# Lists of codes, one behind the other: where each starts, and the codes (unsigned, as the loops are
# faster without the question if an index is negative).
Lists = tuple[IntArray, IntArray]
_PARALLEL = 1e-10  # of the squared sine between two directions: below, they count as one

# Loops that Python calls, and parts of loops. Code by which C could call them, or Python the parts,
# takes a third of a second to compile. (The stubs of numba know no such options.)
_LOOP = numba.njit(cache=True, no_cfunc_wrapper=True)  # type: ignore[call-overload]
_PART = numba.njit(  # type: ignore[call-overload]
    cache=True, no_cfunc_wrapper=True, no_cpython_wrapper=True
)


def lists(matrix: csr_matrix | csc_matrix) -> Lists:
    """Return the columns of each row of a CSR matrix, or the rows of each column of a CSC one."""
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.uint32)


def shared_users(target: int, users: Lists, items: Lists) -> IntArray:
    """Return how many users each item shares with `target`, (n_items,).

    users, items : who has each item, and what each user has
    """
    counts = np.zeros(len(users[0]) - 1, dtype=np.int32)
    count(counts, target, users, items)
    return counts


@_LOOP
def count(counts: IntArray, target: int, users: Lists, items: Lists) -> None:
    """Add to `counts` how many users each item shares with `target`."""
    for user in users[1][users[0][target] : users[0][target + 1]]:
        for item in items[1][items[0][user] : items[0][user + 1]]:
            counts[item] += 1


def regress(
    target: int,
    others: IntArray,
    users: Lists,
    n_users: int,
    penalties: tuple[float, float],
    tolerance: float,
    most_rounds: int,
) -> FloatArray:
    """Return the weights w >= 0 that minimise |y - Xw|^2 / 2 + l1 sum(w) + l2 |w|^2 / 2.

    target : whose column of ones and zeros is y; others : whose are X
    users : who has each item
    penalties : l1 and l2
    tolerance : the search ends when a sweep moves no weight by more than so much of the largest
    """
    starts, codes = users
    n_weights = len(others)
    state, *room = np.zeros((5, n_weights + n_users))
    state[n_weights + codes[starts[target] : starts[target + 1]]] = 1.0
    descend(state, tuple(room), others, users, penalties, tolerance, most_rounds)
    return state[:n_weights]


@_LOOP
def descend(
    state: FloatArray,
    room: tuple[FloatArray, ...],
    others: IntArray,
    users: Lists,
    penalties: tuple[float, float],
    tolerance: float,
    most_rounds: int,
) -> None:
    """Bring a state to the minimum: the weights, and behind them the residuals y - Xw.

    room : four arrays of the size of a state, zeros

    A round is a sweep of coordinate descent, then the best step along what the sweep and the round
    before have moved, in the manner of conjugate gradients.
    """
    before, step, moved, ahead = room
    for _ in range(most_rounds):
        for place in range(len(state)):
            before[place] = state[place]
        change, largest = _sweep(state, others, users, penalties)
        if change <= tolerance * largest:
            break
        for place in range(len(state)):
            step[place] = state[place] - before[place]
        by_step, by_moved = _steps(state, step, moved, len(others), penalties)
        for place in range(len(state)):
            ahead[place] = state[place] + by_step * step[place] + by_moved * moved[place]
        _lift(ahead, others, users)
        better = _loss(ahead, len(others), penalties) <= _loss(state, len(others), penalties)
        for place in range(len(state)):
            if better:
                state[place] = ahead[place]
            moved[place] = state[place] - before[place]


@_PART
def _sweep(
    state: FloatArray,
    others: IntArray,
    users: Lists,
    penalties: tuple[float, float],
) -> tuple[float, float]:
    """Move each weight towards its optimum in turn; return the largest change and weight."""
    (starts, codes), (l1, l2) = users, penalties
    weights, residuals = state[: len(others)], state[len(others) :]
    change, largest = 0.0, 0.0
    for place in range(len(others)):
        column = codes[starts[others[place]] : starts[others[place] + 1]]
        old = weights[place]
        slope = _total(residuals, column) - l1 - l2 * old
        new = max(0.0, old + _SHARE_OF_STEP * slope / (len(column) + l2))
        if new != old:
            for user in column:
                residuals[user] -= new - old
            weights[place] = new
        change, largest = max(change, abs(new - old)), max(largest, new)
    return change, largest


@_PART
def _total(values: FloatArray, places: IntArray) -> float:
    """Add up the values at some places, as four sums side by side: one would wait for itself."""
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    whole = len(places) - len(places) % 4
    for place in range(0, whole, 4):
        first += values[places[place]]
        second += values[places[place + 1]]
        third += values[places[place + 2]]
        fourth += values[places[place + 3]]
    for place in range(whole, len(places)):
        first += values[places[place]]
    return (first + second) + (third + fourth)


@_PART
def _steps(
    state: FloatArray,
    step: FloatArray,
    moved: FloatArray,
    n_weights: int,
    penalties: tuple[float, float],
) -> tuple[float, float]:
    """Return how far along two directions the minimum lies, weights below 0 included."""
    l1, l2 = penalties
    along_step = -_inner(state, step, n_weights, l2) - l1 * _sum(step, n_weights)
    along_moved = -_inner(state, moved, n_weights, l2) - l1 * _sum(moved, n_weights)
    steps = _inner(step, step, n_weights, l2)
    moves = _inner(moved, moved, n_weights, l2)
    both = _inner(step, moved, n_weights, l2)
    determinant = steps * moves - both * both
    if determinant <= _PARALLEL * steps * moves:
        return along_step / steps, 0.0
    by_step = (along_step * moves - along_moved * both) / determinant
    by_moved = (along_moved * steps - along_step * both) / determinant
    return by_step, by_moved


@_PART
def _lift(state: FloatArray, others: IntArray, users: Lists) -> None:
    """Set weights below 0 to 0."""
    starts, codes = users
    weights, residuals = state[: len(others)], state[len(others) :]
    for place in range(len(others)):
        if weights[place] < 0:
            for user in codes[starts[others[place]] : starts[others[place] + 1]]:
                residuals[user] += weights[place]
            weights[place] = 0.0


@_PART
def _loss(state: FloatArray, n_weights: int, penalties: tuple[float, float]) -> float:
    """Return what is minimised."""
    l1, l2 = penalties
    return _inner(state, state, n_weights, l2) / 2 + l1 * _sum(state, n_weights)


@_PART
def _inner(one: FloatArray, other: FloatArray, n_weights: int, l2: float) -> float:
    """Return the product of two states whose weights count l2 and whose residuals count 1."""
    total = 0.0
    for place in range(n_weights):
        total += one[place] * other[place]
    total *= l2
    for place in range(n_weights, len(one)):
        total += one[place] * other[place]
    return total


@_PART
def _sum(state: FloatArray, n_weights: int) -> float:
    """Return the sum of a state's weights."""
    total = 0.0
    for place in range(n_weights):
        total += state[place]
    return total


def _compile() -> None:
    """Compile for the types of SLIM, or read that from the cache: seconds of fits have it not."""
    whole, real = numba.int64, numba.float64
    some_lists = numba.types.Tuple((numba.int64[::1], numba.uint32[::1]))
    count.compile((numba.int32[::1], whole, some_lists, some_lists))
    state, penalties = real[::1], numba.types.UniTuple(real, 2)
    room = numba.types.UniTuple(state, 4)
    descend.compile((state, room, numba.int32[::1], some_lists, penalties, real, whole))


_compile()
