"""The experiment as it ran: rates, their intervals, and what the sample could show."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.online import logged
from benchmarks.stats.levels import ALPHA, POWER


def test_the_experiment_as_it_ran_has_rates_and_intervals(served):
    rows = logged.experiments(served, "tiny-logs")
    rates = {policy: log.click.mean() for policy, log in served["all"].items()}
    own = {row.policy: row for row in rows if row.campaign == "all"}
    for policy, rate in rates.items():
        assert own[policy].click_rate == pytest.approx(rate)
        assert own[policy].ci_low < rate < own[policy].ci_high
        assert own[policy].clicks == served["all"][policy].click.sum()
        assert own[policy].rows == len(served["all"][policy].click)
        assert own[policy].page_views <= own[policy].rows


def test_the_difference_is_tested_and_says_what_the_sample_could_show(served):
    (row,) = [row for row in logged.tests(served, "tiny-logs", POWER) if row.campaign == "all"]
    rates = {policy: log.click.mean() for policy, log in served["all"].items()}
    assert (row.base, row.other) == ("random", "bts")
    assert row.difference == pytest.approx(rates["bts"] - rates["random"])
    assert (row.p_value < ALPHA) == (not row.ci_low < 0 < row.ci_high)
    assert row.rows == sum(len(log.click) for log in served["all"].values())


def test_policies_without_a_difference_need_no_number_of_rows(served):
    log = served["men"]["random"]
    (row,) = logged.tests({"men": {"one": log, "other": log}}, "tiny-logs", POWER)
    assert row.difference == 0
    assert row.rows_needed is None


def test_against_a_policy_without_a_click_the_sample_says_what_it_could_show(served):
    control, treatment = served["men"].values()
    silent = replace(control, click=np.zeros_like(control.click))
    (row,) = logged.tests({"men": {"one": silent, "other": treatment}}, "tiny-logs", POWER)
    assert 0 < row.detectable_difference < 1
    (row,) = logged.tests({"men": {"one": silent, "other": silent}}, "tiny-logs", POWER)
    assert (row.p_value, row.power, row.rows_needed) == (1, 0, None)
