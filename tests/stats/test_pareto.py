"""The Pareto front: against all pairs, whichever side of either measure is the better one."""

import itertools

import pytest

from benchmarks.stats.pareto import front

POINTS = [(f"{x}{y}", x, y) for x, y in itertools.product((0.0, 1.0, 2.0), (0.0, 1.0, 2.0))]


@pytest.mark.parametrize("lower_y", [False, True])
@pytest.mark.parametrize("lower_x", [False, True])
@pytest.mark.parametrize("left_out", [(), ("22",), ("00", "02", "20", "22"), ("11", "20", "02")])
def test_nobody_on_the_front_is_beaten_in_one_measure_at_no_loss_in_the_other(
    lower_x: bool, lower_y: bool, left_out: tuple[str, ...]
) -> None:
    points = [point for point in POINTS if point[0] not in left_out]

    def gains(point: tuple[str, float, float]) -> tuple[float, float]:
        return (-point[1] if lower_x else point[1]), (-point[2] if lower_y else point[2])

    expected = {
        point[0]
        for point in points
        if not any(
            gains(other) != gains(point)
            and all(theirs >= own for theirs, own in zip(gains(other), gains(point), strict=True))
            for other in points
        )
    }
    found = front(points, lower_x, lower_y)
    assert set(found) == expected
    assert found == sorted(found), "by x"


def test_equal_points_all_stay() -> None:
    assert front([("one", 1.0, 1.0), ("same", 1.0, 1.0), ("less", 0.0, 1.0)]) == ["one", "same"]
