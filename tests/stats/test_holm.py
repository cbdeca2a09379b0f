"""Holm's adjustment: against its step-down procedure."""

import numpy as np
import pytest

from benchmarks.stats.holm import holm


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
