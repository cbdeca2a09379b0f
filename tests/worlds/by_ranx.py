"""What ranx says of lists, as its authors wrote it in Python.

By default numba compiles it, anew in each process and for each length of the longest name, for half
a minute; what it computes is the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from unittest import mock

import numba
import numpy as np

with mock.patch.object(numba.config, "DISABLE_JIT", True):
    from ranx import Qrels, Run, evaluate


def per_user(
    relevant: Sequence[Iterable[object]],
    lists: Sequence[Mapping[object, float]],
    measures: Sequence[str],
) -> dict[str, np.ndarray]:
    """Score users, of each of which are given the relevant items and a list's items with scores.

    It takes no empty entry, so an irrelevant item that nobody has stands for nothing; and it sorts
    users by name, so names are equally long.
    """
    names = [f"{user:06}" for user in range(len(lists))]
    with mock.patch.object(numba.config, "DISABLE_JIT", True):
        qrels = Qrels(
            {
                name: {str(item): 1 for item in items} or {"nothing": 0}
                for name, items in zip(names, relevant, strict=True)
            }
        )
        run = Run(
            {
                name: {str(item): float(score) for item, score in scored.items()}
                or {"nothing": 0.0}
                for name, scored in zip(names, lists, strict=True)
            }
        )
        assert list(run.keys()) == names
        return {name: np.asarray(evaluate(qrels, run, name, False)) for name in measures}
