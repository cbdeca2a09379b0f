"""Labels of a crowd find places of their own."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from benchmarks.report.figures import labels
from tests.report.figures import one_by_one

FRAME = (30.0, 30.0, 348.0, 220.0)
LINES = ((50.0, 100.0, 200.0, 102.0), (200.0, 100.0, 202.0, 180.0))


def test_labels_of_a_crowd_do_not_overlap():
    points = [(100 + 7 * (i % 5), 120 + 6 * (i // 5)) for i in range(25)]
    sizes = [(60.0, 11.0)] * 25
    frame = labels.Box(30, 30, 348, 400)
    centres = labels.place_labels(points, sizes, frame)
    boxes = [labels.Box(x - 30, y - 5.5, x + 30, y + 5.5) for x, y in centres]
    assert all(frame.left <= box.left and box.right <= frame.right for box in boxes)
    for box, other in combinations(boxes, 2):
        beside = box.right <= other.left or other.right <= box.left
        assert beside or box.top <= other.bottom or other.top <= box.bottom


def test_spread_labels_keep_their_order_and_distance():
    placed = labels.spread([5.0, 5.1, 5.2, 90.0], gap=10, low=0, high=100)
    assert placed == sorted(placed)
    assert min(after - before for before, after in pairwise(placed)) >= 10 - 1e-9
    assert min(placed) >= 0


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("gap", [1e-9, 20.0])  # points anywhere, or many in one place
def test_places_looked_at_together_are_those_looked_at_one_by_one(seed, gap):
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 30))
    points = (random.uniform((40, 40), (340, 200), (n, 2)) / gap).round() * gap
    sizes = [(6.0 * letters, 12.0) for letters in random.integers(3, 14, n).tolist()]
    given = [(x, y) for x, y in points.tolist()], sizes
    expected = one_by_one.place_labels(*given, one_by_one.Box(*FRAME), LINES)
    assert labels.place_labels(*given, labels.Box(*FRAME), LINES) == expected
