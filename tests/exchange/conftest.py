"""A benchmark with its split and two cells, in the working directory; nothing is submitted yet."""

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from benchmarks.contract import paths
from benchmarks.contract.documents import ScorePlan
from tests.worlds import prepared
from tests.worlds.planned import fit, split

NAME = "tastes"
MORE = {
    "seeds": 2,
    "cutoffs": [5, 10],
    "metrics": "rmse precision recall ndcg ap_relevant rr hit_rate coverage".split(),
    "headline": ["ndcg@10", "recall@10", "rmse"],
    "comparison": {"reference": "popular"},
    "groups": {"users": ["group", "activity"], "items": ["genre", "item_popularity"]},
    "baselines": {
        "popular": {},
        "ease": {"regularization": 20.0},
        "svd": {"factors": 4, "epochs": 2},
    },
}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The benchmark of tests/worlds/prepared.py with three cells, made once."""
    folder = tmp_path_factory.mktemp("handed")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        _make(prepared.RULES["user_temporal"])
        for baseline in MORE["baselines"]:
            fit(NAME, baseline)
    return folder


def _make(rule: dict) -> None:
    prepared.make(rule)
    path = Path("params.yaml")
    yaml = YAML(typ="safe")
    settings = yaml.load(path.read_text(encoding="utf-8"))
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump({**settings, **MORE}, stream)
    split(NAME)


@pytest.fixture
def tastes(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScorePlan:
    """What the scores of the benchmark are told; the working directory is a copy of its folder."""
    folder = tmp_path / "project"
    shutil.copytree(made, folder, symlinks=True)
    monkeypatch.chdir(folder)
    return ScorePlan.read(paths.score_plan(NAME))


@pytest.fixture
def folds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScorePlan:
    """The same of a benchmark with several folds: new users of whom 0 and 2 ratings are known."""
    monkeypatch.chdir(tmp_path)
    _make(prepared.RULES["cold_users"])
    return ScorePlan.read(paths.score_plan(NAME))


@pytest.fixture
def of_baskets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScorePlan:
    """The same of a benchmark whose unit is the next basket."""
    monkeypatch.chdir(tmp_path)
    _make(prepared.RULES["next_basket"])
    return ScorePlan.read(paths.score_plan(NAME))
