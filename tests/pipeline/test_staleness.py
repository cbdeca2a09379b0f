"""What an edit makes run: the plan, the cells it touches, what is made of them; nothing else."""

import json

import pytest

from tests.worlds.clone import Clone

pytestmark = [
    pytest.mark.slow,
    # MLflow's own use of SQLAlchemy; ours is a client's
    pytest.mark.filterwarnings("ignore:.*noload:sqlalchemy.exc.SADeprecationWarning"),
]

BENCHMARKS = ("tiny", "tiny-temporal")
PLANS = {"plan@tiny", "plan@tiny-temporal", "study"}
EDITING = """

_score = score


def score(benchmark: str) -> None:
    from pathlib import Path

    _score(benchmark)
    Path("benchmarks/metrics/new.py").write_text("# written while the stage runs")
"""
JOINED = {"tables", "report", "track"}  # `track` runs every time and looks for what is new


def run(clone: Clone) -> set[str]:
    """Run the pipeline; return the stages that ran, of which it keeps what they took."""
    clone.write("reports/seconds.json", "{}")
    clone.repro()
    return set(json.loads(clone.read("reports/seconds.json")))


def cells(stages: set[str]) -> set[str]:
    return {stage for stage in stages if stage.startswith("fit@")}


def test_one_tuned_value_runs_its_cell_and_what_is_made_of_it(clone: Clone) -> None:
    clone.write("tuned/tiny-temporal.yaml", "ease: {regularization: 30.0}\n")
    benchmark = {f"{stage}@tiny-temporal" for stage in ("score", "collect")}
    cell = {"fit@tiny-temporal-ease"}
    assert run(clone) == {*benchmark, *cell, *PLANS, *JOINED}
    states = {
        (row["benchmark"], row["baseline"]): row["parameters"] for row in clone.rows("cells.csv")
    }
    assert states["tiny-temporal", "ease"] == '{"regularization": 30.0}'
    assert states["tiny", "ease"] == '{"regularization": 20.0}'


def test_a_value_that_a_tuned_one_overrides_changes_nothing_and_is_warned_of(clone: Clone) -> None:
    clone.write("tuned/tiny.yaml", "ease: {regularization: 20.0}\n")
    clone.write("tuned/tiny-temporal.yaml", "ease: {regularization: 20.0}\n")
    clone.plan()
    before, stale = clone.read("runs/plan/tiny/ease.json"), cells(clone.stale())
    clone.edit("params.yaml", "regularization: 20.0", "regularization: 30.0")
    result = clone.run("benchmarks", "plan", "tiny")
    assert "warning: params.yaml: baselines.ease.regularization = 30.0 changes" in result.stderr
    assert "tuned/tiny.yaml: ease.regularization = 20.0 counts" in result.stderr
    assert clone.read("runs/plan/tiny/ease.json") == before
    assert cells(clone.stale()) == stale


def test_a_parameter_a_file_or_a_helper_of_a_baseline_runs_its_own_cells(clone: Clone) -> None:
    clone.edit("params.yaml", "svd: {factors: 8", "svd: {factors: 9")
    helper = "baselines/shared/autoencoder.py"  # of the four here, `ease` alone imports it
    for path in ("baselines/popular.py", helper):
        clone.write(path, clone.read(path) + "\n# changed\n")
    changed = {f"fit@{b}-{m}" for b in BENCHMARKS for m in ("svd", "popular", "ease")}
    assert cells(clone.stale()) == changed, "those of `uniform` are as they were"


def test_a_comment_in_params_or_in_the_settings_code_runs_plan_alone(clone: Clone) -> None:
    for path in ("params.yaml", "benchmarks/config/model.py"):
        clone.write(path, clone.read(path) + "\n# changed\n")
    assert run(clone) == {*PLANS, "track"}


def test_of_settings_the_number_of_seeds_alone_refits_and_only_what_draws_random_numbers(
    clone: Clone,
) -> None:
    concern_scores_tables_or_searches = {
        "ndcg, coverage]": "ndcg, coverage, gini]",
        "cutoffs: [5, 10]": "cutoffs: [5, 10, 20]",
        "margin: 0.05": "margin: 0.1",
        "items: [item_popularity]": "items: []",
        "resamples: 20": "resamples: 30",
        "trials: 4": "trials: 5",
    }
    for old, new in concern_scores_tables_or_searches.items():
        clone.edit("params.yaml", old, new)
    clone.edit("params.yaml", "seeds: 2", "seeds: 3")
    stale = clone.stale()
    assert cells(stale) == {f"fit@{b}-{m}" for b in BENCHMARKS for m in ("uniform", "svd")}
    assert not {stage for stage in stale if stage.startswith(("split", "prepare", "download@"))}


def test_a_settings_change_of_one_benchmarks_view_leaves_the_others_alone(clone: Clone) -> None:
    clone.edit("params.yaml", "kind: temporal, test: 0.1", "kind: temporal, test: 0.2")
    stale = {stage for stage in clone.stale() if "@" in stage}
    of_benchmark = {f"{stage}@tiny-temporal" for stage in ("split", "submissions", "score")}
    assert stale <= {*of_benchmark, "collect@tiny-temporal"}
    assert "split@tiny-temporal" in stale


def test_a_stage_during_which_code_is_edited_runs_again(lean: Clone) -> None:
    stage = "benchmarks/stages/score.py"
    lean.write(stage, lean.read(stage) + EDITING)
    printed = lean.repro("--benchmark", "tiny")
    changed = "benchmarks/metrics changed while it ran, so that it will run again"
    assert f"score@tiny is not recorded: {changed}" in printed
    assert lean.stale() >= {"score@tiny"}
