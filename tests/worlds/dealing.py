"""Who runs which tests: pytest-xdist hands each process an equal stretch of the list."""

from collections.abc import Callable
from itertools import groupby
from typing import TypeVar

Test = TypeVar("Test")
# Of the quick tests of a stretch those that run while another process makes the small clone.
MEANWHILE = 0.6


def dealt(
    tests: list[Test],
    workers: int,
    is_slow: Callable[[Test], bool],
    file_of: Callable[[Test], str],
) -> list[Test]:
    """Return tests in an order in which no process waits for another, nor has all the slow ones.

    The first begins with slow tests, for which it makes the small clone; the others have some quick
    ones before theirs. All end with quick ones, of which who is done takes over. The slow tests of
    a file stay together, as they share what they made.
    """
    slow: list[list[Test]] = [[] for _ in range(workers)]
    files = [list(group) for _, group in groupby(filter(is_slow, tests), file_of)]
    for group in sorted(files, key=len, reverse=True):
        min(slow, key=len).extend(group)
    quick = [test for test in tests if not is_slow(test)]
    order: list[Test] = []
    for worker, own in enumerate(slow):
        size = (len(tests) - len(order)) // (workers - worker)
        room = max(0, size - len(own))
        stretch, quick = quick[:room], quick[room:]
        before = int(MEANWHILE * room) if worker else 0
        order += [*stretch[:before], *own, *stretch[before:]]
    return order + quick
