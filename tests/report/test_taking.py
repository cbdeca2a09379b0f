"""The table that somebody asks for: which baselines and metrics, and in which format."""

from pathlib import Path

import pytest

from benchmarks.contract.csv import parse
from benchmarks.contract.errors import UserError
from benchmarks.report.sections.chosen import best
from benchmarks.stages import study as settle
from benchmarks.stages.report import report
from tests.worlds.films import PARAMS, settled, write_inputs


@pytest.fixture
def films(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_inputs(tmp_path, "comparison: {reference: gamma}\n" + PARAMS)
    monkeypatch.chdir(tmp_path)
    settle.study()
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], **options: str | float) -> str:
    report(table="films-leaky", **options)
    return capsys.readouterr().out


def test_a_table_of_some_baselines_and_metrics_is_printed(
    films: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, baseline="gamma,alpha", metric="ndcg@5,coverage@10", kind="markdown")
    head, _, first, second, *_ = text.splitlines()
    assert head == "| baseline | nDCG@5 | coverage@10 |"
    assert first == "| alpha | 0.3000 (0.2500–0.3500) | 0.3000 |"
    assert second.startswith("| gamma |")
    assert "2 of 3 baselines" in text
    assert not (films / "reports/index.html").exists()


def test_for_programs_each_number_is_a_row(films: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = parse(printed(capsys, baseline="all", metric="rmse,ndcg@10", kind="csv"))
    places = [(row["baseline"], row["metric"]) for row in rows]
    assert places == [
        ("beta", "rmse"),
        ("beta", "ndcg@10"),
        ("alpha", "ndcg@10"),
        ("gamma", "ndcg@10"),
    ]
    assert rows[2] == {
        "benchmark": "films-leaky",
        "baseline": "alpha",
        "metric": "ndcg@10",
        "value": "0.300000",
        "ci_low": "0.250000",
        "ci_high": "0.350000",
        "sd": "0.000400",
        "n_users": "180",
        "mark": "",
    }


def test_for_latex_it_is_as_wide_as_the_line(
    films: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow = printed(capsys, width=3.3)
    assert r"\begin{table}" in narrow
    assert r"\label{tab:films-leaky-chosen}" in narrow
    assert r"\begin{table*}" in printed(capsys, width=7.0)


def test_it_is_written_to_a_file(films: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, to="mine/table.csv", kind="csv") == ""
    assert len(parse((films / "mine/table.csv").read_text())) == 6


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"table": "film-leaky"}, "no leaderboard 'film-leaky'. Nearest: films-leaky"),
        ({"table": "films-leaky", "baseline": "alhpa"}, "no baseline 'alhpa'. Nearest: alpha"),
        ({"table": "films-leaky", "metric": "ndcg"}, "no metric 'ndcg'. Nearest: ndcg@5, ndcg@10."),
        ({"table": "films-leaky", "metric": "recal@10"}, "Nearest: recall@10"),
        ({"table": "not-yet"}, "it has no numbers yet; `make repro` makes them."),
        ({"table": "films-leaky", "width": 1.0}, "2 metrics need a line of"),
        ({"baseline": "alpha"}, "add --table NAME."),
    ],
)
def test_a_mistake_names_what_is_near(films: Path, options: dict[str, str], said: str) -> None:
    with pytest.raises(UserError) as error:
        report(**options)
    assert said in str(error.value)


def test_the_short_table_has_the_best_the_reference_and_what_was_handed_in(
    films: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.report.sections.chosen.BEST", 1)
    inputs = settled()
    short = best(inputs.shown[0], inputs)
    assert short is not None
    assert (short.baselines, short.metrics) == (["alpha", "gamma"], ["ndcg@10", "recall@10"])
    assert (short.of, short.best) == (3, 1)
    monkeypatch.setattr("benchmarks.report.sections.chosen.BEST", 2)
    more = best(inputs.shown[0], inputs)
    assert more is not None
    assert more.baselines == ["alpha", "beta", "gamma"]
    assert "rmse" not in more.metrics  # which only one of three has
