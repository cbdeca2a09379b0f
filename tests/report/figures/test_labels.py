"""Labels of a crowd find places of their own."""

from itertools import pairwise

from benchmarks.report.figures import labels


def test_labels_of_a_crowd_do_not_overlap():
    points = [(100 + 7 * (i % 5), 120 + 6 * (i // 5)) for i in range(25)]
    sizes = [(60.0, 11.0)] * 25
    centres = labels.place_labels(points, sizes, (30, 30, 348, 400))
    boxes = [(x - 30, y - 5.5, x + 30, y + 5.5) for x, y in centres]
    for i, one in enumerate(boxes):
        assert one[0] >= 30
        assert one[2] <= 348
        for other in boxes[:i]:
            assert not (
                one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
            )


def test_spread_labels_keep_their_order_and_distance():
    placed = labels.spread([5.0, 5.1, 5.2, 90.0], gap=10, low=0, high=100)
    assert placed == sorted(placed)
    assert min(after - before for before, after in pairwise(placed)) >= 10 - 1e-9
    assert min(placed) >= 0
