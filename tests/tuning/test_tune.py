"""The search of parameters: what it writes, that it repeats, and that it never sees the test part."""

import csv
import shutil

import pytest

from benchmarks.config import load
from benchmarks.contract.csv import as_csv, read_csv
from benchmarks.contract.errors import UserError
from benchmarks.tuning import search as tune
from tests.worlds.clone import Clone


def test_a_search_writes_its_choice_into_params_and_its_trials_into_a_table(clone: Clone) -> None:
    clone.run("benchmarks", "tune", "--benchmark", "tiny", "--baseline", "ease")
    table = list(csv.DictReader(clone.read("tuned/tiny/ease.csv").splitlines()))
    assert [row["trial"] for row in table] == ["0", "1", "2", "3"]
    assert table[0]["regularization"] == "20.0"
    (chosen,) = [row for row in table if row["chosen"]]
    assert float(chosen["value"]) == max(float(row["value"]) for row in table)
    tuned = clone.params()["baselines"]["ease"]["tuned"]
    assert tuned == {"tiny": {"regularization": float(chosen["regularization"])}}
    assert "# a comment that stays" in clone.read("params.yaml")
    assert "seconds" not in clone.read("tuned/tiny/ease.csv")
    assert len(clone.read("tuned/seconds/tiny/ease.csv").splitlines()) == 5


def test_the_same_search_gives_the_same_trials_also_when_it_was_interrupted(clone: Clone) -> None:
    clone.run("benchmarks", "tune", "--benchmark", "tiny", "--baseline", "svd")
    whole = clone.read("tuned/tiny/svd.csv")
    shutil.rmtree(clone.folder / "runs/tune")
    clone.edit("params.yaml", "trials: 4", "trials: 2")
    clone.run("benchmarks", "tune", "--benchmark", "tiny", "--baseline", "svd")
    assert len(clone.read("tuned/tiny/svd.csv").splitlines()) == 3
    clone.edit("params.yaml", "trials: 2", "trials: 4")
    clone.run("benchmarks", "tune", "--benchmark", "tiny", "--baseline", "svd")
    assert clone.read("tuned/tiny/svd.csv") == whole


def test_a_search_does_not_need_the_test_part(clone: Clone) -> None:
    shutil.rmtree(clone.folder / "data/splits/tiny/test")
    result = clone.run("benchmarks", "tune", "--benchmark", "tiny", "--baseline", "ease")
    assert result.returncode == 0, result.stderr


def test_tuned_values_take_precedence_and_the_command_line_can_set_them(clone: Clone) -> None:
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--message", "Results")
    clone.dvc("exp", "run", "--quiet", "-S", "+baselines.ease.tuned.tiny.regularization=7")
    cells = {
        (row["benchmark"], row["baseline"]): row["parameters"] for row in clone.rows("cells.csv")
    }
    assert cells["tiny", "ease"] == '{"regularization": 7}'
    assert cells["tiny-temporal", "ease"] == '{"regularization": 20.0}'


def test_without_a_block_of_tuning_there_is_nothing_to_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without = load.load().model_copy(update={"tuning": None})
    monkeypatch.setattr("benchmarks.config.load.load", lambda: without)
    for search in (lambda: tune.tune_all(None, None, 1), lambda: tune.tune("ml-100k", "ease")):
        with pytest.raises(UserError, match=r"params\.yaml: no block `tuning`"):
            search()


def test_trials_of_another_objective_are_refused_and_the_file_to_delete_is_named(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tune._study("tiny", "svd", "maximize")
    with pytest.raises(
        UserError,
        match=r"runs/tune/tiny/svd\.log: these trials maximize .* minimize; delete this file",
    ):
        tune._study("tiny", "svd", "minimize")
    (tmp_path / "runs/tune/tiny/svd.log").unlink()
    assert tune._study("tiny", "svd", "minimize").direction.name == "MINIMIZE"


def test_a_value_of_the_table_is_what_yaml_reads_and_an_empty_one_is_none(tmp_path) -> None:
    values = {"words": "cosine", "number": "20.0", "whole": "7", "truth": "True", "none": None}
    (tmp_path / "table.csv").write_text(as_csv(values, [values]), encoding="utf-8")
    (row,) = read_csv(tmp_path / "table.csv")
    read = {name: tune._plain(text) for name, text in row.items()}
    assert read == {"words": "cosine", "number": 20.0, "whole": 7, "truth": True, "none": None}
    assert tune._plain(None) is None  # a row that is short
