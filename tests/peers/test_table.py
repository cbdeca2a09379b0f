"""The family of tests has ours against the best other implementation, and no other row."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.contract import csv
from benchmarks.contract.reading import read
from benchmarks.contract.reports import RESULTS
from benchmarks.contract.reports_beside import PEERS
from benchmarks.peers import table

REPORTS = Path(__file__).parents[2] / "reports"


def row(library: str, baseline: str = "slim", **given: Any) -> dict[str, Any]:
    theirs = given.get("other_value", 0.2)
    return {
        "benchmark": "films",
        "view": "all",
        "baseline": baseline,
        "library": library,
        "implementation": "SLIM",
        "version": "1.0",
        "trials": 20,
        "parameters": '{"l1": 0.1}',
        "metric": "ndcg",
        "k": 10,
        "value": 0.19,
        "other_value": theirs,
        "difference": 0.19 - theirs,
        "ci_low": 0.19 - theirs - 0.02,
        "ci_high": 0.19 - theirs + 0.02,
        "p_value": 0.02,
        "n_users": 900,
        **given,
    }


def judged(*rows: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(one["baseline"], one["library"]): one for one in table.adjusted(rows, 0.05)}


def test_only_the_best_implementation_of_a_method_is_a_member_of_the_family() -> None:
    every = judged(
        row("high", other_value=0.25, p_value=0.01),
        row("low", other_value=0.15, p_value=0.001),
        row("high", "ease", other_value=0.1, p_value=0.04),
        row("high", "als", other_value=0.2, p_value=0.03),
    )
    # by hand: Holm of .01, .04 and .03 is .03, .06 and .06
    assert every["slim", "high"]["p_holm"] == pytest.approx(0.03)
    assert every["ease", "high"]["p_holm"] == pytest.approx(0.06)
    assert every["als", "high"]["p_holm"] == pytest.approx(0.06)
    assert every["slim", "low"]["p_holm"] is None
    assert (every["slim", "low"]["best"], every["slim", "low"]["verdict"]) == (False, "")


def test_a_verdict_is_about_ours() -> None:
    every = judged(
        row("one", "slim", other_value=0.25, p_value=0.001),
        row("one", "ease", other_value=0.15, p_value=0.001),
        row("one", "als", other_value=0.2, p_value=0.8),
        row("one", "bpr", other_value=0.19, ci_low=-0.001, ci_high=0.001, p_value=1.0),
    )
    verdicts = {baseline: one["verdict"] for (baseline, _), one in every.items()}
    assert verdicts == {
        "slim": "worse",
        "ease": "better",
        "als": "undecided",
        "bpr": "practically equal",
    }


def test_an_implementation_that_is_run_again_loses_its_older_row() -> None:
    older = [row("one"), row("two")]
    assert table.renewed(older, row("one", trials=60)) == [row("two"), row("one", trials=60)]


def test_what_is_written_is_read_again_and_a_written_table_does_not_change(tmp_path: Path) -> None:
    table.write([row("one"), row("two", other_value=0.1)], 0.05, tmp_path)
    first = (tmp_path / "peers.csv").read_text()
    table.write(table.read(tmp_path), 0.05, tmp_path)
    assert (tmp_path / "peers.csv").read_text() == first
    assert [one["best"] for one in table.read(tmp_path)] == [True, False]


def test_without_a_table_there_are_no_rows(tmp_path: Path) -> None:
    assert table.read(tmp_path) == []


def test_the_committed_table_has_our_numbers_as_the_report_has_them() -> None:
    numbers = {
        (one["benchmark"], one["view"], one["baseline"], one["metric"], one["k"]): one["value"]
        for one in read(REPORTS, RESULTS)
        if one["subject"] == "all" and not one["fold"]
    }
    for one in table.read(REPORTS):
        key = tuple(one[name] for name in ("benchmark", "view", "baseline", "metric", "k"))
        assert one["value"] == pytest.approx(numbers[key], abs=2e-6), "run `benchmarks peers` again"


def test_the_committed_table_is_as_declared_and_its_verdicts_follow_from_its_numbers() -> None:
    rows = table.read(REPORTS)
    csv.check(PEERS, rows)
    for before, after in zip(rows, table.adjusted(rows, 0.05), strict=True):
        assert (before["best"], before["verdict"]) == (after["best"], after["verdict"])
        assert before["p_holm"] == pytest.approx(after["p_holm"], abs=1e-4)
