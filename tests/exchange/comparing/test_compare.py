"""`compare` says what differs between two reports, and its exit status is what was asked for."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.exchange.comparing.form import SCHEMA
from tests.worlds.reports import N_USERS, World, scores
from tests.worlds.repository import cache_scores, commit, git
from tools.v1 import main as to_version_1

ROOT = Path(__file__).parents[3]
BEFORE = World()
LOST = np.resize([0.04, 0.06], N_USERS)  # by each user; .05 on average
WORSE = BEFORE.but(
    users=BEFORE.users | {"ease": BEFORE.users["ease"] - LOST},
    rmse=BEFORE.rmse | {"popular": 1.01},
    parameters={"factors": 64},
    fit_seconds=5.0,
    numpy="2.1.0",
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with the report BEFORE, in which the test runs."""
    folder = tmp_path / "study"
    commit(folder, BEFORE)
    cache_scores(folder, BEFORE)
    (folder / "params.yaml").write_text("seeds: 3\nbenchmarks:\n  tiny: {dataset: tiny}\n")
    commit(folder, BEFORE)
    monkeypatch.chdir(folder)
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    """Run `compare`; return what it printed, errors last."""
    try:
        main(["compare", *words])
        ended = 0
    except SystemExit as error:
        ended = error.code or 0
    printed = capsys.readouterr()
    assert ended == status, printed
    return printed.out + printed.err


