"""With which columns and charts MLflow's tables open."""

import json
from typing import Any

import pytest

from benchmarks.tracking.board import Leading
from benchmarks.tracking.views import VIEW_TAG, of_leaderboard

RANKED = Leading(["ndcg@10", "recall@10"], ["coverage@10"], lower_is_better=False)
RATED = Leading(["rmse"], [], lower_is_better=True)


def state(tags: dict[str, str]) -> Any:
    return json.loads(json.loads(tags[VIEW_TAG])["state"])


def test_the_columns_begin_with_the_name_and_what_ranks_its_interval_and_ranks_left_open() -> None:
    columns = state(of_leaderboard(RANKED, []))["selectedColumns"]
    assert columns[0] == "params.`label`"  # what people call the baseline
    assert [name.removeprefix("metrics.").strip("`") for name in columns[1:]] == [
        *("ndcg_at_10", "ndcg_at_10_low", "ndcg_at_10_high", "rank_low", "rank_high"),
        *("recall_at_10", "measured/fit_seconds", "coverage_at_10", "validation/objective"),
    ]


@pytest.mark.parametrize(("leading", "better"), [(RANKED, "true"), (RATED, "false")])
def test_which_numbers_are_better_is_said(leading: Leading, better: str) -> None:
    tags = of_leaderboard(leading, [])
    assert tags["mlflow.experiment.primaryMetric.greaterIsBetter"] == better


def test_our_charts_are_open_and_first_and_mlflows_own_are_folded() -> None:
    metrics = [("rmse", 1.0, 0), ("curves/ndcg", 0.1, 5), ("slices/old/rmse", 1.0, 0)]
    shown = state(of_leaderboard(RANKED, metrics))
    sections = [(section["name"], section["display"]) for section in shown["compareRunSections"]]
    assert sections == [("Leaderboard", True), ("curves", False), ("slices/old", False)]
    assert [chart["type"] for chart in shown["compareRunCharts"]] == ["BAR", "LINE", "SCATTER"]


def test_a_metric_without_a_length_has_no_curve_over_it() -> None:
    charts = state(of_leaderboard(RATED, []))["compareRunCharts"]
    assert [chart["type"] for chart in charts] == ["BAR", "SCATTER"]
