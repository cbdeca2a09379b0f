"""Small pictures of the front page: marks stand where their numbers say, names over nothing."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from benchmarks.report.figures.axes import SIZE, Mark, text_width, ticks
from benchmarks.report.figures.frontiers import FIT, REQUEST, frontier
from benchmarks.report.figures.panels import dot_plot


def mark(name, value, spread=0.01, kind="behind", is_reference=False):
    return Mark(name, name, value, value - spread, value + spread, kind, is_reference)


MARKS = [mark("ease", 0.4, kind="tied"), mark("item_knn", 0.2), mark("popular", 0.1, 0.02)]


def test_dots_stand_in_proportion_to_their_numbers_on_an_axis_from_zero():
    plot = dot_plot(MARKS, 300)
    zero = next(tick.at for tick in plot.ticks if tick.text == "0")
    far = [row.x - zero for row in plot.rows]
    assert far == pytest.approx([far[0], far[0] / 2, far[0] / 4], abs=0.2)
    assert plot.starts_at_zero
    for row in plot.rows:
        assert row.from_x < row.x < row.to_x <= 300
    names = max(text_width(each.label, SIZE) for each in MARKS)
    assert min(row.from_x for row in plot.rows) > names  # no interval runs over a name


def test_numbers_that_lie_close_together_far_from_zero_fill_the_axis():
    plot = dot_plot([mark("svd", 0.96), mark("nmf", 0.98)], 300)
    assert not plot.starts_at_zero
    assert abs(plot.rows[0].x - plot.rows[1].x) > 50


def test_rows_stand_one_below_the_other_in_the_order_given():
    plot = dot_plot(MARKS, 300)
    steps = np.diff([row.y for row in plot.rows])
    assert np.all(np.abs(steps - plot.row) < 0.2)
    assert plot.rows[-1].y + plot.row / 2 < plot.height


def test_the_reference_has_its_line_and_may_be_missing():
    marks = [*MARKS[:2], mark("popular", 0.1, is_reference=True)]
    plot = dot_plot(marks, 300)
    assert plot.reference == plot.rows[2].x
    assert dot_plot(MARKS, 300).reference is None


def drawn(marks, amounts, steps):
    return frontier(marks, amounts, steps, {}, FIT, (190.0, 182.0))


def test_ten_times_the_cost_is_equally_far_everywhere_and_the_least_is_drawn_as_one():
    amounts = {"ease": 10.0, "item_knn": 1.0, "popular": 0.1}
    across = [dot.x for dot in drawn(MARKS, amounts, []).dots]
    assert across[0] - across[1] == pytest.approx(across[1] - across[2], abs=0.2)
    cheap = drawn(MARKS, {"ease": 0.001, "item_knn": 0.00002}, []).dots
    assert cheap[0].x == cheap[1].x


def test_the_staircase_passes_through_each_step_and_goes_on_to_the_right_end():
    picture = drawn(MARKS, {"popular": 0.01, "item_knn": 1.0, "ease": 60.0}, ["popular", "ease"])
    at = {dot.mark.baseline: (dot.x, dot.y) for dot in picture.dots}
    first, corner, second, end = picture.stairs
    assert (first, second) == (at["popular"], at["ease"])
    assert corner == (at["ease"][0], at["popular"][1])
    assert end == (picture.right, at["ease"][1])
    assert picture.steps == ["popular", "ease"]
    assert drawn(MARKS, {"ease": 1.0}, []).stairs == []


@pytest.mark.parametrize("seed", range(10))
def test_a_name_covers_no_other_name_and_no_dot(seed):
    random = np.random.default_rng(seed)
    names = [f"baseline {number}" for number in range(12)]
    marks = [mark(name, value) for name, value in zip(names, random.random(12), strict=True)]
    amounts = dict(zip(names, 10 ** random.uniform(-2, 2, 12), strict=True))
    ordered = sorted(names, key=amounts.get)
    value = {each.baseline: each.value for each in marks}
    steps = [name for n, name in enumerate(ordered) if n % 4 == 0]
    steps.sort(key=lambda name: (amounts[name], value[name]))
    picture = drawn(marks, amounts, steps)
    boxes = [box(label) for label in picture.labels]
    assert len(boxes) == len(steps)
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    dots = [(dot.x - 2, dot.y - 2, dot.x + 2, dot.y + 2) for dot in picture.dots]
    assert not any(overlap(one, dot) for one in boxes for dot in dots)


def box(label):
    half = text_width(label.text, SIZE) / 2
    return label.x - half, label.y - SIZE + 3, label.x + half, label.y + 1


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("high", [0.003, 0.07, 0.5, 0.99, 3.2, 850.0])
def test_ticks_are_few_round_and_within_the_axis(high):
    found = ticks(0, high, 3)
    assert 2 <= len(found) <= 4
    assert found[0] == 0
    assert found[-1] <= high
    assert all(len(f"{tick:g}".replace("0", "").replace(".", "")) <= 2 for tick in found)


@pytest.mark.parametrize("costs", [FIT, REQUEST], ids=["fit", "request"])
@pytest.mark.parametrize("times", [1, 1.8, 10, 1e4])
def test_no_cost_below_the_axis_meets_another(costs, times):
    amounts = {"ease": costs.high * times, "item_knn": costs.low}
    picture = frontier(MARKS, amounts, [], {}, costs, (190.0, 182.0))
    boxes = [amount.box() for amount in picture.across]
    assert picture.across[0].text == costs.named[costs.low]
    assert len(boxes) >= 2
    assert all(left[1] + 4 < right[0] for left, right in pairwise(boxes))
    assert [amount.text for amount in picture.across] == list(costs.named.values()) or times > 1


def test_a_step_is_named_with_the_cheapest_that_is_as_good():
    amounts = {"ease": 10.0, "item_knn": 1.0, "popular": 0.1}
    as_good = {"ease": "Item kNN"}
    picture = frontier(MARKS, amounts, ["popular", "ease"], as_good, FIT, (190.0, 182.0))
    assert picture.steps[1].endswith(" (Item kNN)")
    assert picture.steps[1] in [label.text for label in picture.labels]