def test_two_equal_reports_have_the_same_figures(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = run(capsys, "HEAD", "workspace", "--fail-on", "changed")
    assert printed.splitlines()[-1] == "The same 42 figures."


def test_what_changed_is_told_with_the_kind_of_each_test(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    WORSE.write(repository / "reports")
    WORSE.write_scores(repository / "runs/score/tiny")
    (repository / "params.yaml").write_text("seeds: 5\n")
    (repository / "benchmarks").mkdir()
    (repository / "benchmarks/new.py").write_text("")
    printed = run(capsys, "HEAD", "workspace")
    assert re.search(r"^tiny +ease +ndcg@10 .* -0\.0500 .*<0\.0001 +worse +users$", printed, re.M)
    assert re.search(r"^tiny +popular +rmse .* \+0\.0100 .* undecided +intervals$", printed, re.M)
    assert "tiny ease, factors: none → 64" in printed
    assert "seeds: 3 → 5" in printed
    assert "numpy: 2.0.0 → 2.1.0" in printed
    assert "benchmarks/new.py: none → not tracked" in printed
    assert "fit_seconds: ×2.50 in the median of 2 cells (×2.50 to ×2.50)" in printed
    last = printed.splitlines()[-1]
    assert last.startswith(
        "2 of 4 headline figures changed: 1 significantly worse and 1 undecided "
        "(2 tests adjusted by Holm, 1 by users and 1 by intervals); "
    )


def test_the_exit_status_is_what_was_asked_for(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    WORSE.write(repository / "reports")
    WORSE.write_scores(repository / "runs/score/tiny")
    run(capsys, "HEAD", "workspace", "--fail-on", "never")
    printed = run(capsys, "HEAD", "workspace", "--fail-on", "worse", status=1)
    assert "error: significantly worse: 1 headline figure; failed newly: 0 cells." in printed
    run(capsys, "workspace", "HEAD", "--fail-on", "worse")  # the other way round it is better
    assert "figures differ." in run(capsys, "workspace", "HEAD", "--fail-on", "changed", status=1)
    run(capsys, "HEAD", "workspace", "--fail-on", "worse", "-m", "rmse")  # undecided


def test_a_cell_that_fails_newly_is_worse(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ease = {"ease": BEFORE.users["ease"]}
    after = BEFORE.but(users=ease, rmse={"ease": 0.9}, status={"popular": "failed"})
    after.write(repository / "reports")
    printed = run(capsys, "HEAD", "workspace", "--fail-on", "worse", status=1)
    assert "tiny popular: ok → failed: it broke" in printed
    assert "none of 2 headline figures changed; 1 cell failed newly; " in printed
    assert "failed newly: 1 cell." in printed


def test_cells_that_came_and_went_are_named_and_fail_nothing_but_changed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    users = {"ease": BEFORE.users["ease"], "mine": scores(5)}
    BEFORE.but(users=users, rmse={"ease": 0.9}).write(repository / "reports")
    printed = run(capsys, "HEAD", "workspace", "--fail-on", "worse")
    assert "  tiny mine: came\n  tiny popular: went\n" in printed
    assert "1 cell came; 1 cell went; 2 headline figures went; " in printed
    run(capsys, "HEAD", "workspace", "--fail-on", "changed", status=1)


def test_costs_are_shown_and_never_judged(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    BEFORE.but(fit_seconds=20.0).write(repository / "reports")
    printed = run(capsys, "HEAD", "workspace", "--fail-on", "changed")
    assert "fit_seconds: ×10.00 in the median" in printed
    assert printed.splitlines()[-1].startswith("The same ")


def test_a_table_that_went_is_a_change_and_one_that_came_is_not(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "reports/ranks.csv").unlink()
    printed = run(capsys, "HEAD", "workspace", "--fail-on", "changed", status=1)
    assert "ranks.csv: only in A" in printed
    assert "1 table went; " in printed
    printed = run(capsys, "workspace", "HEAD", "--fail-on", "changed")
    assert "ranks.csv: only in B, not compared" in printed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-b", "tinny"), "Did you mean 'tiny'?"),
        (("-m", "ndgc@10"), "Did you mean 'ndcg@10'?"),
        (("--fail-on", "better"), "'better' is none of worse, changed, never"),
        (("--html", "reports"), "reports: cannot be written: "),
        (("--json", "/dev/null/x"), "/dev/null/x: cannot be written: "),
    ],
)
def test_a_mistake_is_one_line(
    words: tuple[str, ...], said: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = run(capsys, "HEAD", "workspace", *words, status=1)
    assert said in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cells.csv", None, "cells.csv is missing; `make repro` writes it"),
        ("datapackage.json", "{", "datapackage.json: cannot be read"),
        ("provenance.json", "{", "provenance.json: no JSON"),
        ("datapackage.json", "[]", "datapackage.json: cannot be read"),
        ("datapackage.json", '{"resources": [{"path": "a"}]}', "datapackage.json: cannot be read"),
        ("metrics.csv", "metric,k\nndcg,ten\n", "metrics.csv: row 1 is damaged"),
        ("metrics.csv", "metric,k\nndcg\n", "metrics.csv: row 1 is damaged"),
        ("metrics.csv", f'metric\n"{"x" * 200_000}\n', "metrics.csv: no CSV"),
        ("results.csv", "benchmark,value\ntiny,1\n", "results.csv: missing column"),
        (
            "datapackage.json",
            '{"resources": [{"path": "results.csv", "version": "9.0"}]}',
            "results.csv has version 9.0",
        ),
    ],
)
def test_a_damaged_or_newer_report_is_one_line(
    name: str,
    content: str | None,
    said: str,
    repository: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = repository / "reports" / name
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    printed = run(capsys, "HEAD", "workspace", status=1)
    assert said in printed
    assert printed.count("\n") == 1


def test_benchmarks_and_metrics_narrow_what_is_compared(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    WORSE.write(repository / "reports")
    printed = run(capsys, "HEAD", "workspace", "-b", "tiny", "-m", "rmse,ndcg@10")
    assert printed.splitlines()[-1].startswith("2 of 4 chosen figures changed: ")
    printed = run(capsys, "HEAD", "workspace", "-m", "rmse")
    assert printed.splitlines()[-1].startswith("1 of 2 chosen figures changed: 1 undecided ")


def test_a_metric_that_a_benchmark_has_not_is_never_the_same(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = repository / "reports/results.csv"
    other = [line.replace("tiny", "other") for line in results.read_text().splitlines()[1:]]
    with results.open("a") as stream:
        stream.writelines(f"{line}\n" for line in other if ",rmse," not in line)
    words = ("workspace", "workspace", "-b", "other", "-m", "rmse")
    assert "no number of rmse on other in either report" in run(capsys, *words, status=1)


def test_numbers_that_lost_their_meaning_are_in_the_sentence(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repository / "reports/fingerprints.csv"
    head, *codes = path.read_text().splitlines()
    path.write_text("\n".join([head, *(f"{code}x" for code in codes)]) + "\n")
    printed = run(capsys, "HEAD", "workspace")
    assert f"; {len(codes)} metrics lost comparability; " in printed.splitlines()[-1]


def test_the_same_is_said_in_markdown_in_json_and_on_a_page(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    users = BEFORE.users | {"ease": BEFORE.users["ease"] - LOST}
    BEFORE.but(users=users).write(repository / "reports")
    files = ("--html", "out/page.html", "--markdown", "out/pull.md", "--json", "out/all.json")
    sentence = run(capsys, "HEAD", "workspace", *files).splitlines()[-1]
    page, pull = (Path("out", name).read_text("utf-8") for name in ("page.html", "pull.md"))
    content = json.loads(Path("out/all.json").read_text("utf-8"))
    assert pull.startswith(f"**{sentence}**\n")
    row = r"^\| tiny \| ease \| ndcg@10 \| 0\.\d+ \| 0\.\d+ \| -0\.0500 \|"
    assert re.search(row, pull, re.M)
    assert "<details><summary>tables</summary>" in pull
    assert f'<p class="lead">{sentence}</p>' in page
    assert "<td>-0.0500</td>" in page
    assert (content["schema"], content["same"], content["sentence"]) == (SCHEMA, False, sentence)
    (change,) = content["changes"]
    assert (change["baseline"], change["by"]) == ("ease", "intervals")
    assert change["difference"] == pytest.approx(-0.05, abs=1e-6)
    assert len(content["differences"]) == content["figures"] - content["figures_same"] == 3


@pytest.mark.parametrize(
    ("form", "start"), [("--markdown", "**The same 42 figures.**\n"), ("--json", "{\n")]
)
def test_without_a_file_a_form_is_printed_alone(
    form: str, start: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "HEAD", "workspace", form).startswith(start)


def test_a_name_in_a_report_cannot_become_html(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    BEFORE.but(users=BEFORE.users | {"<b>x</b>": scores(5)}).write(repository / "reports")
    run(capsys, "HEAD", "workspace", "--html", "page.html", "--markdown", "pull.md")
    for name in ("page.html", "pull.md"):
        text = Path(name).read_text("utf-8")
        assert "x" in text
        assert "<b>" not in text


def test_a_report_of_version_1_compares_with_what_it_became(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    to_version_1([str(tmp_path)])
    words = (str(tmp_path), "workspace", "-b", "ml-100k", "--fail-on", "changed")
    printed = run(capsys, *words)
    assert printed.splitlines()[-1].startswith("The same ")
    assert "slices.csv: only in B, not compared" in printed


def test_every_key_of_the_json_is_documented(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs/comparing.md").read_text("utf-8")
    for key in json.loads(run(capsys, "HEAD", "workspace", "--json")):
        assert f"`{key}`" in page


def test_a_folder_of_tables_says_what_it_cannot_know(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    BEFORE.write(repository.parent / "tables")
    printed = run(capsys, "../tables", "HEAD")
    assert "not known: ../tables has no params.yaml" in printed
    assert "../tables has neither a commit here nor a dvc.lock" in printed


def test_code_of_two_commits_is_compared_by_git(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "baselines").mkdir()
    (repository / "baselines/mine.py").write_text("one\ntwo\n")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Code")
    assert "baselines/mine.py: −0 → +2" in run(capsys, "HEAD~1", "HEAD")
    assert "baselines/mine.py: −2 → +0" in run(capsys, "workspace", "HEAD~1")
