"""The search of parameters: what it writes, that it repeats, that it never sees the test."""

import csv
import shutil

import pytest
from ruamel.yaml import YAML

from benchmarks.config import load
from benchmarks.config.study import resolved
from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv, read_csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_text
from benchmarks.contract.trials import parameters
from benchmarks.running import searches
from benchmarks.tuning import chosen
from benchmarks.tuning.search import search
from tests.worlds.clone import Clone


def test_a_search_writes_its_choice_and_its_trials_and_does_not_need_the_test_part(
    clone: Clone,
) -> None:
    shutil.rmtree(clone.folder / "data/splits/tiny/test")
    result = clone.here("tune", "--benchmark", "tiny", "--baseline", "ease")
    assert result.returncode == 0, result.stderr
    table = list(csv.DictReader(clone.read("tuned/tiny/ease.csv").splitlines()))
    assert [row["trial"] for row in table] == ["0", "1", "2", "3"]
    assert table[0]["regularization"] == "20.0"
    (best,) = [row for row in table if row["chosen"]]
    assert float(best["value"]) == max(float(row["value"]) for row in table)
    assert clone.tuned("tiny") == {"ease": {"regularization": float(best["regularization"])}}
    assert "# a comment that stays" in clone.read("tuned/tiny.yaml")
    assert "seconds" not in clone.read("tuned/tiny/ease.csv")
    assert len(clone.read("tuned/seconds/tiny/ease.csv").splitlines()) == 5
    assert not (clone.folder / "tuned/unfinished").exists()


def test_the_same_search_gives_the_same_trials_also_when_it_was_interrupted(clone: Clone) -> None:
    clone.here("tune", "--benchmark", "tiny", "--baseline", "svd")
    whole = clone.read("tuned/tiny/svd.csv")
    clone.edit("params.yaml", "trials: 4", "trials: 2")
    clone.here("tune", "--benchmark", "tiny", "--baseline", "svd")
    assert clone.read("tuned/tiny/svd.csv") != whole
    clone.edit("params.yaml", "trials: 2", "trials: 4")
    clone.here("tune", "--benchmark", "tiny", "--baseline", "svd")
    assert clone.read("tuned/tiny/svd.csv") == whole


def test_a_search_that_has_ended_is_not_made_again(clone: Clone) -> None:
    first = clone.here("tune", "--benchmark", "tiny", "--baseline", "ease")
    tuned = clone.read("tuned/tiny.yaml")
    clone.write("tuned/tiny.yaml", "")  # as if the first had ended before it wrote this
    clone.here("tune", "--benchmark", "tiny", "--baseline", "ease")
    assert clone.tuned("tiny")["ease"].items() <= YAML(typ="safe").load(tuned)["ease"].items()
    files = ("tuned/tiny/ease.csv", "tuned/seconds/tiny/ease.csv", "tuned/tiny.yaml")
    written = [clone.read(name) for name in files]
    again = clone.here("tune", "--benchmark", "tiny", "--baseline", "ease")
    assert "by default" in first.stdout
    assert "1 searched before, by the same rule; 0 to search: 0.0 h" in again.stdout
    assert [clone.read(name) for name in files] == written


def test_without_a_block_of_tuning_there_is_nothing_to_search() -> None:
    without = resolved(load.load().model_copy(update={"tuning": None}))
    for tuned in (
        lambda: searches.tunable(without, [], []),
        lambda: search("ml-100k", "ease", without),
    ):
        with pytest.raises(UserError, match=r"params\.yaml: no block `tuning`"):
            tuned()


def test_a_baseline_without_a_space_is_not_searched_and_the_error_says_where_it_goes() -> None:
    study = resolved(load.load())
    with pytest.raises(UserError, match=r"baselines/: popular has no search space; give its class"):
        searches.tunable(study, ["ml-100k"], ["popular"])


def test_a_choice_goes_into_the_file_of_its_benchmark_in_the_order_of_params(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for baseline, value in (("ease", "20.0"), ("als", "")):
        table = as_csv(("trial", "value", "chosen", "rate"), [{"chosen": "yes", "rate": value}])
        write_text(paths.trials("tiny", baseline), table)
        chosen.write_choice("tiny", baseline, order=["als", "ease"])
    text = paths.tuned("tiny").read_text()
    assert text.splitlines()[-2:] == ["als: {rate: null}", "ease: {rate: 20.0}"]
    assert text.startswith("# What `make tune` chose on tiny")


def test_a_value_of_the_table_is_what_yaml_reads_and_an_empty_one_is_none(tmp_path) -> None:
    values = {"words": "cosine", "number": "20.0", "whole": "7", "truth": "True", "none": None}
    (tmp_path / "table.csv").write_text(as_csv(values, [values]), encoding="utf-8")
    (row,) = read_csv(tmp_path / "table.csv")
    assert parameters(row) == {
        "words": "cosine",
        "number": 20.0,
        "whole": 7,
        "truth": True,
        "none": None,
    }
    assert parameters({"short": None}) == {"short": None}  # a row that is short


@pytest.mark.parametrize(("baseline", "metric", "k"), [("ease", "ndcg", "10"), ("svd", "rmse", "")])
def test_what_the_defaults_are_worth_on_the_test_part_is_what_the_pipeline_says_of_them(
    clone: Clone, baseline: str, metric: str, k: str
) -> None:
    about = {"benchmark": "tiny", "view": "all", "baseline": baseline, "metric": metric, "k": k}
    about |= {"fold": "", "subject": "all", "attribute": "", "group": ""}
    (row,) = [row for row in clone.rows() if about.items() <= row.items()]
    clone.write("tuned/tiny.yaml", "ease: {regularization: 3.0}\nsvd: {factors: 3}\n")
    command = ("tune", "--benchmark", "tiny", "--baseline", baseline, "--defaults", "--here")
    said = clone.here(*command)
    assert said.returncode == 0, said.stderr
    (written,) = csv.DictReader(clone.read(f"tuned/defaults/tiny/{baseline}.csv").splitlines())
    assert float(written["value"]) == pytest.approx(float(row["value"]), abs=1e-6)
    assert "scored before" in clone.here(*command).stdout
