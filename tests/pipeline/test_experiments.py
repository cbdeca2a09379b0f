"""DVC's experiments on the study: a value is tried, and what it changed reads well."""

import json

import pytest

from tests.worlds.clone import Clone

pytestmark = pytest.mark.slow


def test_experiments_and_differences_read_well(lean: Clone) -> None:
    lean.commit("Results")
    value = "baselines.ease.regularization=100"
    lean.dvc("exp", "run", "--quiet", "-S", value, "--name", "strong")
    assert lean.params()["baselines"]["ease"]["regularization"] == 100
    assert "baselines.ease.regularization" in lean.dvc("params", "diff")
    changed = lean.dvc("metrics", "diff")
    assert "tiny.ndcg@10.ease" in changed
    assert "popular" not in changed
    shown = json.loads(lean.dvc("exp", "show", "--json"))
    assert "strong" in json.dumps(shown)
    assert "tiny.ndcg@10.ease" in lean.dvc("metrics", "show")
    assert json.loads(lean.dvc("plots", "show", "--json"))
