"""`describe` says what a name stands for, by what code and settings declare."""

import json
import re
from pathlib import Path

import pytest

from benchmarks import metrics
from benchmarks.config import load
from benchmarks.config.model import Params
from benchmarks.contract.errors import UserError
from benchmarks.exchange.describe import described, main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Params:
    monkeypatch.chdir(ROOT)
    return load.load()


def test_a_metric_is_known_by_its_name_and_at_a_cutoff(settings: Params) -> None:
    at_cutoff, plain = described("ndcg@10", settings), described("ndcg", settings)
    assert at_cutoff == plain
    assert metrics.of_column("ndcg").identifier in plain[0]


def test_a_metric_that_only_some_benchmarks_have_names_them(settings: Params) -> None:
    (text,) = described("recall_repeat@10", settings)
    assert re.search(r"computed by default +on complete-journey-baskets$", text, re.MULTILINE)


def test_a_baseline_has_its_space_and_what_was_chosen(settings: Params) -> None:
    (text,) = described("ease", settings)
    assert "search regularization" in text
    chosen = settings.baseline("ease").tuned["ml-100k"]["regularization"]
    assert f"regularization {chosen}" in text


def test_a_dataset_and_its_benchmark_of_one_name_are_both_described(settings: Params) -> None:
    titles = [block.splitlines()[0] for block in described("ml-100k", settings)]
    assert titles == ["dataset ml-100k", "benchmark ml-100k"]


def test_a_view_with_a_name_of_its_own_is_a_benchmark(settings: Params) -> None:
    (text,) = described("complete-journey-new", settings)
    assert "view new" in text
    assert "view all" not in text


@pytest.mark.parametrize("name", [*metrics.known()])
def test_every_metric_has_a_description_without_holes(settings: Params, name: str) -> None:
    (text,) = described(name, settings)
    assert "None" not in text
    assert "source" in text


def test_a_name_that_stands_for_nothing_gets_the_nearest(settings: Params) -> None:
    with pytest.raises(UserError, match=r"unknown name 'ndgc'. Did you mean 'ndcg'\?"):
        described("ndgc", settings)


@pytest.mark.parametrize("name", ["ndcg@0", "ndcg@-5", "ndcg@1e1", "ndcg@101", "ndcg@", "rmse@10"])
def test_a_metric_at_no_length_of_lists_stands_for_nothing(settings: Params, name: str) -> None:
    with pytest.raises(UserError, match=rf"unknown name '{name}'"):
        described(name, settings)


def test_any_card_is_described_and_given_as_croissant(
    settings: Params, capsys: pytest.CaptureFixture[str]
) -> None:
    (text,) = described("gowalla", settings)
    assert "redistribution" in text
    main("gowalla", croissant=True)
    assert json.loads(capsys.readouterr().out)["name"] == "gowalla"


def test_a_benchmark_of_the_extra_study_is_described(
    settings: Params, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELGROUND_STUDY", "")
    main("insteval", croissant=False)
    assert "view all" in capsys.readouterr().out
