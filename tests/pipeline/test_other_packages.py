"""A baseline in another package is a cell like any other."""

from pathlib import Path

import pytest

from tests.worlds.clone import BESIDE, Clone

MODEL = '''"""A package beside the checkout."""

import numpy as np

from tastes.weights import WEIGHT


class Taste:
    """Popularity times a weight."""

    needs = frozenset()
    personalized = False

    def __init__(self, *, power: float = 1.0) -> None:
        self.power = power

    def fit(self, train):
        self.counts = WEIGHT * np.asarray(train.positives.sum(axis=0)).ravel() ** self.power
        return self

    def scores(self, users):
        return np.tile(self.counts, (len(users), 1))
'''


@pytest.fixture
def package(clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packages/tastes"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "weights.py").write_text("WEIGHT = 2.0\n")
    (folder / "model.py").write_text(MODEL)
    monkeypatch.setenv("PYTHONPATH", str(folder.parent))
    clone.edit(
        "params.yaml", "  popular: {}\n", '  popular: {}\n  mine: {class: "tastes.model:Taste"}\n'
    )
    return folder


def cells(stages: set[str]) -> set[str]:
    return {stage for stage in stages if stage.startswith("fit")}


def test_it_is_fitted_scored_and_reported_and_an_edit_reruns_its_cells_alone(
    clone: Clone, package: Path
) -> None:
    lean = clone.freeze(*BESIDE, "report")
    both = {"fit@tiny-mine", "fit@tiny-temporal-mine"}
    assert cells(lean.stale()) == both
    lean.repro("--jobs", "2")
    figures = {(row["baseline"], row["metric"]): row["value"] for row in lean.rows()}
    assert figures["mine", "ndcg"] == figures["popular", "ndcg"]
    (described,) = [row for row in lean.rows("baselines.csv") if row["baseline"] == "mine"]
    assert described["source"] == "Popularity times a weight."
    (package / "weights.py").write_text("WEIGHT = 3.0\n")
    printed = lean.repro("--benchmark", "tiny")
    assert "cache, 1 to run" in printed
    assert "not up to date: 1 of tiny-temporal" in printed


def test_what_is_not_there_is_one_line(clone: Clone, package: Path) -> None:
    clone.edit("params.yaml", "tastes.model", "tastes.nowhere")
    assert clone.run("benchmarks", "plan", "tiny").returncode == 0, "its cell alone fails"
    result = clone.run("benchmarks", "fit", "tiny", "mine")
    assert result.returncode == 1
    said = "error: params.yaml: baselines.mine.class: there is no module"
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1
