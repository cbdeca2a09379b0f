"""Across benchmarks: win rates, improvability and what can be told apart, from the tables."""

import re

import pytest

from benchmarks.contract import csv, reports
from tests.report.page import plain, render
from tests.report.sections import test_verdicts

RANKS = [  # baseline, average rank, benchmarks, win rate and improvability with their bounds
    ("alpha", 1.5, 2, 0.75, 0.5, 1.0, 0.04, 0.0, 0.1),
    ("beta", 1.0, 1, 1.0, None, None, 0.0, None, None),
    ("gamma", 3.0, 2, 0.0, 0.0, 0.25, 0.625, 0.5, 0.75),
]
COUNTS = {"baselines": 3, "neighbours": 2, "pairs": 3, "view": "all", "metric": "ndcg", "k": 10}
RESOLUTION = [
    {**COUNTS, "benchmark": "films-leaky", "neighbours_told_apart": 0, "tied_with_first": 3}
    | {"view": "a second one", "pairs_told_apart": 0, "n_users": 160},
    {**COUNTS, "benchmark": "films-leaky", "neighbours_told_apart": 1, "tied_with_first": 2}
    | {"pairs_told_apart": 2, "n_users": 180},
    {**COUNTS, "benchmark": "films-clean", "neighbours_told_apart": 2, "tied_with_first": 1}
    | {"pairs_told_apart": 3, "n_users": 1180},
]


def ranks():
    columns = reports.RANKS.columns[2:]
    labels = {"metric": "ndcg", "k": 10}
    return [labels | dict(zip(columns, row, strict=True)) for row in RANKS]


@pytest.fixture
def written(tmp_path, blank_figures):
    """The words of page and Markdown."""
    test_verdicts.write_inputs(tmp_path, test_verdicts.comparisons())
    csv.write_table(tmp_path / "reports", reports.RANKS, ranks())
    csv.write_table(tmp_path / "reports", reports.RESOLUTION, RESOLUTION)
    return render(tmp_path)


def test_the_section_has_what_the_tables_have(written):
    page, markdown = (plain(text) for text in written)
    section = markdown.split("\n## Across benchmarks\n")[1].split("\n## ")[0]
    lines = [re.sub(r" *\| *", "|", line).strip("|") for line in section.splitlines()]
    assert "alpha|2 of 3|1.5|0.75 (0.50 to 1.00)|0.04 (0.00 to 0.10)" in lines
    assert "beta|1 of 3|1.0|1.00|0.00" in lines  # not tested everywhere: no bounds
    assert "films-leaky|180|1 of 2|2 of 3|2 of 3" in lines
    assert "films-clean|1,180|2 of 2|3 of 3|1 of 3" in lines
    for text in (page, section):
        assert "By nDCG@10, 3 of 4 neighbouring ranks can be told apart by paired tests" in text
        assert "They say nothing of other data." in text
        assert "0.62 (0.50 to 0.75)" in text


def test_a_benchmark_begins_with_what_its_users_cannot_tell_apart(written):
    page, markdown = (plain(text) for text in written)
    leaky = markdown.split("\n## films-leaky\n")[1].split("\n## ")[0].strip()
    clean = markdown.split("\n## films-clean\n")[1].split("\n## ")[0]
    first = "180 users cannot tell 2 of the 3 baselines apart by nDCG@10: the first, and those that"
    assert leaky.startswith(first)
    assert "to be behind it. 1 of 2 neighbouring ranks can be told apart." in leaky
    assert "cannot tell" not in clean  # its first stands alone
    assert first in page


def test_a_report_without_the_newer_tables_says_nothing_of_them(tmp_path, blank_figures):
    test_verdicts.write_inputs(tmp_path, test_verdicts.comparisons())
    for text in render(tmp_path):
        assert "by average rank on nDCG@10" in text
        assert "improvability" not in text.lower()
        assert "told apart" not in text
