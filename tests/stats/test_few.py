"""What few users who are unlike the others tell: against the binomial law."""

import pytest
from scipy.stats import binom

from benchmarks.stats import few


@pytest.mark.parametrize(("unlike", "n_users"), [(0, 40), (1, 100), (9, 2_000)])
def test_a_share_at_the_bound_would_show_so_few_in_one_sample_of_forty(
    unlike: int, n_users: int
) -> None:
    low, high = few.between(0.25, unlike, n_users, (0.0, 1.0))
    share = (high - 0.25) / 0.75
    assert (0.25 - low) / 0.25 == pytest.approx(share)
    assert binom.cdf(unlike, n_users, share) == pytest.approx(0.025)


@pytest.mark.parametrize("commonest", [0.5, -0.5])
def test_the_p_value_is_twice_the_chance_of_so_few(commonest: float) -> None:
    share = 1 / 3  # of users at the other end of the range, for a mean of 0
    p_value = few.p_value(commonest, 2, 30, (-1.0, 1.0))
    assert p_value == pytest.approx(2 * binom.cdf(2, 30, share))


def test_no_p_value_is_above_1() -> None:
    assert binom.cdf(9, 10, 0.5) > 0.5
    assert few.p_value(1.0, 9, 10, (-1.0, 1.0)) == 1.0
