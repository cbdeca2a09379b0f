"""Submissions become cells like any other: the same figures, and nobody else's figures change."""

import os
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.files import read_json
from benchmarks.exchange.submissions import convert
from benchmarks.results import cells, chance, fairness, intervals, tested
from benchmarks.stages import collect as collecting
from benchmarks.stages import score as scoring
from benchmarks.stages import study
from benchmarks.stages import submissions as submitting
from benchmarks.stages import tables as joining
from benchmarks.stats.holm import holm
from benchmarks.stats.permutation import permuted_gaps
from tests.worlds import handed

FOLDER = Path("submissions/tastes")


def tabled() -> dict[str, list[dict[str, str]]]:
    """Run all stages from the submissions to the tables; return the tables of reports/."""
    study.study()
    submitting.submissions("tastes")
    scoring.score("tastes")
    collecting.collect("tastes")
    joining.tables()
    files = sorted(paths.REPORTS.rglob("*.csv"))
    return {path.stem: read_csv(path) for path in files}


def reasons() -> dict[str, str]:
    submitting.submissions("tastes")
    rows = read_json(paths.submitted("tastes") / "submissions.json")
    return {row["baseline"]: row["reason"] for row in rows}


def of(rows: list[dict[str, str]], name: str) -> list[dict[str, str]]:
    return [{**row, "baseline": ""} for row in rows if row["baseline"] == name]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer resamples and flips: the same for all, which is what these tests are about."""
    monkeypatch.setattr(intervals, "RESAMPLES", 500)
    monkeypatch.setattr(tested, "RESAMPLES", 500)
    monkeypatch.setattr(tested, "RESAMPLES_IN_DOUBT", 500)
    monkeypatch.setattr(chance, "FLIPS", 499)
    monkeypatch.setattr(fairness, "permuted_gaps", partial(permuted_gaps, permutations=199))


def test_the_lists_of_a_baseline_give_its_own_figures_in_every_format(
    tastes: ScorePlan, quick: None
) -> None:
    lists = handed.lists_of("tastes", "svd")
    for suffix in ("csv", "tsv", "parquet", "jsonl.gz"):
        handed.write(FOLDER / f"svd_{suffix[:3]}.{suffix}", lists)
        handed.write(
            FOLDER / f"svd_{suffix[:3]}.ratings.{suffix}", handed.ratings_of("tastes", "svd")
        )
    ease = handed.lists_of("tastes", "ease")
    first_view = ease.filter(pc.field("view") == "all")
    handed.write(FOLDER / "ease_run.run", first_view)
    found = tabled()
    for table in ("results", "seeds", "fairness", "exposure"):
        own = of(found[table], "svd")
        assert own or table == "fairness"
        for name in ("svd_csv", "svd_tsv", "svd_par", "svd_jso"):
            assert of(found[table], name) == own, (table, name)
        of_run = [row for row in of(found[table], "ease_run") if row.get("view", "all") == "all"]
        assert of_run == [
            row for row in of(found[table], "ease") if row.get("view", "all") == "all"
        ]
    pair = next(
        row
        for row in found["comparisons"]
        if (row["baseline"], row["other"], row["metric"]) == ("svd", "svd_csv", "ndcg")
    )
    assert pair["verdict"] == "practically equal"
    states = {row["baseline"]: row for row in found["cells"]}
    assert states["svd_csv"]["tier"] == "submitted"
    assert states["svd_csv"]["seeds"] == "2"
    assert states["svd"]["tier"] == "run here"


def _numbers(standings: list[dict]) -> list[dict]:
    columns = ("benchmark", "view", "metric", "k", "baseline", "value", "relative", "n_users")
    return [{name: row[name] for name in columns} for row in standings]


def test_every_row_without_submissions_is_there_unchanged_with_them(
    tastes: ScorePlan, quick: None
) -> None:
    before = tabled()
    random = np.random.default_rng(0)
    lists = handed.lists_of("tastes", "ease").drop_columns(["rank"])
    shuffled = lists.drop_columns(["score"]).append_column(
        "score", pa.array(random.random(lists.num_rows))
    )
    handed.write(FOLDER / "another.csv", shuffled)
    handed.write(FOLDER / "better.ratings.parquet", handed.ratings_of("tastes", "svd"))
    (FOLDER / "broken.csv").write_text("nothing\n", encoding="utf-8")
    after = tabled()
    assert before.keys() == after.keys()
    for name, rows in before.items():
        if name == "standings":  # where one stands depends on who is there, but for its number
            rows, after[name] = (_numbers(each) for each in (rows, after[name]))
        missing = [row for row in rows if row not in after[name]]
        assert not missing, (name, missing[:3])
    names = {row["baseline"] for row in after["results"]} - {
        row["baseline"] for row in before["results"]
    }
    assert names == {"another", "better"}
    assert after["ranks"] == before["ranks"]
    assert after["agreement"] == before["agreement"]
    assert {row["baseline"] for row in after["baselines"] if row["family"] == "submitted"} == {
        "another",
        "better",
        "broken",
    }
    ours = {"popular", "ease", "svd"}
    joined = [row for row in after["comparisons"] if {row["baseline"], row["other"]} - ours]
    assert {row["metric"] for row in joined} == {"ndcg", "recall", "rmse", "coverage"}


def test_pairs_with_a_submission_are_adjusted_for_all_pairs(tastes: ScorePlan, quick: None) -> None:
    handed.write(FOLDER / "mine.csv", handed.lists_of("tastes", "svd").slice(0, 900))
    rows = [
        row for row in tabled()["comparisons"] if (row["metric"], row["view"]) == ("ndcg", "all")
    ]
    adjusted = holm([float(row["p_value"]) for row in rows])
    with_mine = [n for n, row in enumerate(rows) if "mine" in (row["baseline"], row["other"])]
    assert len(with_mine) == 3
    for n in with_mine:
        assert float(rows[n]["p_holm"]) == pytest.approx(adjusted[n], abs=1e-5)


def test_ratings_alone_have_no_numbers_of_lists(tastes: ScorePlan, quick: None) -> None:
    handed.write(FOLDER / "mine.ratings.csv", handed.ratings_of("tastes", "svd"))
    found = tabled()
    assert {row["metric"] for row in of(found["results"], "mine")} == {"rmse"}
    own = [row for row in of(found["results"], "svd") if row["metric"] == "rmse"]
    assert of(found["results"], "mine") == own
    (cell,) = of(found["cells"], "mine")
    assert cell["rating_fallback_share"] == ""  # nobody here knows


def test_a_view_without_lists_has_no_numbers(tastes: ScorePlan, quick: None) -> None:
    lists = handed.lists_of("tastes", "ease").drop_columns(["view"])
    handed.write(FOLDER / "mine.csv", lists)
    found = of(tabled()["results"], "mine")
    assert found
    assert {row["view"] for row in found} == {"all"}


def test_a_submission_that_cannot_be_scored_stops_no_other_and_says_why(
    tastes: ScorePlan, quick: None
) -> None:
    lists = handed.lists_of("tastes", "ease")
    handed.write(FOLDER / "good.csv", lists)
    handed.write(FOLDER / "ease.csv", lists)
    handed.write(FOLDER / "twice.csv", lists)
    handed.write(FOLDER / "twice.parquet", lists)
    handed.write(FOLDER / "a name (1).csv", lists)
    (FOLDER / "empty.csv").write_bytes(b"")
    (FOLDER / "sheet.xlsx").write_bytes(b"PK")
    (FOLDER / "alone.yaml").write_text("title: Nothing\n", encoding="utf-8")
    (FOLDER / "README.md").write_text("about this folder", encoding="utf-8")
    (FOLDER / "folder.csv").mkdir()
    Path(os.fsdecode(bytes(FOLDER) + b"/\xff.csv")).write_bytes(b"")
    found = reasons()
    assert found.pop("good") == ""
    expected = {
        "unnamed": "cannot be a name",
        "ease-submitted": "a baseline is called ease",
        "twice": "several files have lists of this name: twice.csv, twice.parquet",
        "unnamed-a-name-1": "'a name (1)' cannot be a name",
        "empty": "first line is empty",
        "sheet": "no format that is read",
        "alone": "describes lists that are not there",
        "folder": "no format that is read",
    }
    assert found.keys() == expected.keys()
    for name, words in expected.items():
        assert words in found[name], found[name]
    tables = tabled()
    assert {row["baseline"] for row in tables["submissions"]} == {"good", *expected}
    states = {row["baseline"]: row for row in tables["cells"]}
    assert states["empty"]["status"] == "failed"
    assert states["empty"]["reason"] == found["empty"]
    assert of(tables["results"], "good") == of(tables["results"], "ease")


def test_a_file_that_may_not_be_read_stops_no_other(
    tastes: ScorePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, algorithm: str) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    handed.write(FOLDER / "mine.csv", handed.lists_of("tastes", "ease"))
    monkeypatch.setattr(convert, "file_digest", refuse)
    assert "Permission denied" in reasons()["mine"]


def test_what_authors_say_stands_beside_what_was_counted(tastes: ScorePlan, quick: None) -> None:
    handed.write(FOLDER / "mine.csv", handed.lists_of("tastes", "ease"))
    text = "title: My model\nauthors: A. Bee\nurl: https://example.org\nfit_seconds: 3.5\n"
    (FOLDER / "mine.yaml").write_text(text, encoding="utf-8")
    tables = tabled()
    (row,) = tables["submissions"]
    assert (row["title"], row["authors"], row["fit_seconds"]) == ("My model", "A. Bee", "3.500000")
    assert row["rows"] == str(handed.lists_of("tastes", "ease").num_rows)
    assert (row["missing_users"], row["file"]) == ("0", "mine.csv")
    (described,) = [row for row in tables["baselines"] if row["baseline"] == "mine"]
    assert (described["label"], described["personalised"]) == ("My model", "")


def test_a_submission_that_is_taken_away_leaves_nothing(tastes: ScorePlan) -> None:
    handed.write(FOLDER / "mine.csv", handed.lists_of("tastes", "ease"))
    submitting.submissions("tastes")
    folder = cells.folder_of("tastes", "mine")
    assert cells.state(folder)["status"] == "ok"
    (FOLDER / "mine.csv").unlink()
    submitting.submissions("tastes")
    assert not folder.exists()
    assert read_json(paths.submitted("tastes") / "submissions.json") == []
