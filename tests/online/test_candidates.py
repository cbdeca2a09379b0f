"""Baselines as policies: learned on one half of a log, valued on the other."""

import numpy as np
import pytest

from benchmarks.online import candidates, rewards
from benchmarks.online.settings import Online

SETTINGS = Online(logs="tiny-logs", reader="tiny", resamples=50, folds=2, replications=3)


def test_candidates_are_learned_on_one_half_and_valued_on_the_other(served):
    log = served["men"]["random"]
    half = rewards.folds(log, 2, SETTINGS.seed) == 0
    valued, overlaps = candidates.value({"men": served["men"]}, SETTINGS)
    own = [row for row in valued if row.policy == "uniform"]
    assert {row.rows for row in own} == {int((~half).sum())}
    (snips,) = [row for row in own if row.method == "snips"]
    assert snips.click_rate == pytest.approx(log.click[~half].mean())
    assert snips.gain_over_uniform is None
    assert {row.target for row in overlaps} == {row.policy for row in valued}
    other = log.click.copy()
    other[~half] = 0  # the clicks of the half that values must not change what is learned
    blind = type(log)(**{**vars(log), "click": other})
    for name, policy in candidates.candidates(log, half, SETTINGS).items():
        assert policy.sum(axis=-1) == pytest.approx(np.ones(policy.shape[:-1]))
        assert (candidates.candidates(blind, half, SETTINGS)[name] == policy).all()
