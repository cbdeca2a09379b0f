"""What `check` says of a file; and what implicit's lists are worth by ranx."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from benchmarks.contract import paths, tables
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.errors import UserError
from benchmarks.exchange import standing
from benchmarks.exchange.check import check
from benchmarks.exchange.exporting.export import export
from benchmarks.running import choice, doors
from benchmarks.stages import collect as collecting
from benchmarks.stages import score as scoring
from benchmarks.stages import study
from benchmarks.stages import submissions as submitting
from benchmarks.stages import tables as joining
from tests.worlds import by_ranx, handed

FOLDER = Path("submissions/tastes")
EXAMPLE = Path(__file__).parents[2] / "examples/implicit_lists/recommend.py"
MEASURES = {
    "precision": "precision",
    "recall": "recall",
    "ndcg": "ndcg",
    "hit_rate": "hit_rate",
    "rr": "mrr",
    "ap_relevant": "map",
}


def nothing(benchmark: str) -> None:
    raise AssertionError("everything is there already")


def said(file: str, capsys: pytest.CaptureFixture[str], benchmark: str = "") -> str:
    capsys.readouterr()
    check(file, benchmark, nothing)
    return capsys.readouterr().out


def test_without_any_figures_at_hand_it_gives_numbers_with_intervals(
    tastes: ScorePlan, capsys: pytest.CaptureFixture[str]
) -> None:
    handed.write(FOLDER / "mine.csv", handed.lists_of("tastes", "ease"))
    printed = said("submissions/tastes/mine.csv", capsys)
    assert "no baseline's number is at hand" in printed
    assert printed.count("ndcg@10") == 2  # views
    assert "rmse" not in printed


def test_scores_per_user_at_hand_are_compared_in_pairs_else_the_intervals(
    tastes: ScorePlan, capsys: pytest.CaptureFixture[str]
) -> None:
    study.study()
    submitting.submissions("tastes")
    scoring.score("tastes")
    collecting.collect("tastes")
    joining.tables()
    handed.write(FOLDER / "mine.csv", handed.lists_of("tastes", "popular"))
    printed = said("submissions/tastes/mine.csv", capsys)
    assert "worse than ease, the best baseline" in printed
    assert "paired over 1" in printed
    (paths.scores("tastes") / "per_user.parquet").unlink()
    printed = said("submissions/tastes/mine.csv", capsys)
    assert "worse than ease, the best baseline" in printed
    assert "by the two intervals alone" in printed
    text = (paths.REPORTS / "fingerprints.csv").read_text(encoding="utf-8")
    (paths.REPORTS / "fingerprints.csv").write_text(
        "".join(
            f"{line[:-3]}xyz\n" if n else f"{line}\n" for n, line in enumerate(text.splitlines())
        ),
        encoding="utf-8",
    )
    assert "no baseline's number is at hand" in said("submissions/tastes/mine.csv", capsys)


def test_a_best_baseline_without_an_interval_is_named_and_not_tested() -> None:
    row = {"value": 0.5, "ci_low": None, "ci_high": None}
    number = {"value": 0.6, "ci_low": 0.5, "ci_high": 0.7}
    said = standing._apart(number, {"ndcg@10": standing._Best("ease", row)}, "ndcg@10")
    assert said == (
        "not tested: ease, the best baseline, has 0.5000 without an interval, and scores per user "
        "are not at hand"
    )


def test_what_was_counted_is_said(tastes: ScorePlan, capsys: pytest.CaptureFixture[str]) -> None:
    lists = handed.lists_of("tastes", "ease").filter(pc.field("user") != "u1")
    handed.write(FOLDER / "mine.csv", lists)
    with (FOLDER / "mine.csv").open("a", encoding="utf-8") as stream:
        stream.write("u4,none,all,0,all,1,1.0\nnobody,i1,all,0,all,1,1.0\n")
    (FOLDER / "mine.yaml").write_text("title: My model\n", encoding="utf-8")
    printed = said("submissions/tastes/mine.csv", capsys)
    assert "My model, on tastes" in printed
    assert "1 users to serve have no list: they score 0" in printed
    assert "1 users are not asked for: dropped" in printed
    assert "1 rows have items that are not in the catalogue: dropped" in printed


def test_a_file_elsewhere_needs_the_name_of_its_benchmark(
    tastes: ScorePlan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = handed.write(tmp_path / "elsewhere/mine.csv", handed.lists_of("tastes", "ease"))
    with pytest.raises(UserError, match="'elsewhere' is no benchmark; say which with --benchmark"):
        check(str(path), "", nothing)
    path.with_suffix(".log").write_text("trained", encoding="utf-8")
    path.with_suffix("").mkdir()
    assert "ndcg@10" in said(str(path), capsys, "tastes")
    handed.write(FOLDER / "mine.csv", handed.lists_of("tastes", "ease"))
    (FOLDER / "mine.log").write_text("trained", encoding="utf-8")
    with pytest.raises(UserError, match=r"mine\.log is in no format that is read"):
        check(str(FOLDER / "mine.csv"), "", nothing)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("mine.csv", "user,item\nu1,i1\n", "no column rank or score"),
        ("ease.csv", "user,item,rank\nu1,i1,1\n", "a baseline is called ease"),
        ("mine.yaml", "title: x\n", "describes lists that are not there"),
    ],
)
def test_a_file_that_cannot_be_scored_is_an_error_that_says_why(
    name: str, content: str, message: str, tastes: ScorePlan
) -> None:
    (FOLDER / name).write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=message):
        check(f"submissions/tastes/{name}", "", nothing)


def test_a_link_belongs_to_the_benchmark_whose_folder_it_lies_in(
    tastes: ScorePlan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = handed.write(tmp_path / "cache/0a.csv", handed.lists_of("tastes", "ease"))
    (FOLDER / "mine.csv").symlink_to(path)
    assert "ndcg@10" in said("submissions/tastes/mine.csv", capsys)


def test_the_extra_study_has_its_figures_in_a_folder_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert standing._reports() == Path("reports")
    monkeypatch.setenv("LEVELGROUND_STUDY", "extra")
    assert standing._reports() == Path("reports/extra")


def test_one_benchmark_is_exported_or_checked_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice.load, "extra_benchmarks", lambda: ["other"])
    with pytest.raises(UserError, match="tastes,other: name one benchmark"):
        doors.export("tastes,other", "csv", None)
    with pytest.raises(UserError, match="tastes,other: name one benchmark"):
        doors.check("mine.csv", "tastes,other")


def test_a_file_that_is_not_there_is_named(tastes: ScorePlan) -> None:
    with pytest.raises(UserError, match=r"gone.csv: no such file"):
        check("submissions/tastes/gone.csv", "", nothing)


@pytest.mark.slow
def test_lists_by_implicit_on_the_export_alone_are_worth_what_ranx_says(
    tastes: ScorePlan, tmp_path: Path
) -> None:
    folder = export("tastes", "csv", str(tmp_path / "away"), nothing).resolve()
    target = (FOLDER / "implicit_als.csv").resolve()
    command = [sys.executable, str(EXAMPLE), str(folder), str(target)]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run(command, check=True, cwd=elsewhere, capture_output=True)
    submitting.submissions("tastes")
    scoring.score("tastes")
    per_user = pq.read_table(paths.scores("tastes") / "per_user.parquet")
    ours = per_user.filter((pc.field("baseline") == "implicit_als") & (pc.field("view") == "all"))
    theirs = scored_by_ranx(target, ours["user"].to_pylist())
    assert ours.num_rows > 100
    for name, measure in MEASURES.items():
        for k in tastes.cutoffs:
            values = ours[f"{name}@{k}"].to_numpy()
            judged = np.isfinite(values)
            assert judged.sum() > 100
            expected = theirs[f"{measure}@{k}"]
            np.testing.assert_allclose(values[judged], expected[judged], rtol=0, atol=1e-9)
            assert 0 < values[judged].mean() <= 1


def scored_by_ranx(file: Path, users: list[int]) -> dict[str, np.ndarray]:
    """Score a submission by ranx, of the file itself and the relevant test rows."""
    test = tables.read(paths.test("tastes") / "interactions.parquet", tables.SPLIT)
    relevant: dict[str, list[str]] = {f"u{user}": [] for user in users}
    for row in test.filter(pc.field("relevant")).to_pylist():
        relevant[f"u{row['user']}"].append(f"i{row['item']}")
    lists: dict[str, dict[str, float]] = {user: {} for user in relevant}
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        user, item, score = line.split(",")
        lists[user][item] = float(score)
    wanted = [f"{measure}@{k}" for measure in MEASURES.values() for k in (5, 10)]
    return by_ranx.per_user(list(relevant.values()), list(lists.values()), wanted)
