"""Labels of a crowd find places of their own."""

from itertools import combinations, pairwise

from benchmarks.report.figures import labels


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
