"""The sign test: against SciPy."""

import numpy as np
import pytest
from scipy import stats

from benchmarks.stats.signs import interval, p_value, p_values


@pytest.mark.parametrize(("wins", "losses"), [(0, 0), (1, 0), (0, 5), (7, 3), (50, 50), (212, 161)])
def test_the_sign_test_is_the_exact_binomial_one(wins, losses):
    if wins + losses:
        exact = stats.binomtest(wins, wins + losses)
        assert p_value(wins, losses) == pytest.approx(exact.pvalue, rel=1e-12)
        assert interval(wins, wins + losses) == pytest.approx(
            tuple(exact.proportion_ci(method="exact")), rel=1e-9
        )
    else:
        assert (p_value(0, 0), interval(0, 0)) == (1.0, (0.0, 1.0))


@pytest.mark.parametrize(("more", "fewer"), [(9, 1), (2, 7), (5, 5), (0, 6), (0, 0)])
def test_the_sign_test_is_scipys(more, fewer):
    expected = stats.binomtest(more, more + fewer).pvalue if more + fewer else 1.0
    found = p_values(np.array([more]), np.array([fewer]))
    assert found == pytest.approx([expected])
