"""Holm's adjustment: against its step-down procedure."""

import numpy as np
import pytest

from benchmarks.stats import holm as holms
from benchmarks.stats.holm import draws_to_decide, holm


def test_holm_multiplies_the_smallest_by_the_number_of_tests_and_never_falls():
    assert holm([0.01, 0.2, 0.02]).tolist() == pytest.approx([0.03, 0.2, 0.04])
    assert holm([0.03, 0.031, 0.9]).tolist() == pytest.approx([0.09, 0.09, 0.9])
    assert holm([0.6, 0.7]).tolist() == [1.0, 1.0]
    assert holm([]).tolist() == []


@pytest.mark.parametrize("seed", range(5))
def test_holm_equals_its_step_down_procedure_at_every_level(seed):
    p = np.random.default_rng(seed).beta(0.3, 3, size=8)
    for level in (0.01, 0.05, 0.2):
        rejected = set()
        for step, index in enumerate(np.argsort(p)):
            if p[index] > level / (len(p) - step):
                break
            rejected.add(int(index))
        assert set(np.flatnonzero(holm(p) <= level).tolist()) == rejected


@pytest.mark.parametrize("n_tests", [0, 1, 399, 400, 500, 501, 5_000])
def test_the_smallest_p_value_of_so_many_draws_is_significant_after_adjustment(n_tests):
    draws = draws_to_decide(n_tests, 10_000)
    assert draws % 10_000 == 0
    assert n_tests / (draws + 1) < 0.05
    assert draws == 10_000 or n_tests / (draws - 10_000) >= 0.05


def test_too_few_draws_are_an_error(monkeypatch):
    monkeypatch.setattr(holms, "int", lambda _: 0, raising=False)  # as if no more were needed
    with pytest.raises(AssertionError, match="10000 draws cannot decide a family of 501"):
        draws_to_decide(501, 10_000)
