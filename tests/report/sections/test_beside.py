"""The sections of the report beside the benchmarks: published figures, the online experiment."""

import json
import re

import pytest

from benchmarks.contract.csv import as_csv
from benchmarks.replication import TABLES
from benchmarks.replication.targets import source
from benchmarks.stages import replicate, replication
from benchmarks.stats.holm import holm
from tests.report.page import render, whole
from tests.worlds import experiments, films
from tests.worlds.experiments import P, estimated, logged, planned

NOTE = "The overlap is too thin to say anything: 3.0 effective clicks where 10 are needed."


def replicated() -> list[dict]:
    """The rows of all targets: those of ml-100k reproduced but for one, the others not run."""
    rows = []
    for module in map(source, TABLES):
        for target in module.TARGETS:
            near = target.published is None or target.baseline != "bpr"
            ours = (
                None
                if target.dataset != "ml-100k"
                else (target.published or 0.25) + (0.0 if near else 0.1)
            )
            rows.append(replicate.row(module.SOURCE.label, target, ours))
    return rows


def about() -> list[dict]:
    return [
        {
            "source": module.SOURCE.label,
            "name": module.SOURCE.name,
            "protocol": module.SOURCE.protocol,
        }
        | {"notes": [replicate.note(target, {"ml-100k"}) for target in module.TARGETS]}
        for module in map(source, TABLES)
    ]


def written(folder, with_tables: bool) -> tuple[str, str]:
    films.write_inputs(folder)
    if with_tables:
        (folder / "reports/replication.csv").write_text(as_csv(replication.COLUMNS, replicated()))
        (folder / "reports/replication.json").write_text(json.dumps({"sources": about()}))
        experiments.write(folder / "reports", logged(), estimated(), planned())
    render(folder)
    page = whole(folder / "reports")
    return page, (folder / "reports/details.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return written(tmp_path_factory.mktemp("beside"), with_tables=True)


def test_published_figures_are_counted_by_what_became_of_them(pages):
    rows = replicated()
    words = [line["verdict"] for line in rows]
    reproduced, differs, not_run = (
        words.count(word) for word in ("reproduced", "differs", "not run")
    )
    assert min(reproduced, differs, not_run) > 0
    assert reproduced + differs + not_run + words.count("not published") == len(rows)
    for text in pages:
        assert f"{reproduced} of {reproduced + differs} published figures were reproduced" in text
        assert f"{differs} differs: the reason that was found stands beside it" in text
        assert f"{not_run} need data that this run did not have" in text


def test_each_published_figure_has_its_line_with_the_difference(pages):
    _, markdown = pages
    assert "| bpr | ml-100k | nDCG@10 | 0.290 | 0.390 | +0.100 | 0.014 | differs |" in markdown
    assert (
        "| svd | ml-100k | RMSE | 0.942506 | 0.942506 | +0.000000 | 1e-06 | reproduced |"
        in markdown
    )
    assert "| svd | ml-1m | RMSE | 0.8730 | – | – | 0.0006 | not run |" in markdown
    assert markdown.count("| reproduced |") == sum(
        line["verdict"] == "reproduced" for line in replicated()
    )


def test_a_figure_that_differs_or_was_not_run_has_its_reason(pages):
    for text in pages:
        assert "bpr: implicit" in re.sub(r"\s+", " ", text)
        assert "ml-20m comes from its official home only" in text


def test_the_protocol_of_each_source_is_told(pages):
    for text in pages:
        for module in map(source, TABLES):
            first = module.SOURCE.protocol.split("`")[0].split("'")[0][:60]
            assert first in text
            assert module.SOURCE.name in text


def test_of_several_experiments_p_is_adjusted_and_a_difference_that_remains_is_named(pages):
    adjusted = holm(list(P.values()))
    assert adjusted[0] < 0.05 < adjusted[1]
    for text in pages:
        assert "After Holm’s correction for 2 experiments, shop/a shows a difference." in text
    line = next(line for line in pages[1].splitlines() if line.startswith("| shop/a | old 0.40 %"))
    assert f"| 0.012 | {adjusted[0]:.3f} | 40 % | +0.30 |" in line


def test_estimators_are_judged_by_single_comparisons_not_by_their_summary(pages):
    assert "| IPS | 12 % | 2 of 2 | +2 to +2 % | 30 % to 30 % | 90 % to 90 % |" in pages[1]
    assert "| direct, logistic | 60 % | 0 of 2 |" in pages[1]
    for text in pages:
        assert "the smallest relative error was IPS (12\xa0%, root mean square)" in text


def test_figures_of_both_directions_are_drawn_and_count_the_intervals_that_hold(pages):
    page, markdown = pages
    for slug in ("online-old-new", "online-new-old"):
        assert f'id="{slug}"' in page
        assert f"figures/{slug}.png" in markdown
    assert "Filled: the interval holds it (1 of 2)." in page


def test_too_little_overlap_is_said_where_it_is(pages):
    for text in pages:
        assert f"shop/a, new → old: {NOTE}" in text
        assert f"shop/a, old → new: {NOTE}" not in text
        assert "For 1 of 2 the log shows too few of the clicks" in text
    assert "| shop/a | popular, softmax | 0.50 % (0.10 % to 0.90 %) | 3.0 | too thin |" in pages[1]
    assert "| shop/a | uniform | 0.50 % (0.10 % to 0.90 %) | 3.0 | enough |" in pages[1]


def test_a_planned_test_says_what_each_design_needs_the_better_history_first(pages):
    line = "| old → new | shop/all | revenue@10 | 0.5000 | 4,000 | 4 | 3,000 | 700 | 0.2500 |"
    assert line in pages[1]


def test_simulated_tests_are_called_so_with_their_power_drawn(pages):
    page, markdown = pages
    assert "| old → new | shop/all | 900 | 360 | 2.5 |" in markdown
    assert 'id="online-power-shop-all"' in page
    for text in pages:
        assert "A/B test against interleaving (simulated)" in text
        assert "On shop/all, the share of simulated experiments that find" in text


def test_metrics_stand_by_how_often_they_tell_the_simulated_winner(pages):
    markdown = pages[1]
    assert markdown.index("| nDCG@10 | 90 % | 0.90 | 10 |") < markdown.index(
        "| RMSE | 60 % | 0.60 | 10 |"
    )
    for text in pages:
        assert "nDCG@10 agrees in 90\xa0% of 10 pairs" in text
        assert "no evidence about them" in text


@pytest.mark.usefixtures("blank_figures")
def test_what_was_not_run_leaves_no_section(tmp_path):
    for text in written(tmp_path, with_tables=False):
        assert "Published figures, recomputed" not in text
        assert "as it ran" not in text
