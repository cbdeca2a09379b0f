"""From an export to a row: another library's lists are judged as ours are."""

import sys
from pathlib import Path

import pytest

from benchmarks.contract import paths
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.errors import UserError
from benchmarks.contract.reading import read
from benchmarks.contract.reports import RESULTS
from benchmarks.peers import measure, program, table
from benchmarks.peers.judged import Judge, paired
from benchmarks.peers.program import Peer
from benchmarks.stages import collect, score, study, submissions, tables
from tests.worlds import handed

ROOT = Path(__file__).parents[2]
COSINE = Peer("implicit-cosinerecommender", "ease", "implicit")


@pytest.fixture
def libraries(tastes: ScorePlan, monkeypatch: pytest.MonkeyPatch) -> ScorePlan:
    """The environment of the tests stands for that of the libraries: it has implicit."""
    Path(".peers").mkdir()
    Path(".peers/main").symlink_to(sys.prefix)
    Path("tools").symlink_to(ROOT / "tools")
    monkeypatch.setattr(program, "known", lambda _: [COSINE])
    return tastes


def test_our_own_lists_handed_in_are_worth_what_the_report_says_and_equal_ours(
    tastes: ScorePlan,
) -> None:
    study.study()
    for stage in (submissions.submissions, score.score, collect.collect):
        stage(tastes.benchmark)
    tables.tables()
    mine = handed.lists_of(tastes.benchmark, "ease")
    path = handed.write(Path("lists/mine.csv"), mine.drop_columns(["score"]))
    judge = Judge.of(tastes)
    ours, theirs = judge.ours("ease"), judge.theirs(path)
    reported = {
        row["view"]: row["value"]
        for row in read(paths.REPORTS, RESULTS)
        if (row["baseline"], row["metric"], row["k"], row["subject"]) == ("ease", "ndcg", 10, "all")
    }
    assert ours.keys() == theirs.keys()
    for view, column in ours.items():
        row = paired("ease", column, theirs[view], 0.05)
        assert row["value"] == pytest.approx(reported[view], abs=6e-7)
        assert (row["difference"], row["p_value"]) == (0.0, 1.0)


def test_a_baseline_without_lists_has_no_column(tastes: ScorePlan) -> None:
    assert Judge.of(tastes).ours("never_run") == {}


def test_a_row_says_whose_it_is_and_what_the_search_chose(
    libraries: ScorePlan, capsys: pytest.CaptureFixture[str]
) -> None:
    measure.main("", "", "", ".peers", 2)
    rows = table.read(paths.REPORTS)
    main = [one for one in libraries.reported() if one.everybody == "all"]
    assert [(row["benchmark"], row["view"]) for row in rows] == [(m.name, m.view) for m in main]
    for row in rows:
        assert (row["baseline"], row["library"]) == ("ease", "implicit")
        assert (row["implementation"], row["trials"]) == ("CosineRecommender", 2)
        assert row["best"]
        assert '{"K": ' in row["parameters"]
    written = (paths.REPORTS / "peers.csv").read_text()
    measure.main("", "", "", ".peers", 2)  # trials and lists are kept
    assert (paths.REPORTS / "peers.csv").read_text() == written
    handed_in = Path("submissions") / libraries.benchmark
    assert not any(handed_in.glob("*implicit*"))


def test_a_library_that_fails_is_named_with_what_it_said(libraries: ScorePlan) -> None:
    task = program.Task(Path("nowhere"), Path("out"), "all", "seen")
    with pytest.raises(UserError, match=r"(?s)tools\.peers\.lists nowhere out.*nowhere/users\.csv"):
        program.recommend(program.python_of(Path(".peers")), COSINE, task, 2)


def test_without_an_environment_the_command_says_how_to_make_it(tastes: ScorePlan) -> None:
    with pytest.raises(UserError, match="`make peers` installs it"):
        measure.main("", "", "", "nowhere", None)


def test_a_method_that_no_library_has_is_refused_by_name(libraries: ScorePlan) -> None:
    with pytest.raises(UserError, match="unknown baseline 'eaze'"):
        measure.main("", "eaze", "", ".peers", None)
    with pytest.raises(UserError, match="unknown library 'implicid'"):
        measure.main("", "", "implicid", ".peers", None)


def test_what_ours_has_no_lists_for_is_left_out_and_said(
    libraries: ScorePlan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        program, "known", lambda _: [Peer("implicit-bm25recommender", "slim", "implicit")]
    )
    measure.main("", "", "", ".peers", 1)
    assert "left out, slim has no lists" in capsys.readouterr().out
    assert table.read(paths.REPORTS) == []
