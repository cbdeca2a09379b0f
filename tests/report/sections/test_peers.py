"""The section on other implementations: one sentence says whether ours is worse anywhere."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import table
from benchmarks.report.inputs import Inputs
from benchmarks.report.prose import rivalling
from benchmarks.report.sections.peers import peers
from tests.peers.test_table import row
from tests.report.page import Page, plain, render, whole
from tests.worlds import films


def of(tmp_path: Path, *rows: dict[str, Any]) -> Inputs:
    """Return the inputs of a report that has these rows of peers.csv."""
    films.write_inputs(tmp_path)
    if rows:
        table.write(rows, 0.05, tmp_path / "reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        return films.settled()


def said(inputs: Inputs) -> str:
    return rivalling.introduction(peers(inputs))


def test_without_the_table_the_section_says_how_to_make_it(tmp_path: Path) -> None:
    section = peers(of(tmp_path))
    assert (section.benchmarks, section.tested) == ([], [])
    sentence = rivalling.introduction(section)
    assert sentence.startswith("No other implementation of these methods has been run.")
    assert "`python -m benchmarks peers`" in sentence


def test_where_ours_is_nowhere_worse_it_says_so_and_what_was_not_compared(tmp_path: Path) -> None:
    rows = [
        row("irspack", "alpha", benchmark="films-leaky", p_value=0.5),
        row("implicit", "beta", benchmark="films-leaky", other_value=0.1, p_value=0.001),
    ]
    sentence = said(of(tmp_path, *rows))
    assert sentence.startswith(
        "In none of 2 comparisons with the best other implementation of its method is a baseline "
        "of ours significantly worse. Ours is significantly better: beta on films-leaky. "
        "Methods compared: alpha and beta."
    )
    assert sentence.endswith("Benchmarks without a comparison: films-clean and not-yet.")


def test_where_ours_is_worse_it_is_named_with_whose_is_better(tmp_path: Path) -> None:
    rows = [
        row("irspack", "alpha", benchmark="films-leaky", other_value=0.25, p_value=0.001),
        row("cornac", "alpha", benchmark="films-leaky", other_value=0.24, p_value=0.001),
        row("implicit", "beta", benchmark="films-clean", p_value=0.5),
    ]
    sentence = said(of(tmp_path, *rows))
    assert sentence.startswith(
        "In 1 of 2 comparisons with the best other implementation of its method a baseline of ours "
        "is significantly worse, which is a defect to find: alpha on films-leaky (irspack’s SLIM, "
        "−0.0600)."
    )


def test_a_difference_that_is_small_enough_to_be_equal_counts_as_worse_where_it_is_significant(
    tmp_path: Path,
) -> None:
    given = {"other_value": 0.191, "ci_low": -0.002, "ci_high": -0.0005, "p_value": 0.001}
    section = peers(of(tmp_path, row("irspack", "alpha", benchmark="films-leaky", **given)))
    assert [one.verdict for one in section.worse] == ["practically equal"]


def test_page_and_markdown_have_a_line_for_each_implementation(tmp_path: Path) -> None:
    rows = [
        row("irspack", "alpha", benchmark="films-leaky", other_value=0.25, p_value=0.001),
        row("cornac", "alpha", benchmark="films-leaky", other_value=0.24, p_value=0.001),
    ]
    of(tmp_path, *rows)
    render(tmp_path)
    page = Page(whole(tmp_path / "reports"))
    text = plain(page.text)
    assert text.count("Beside other implementations") == 1
    assert {"peers", "peers-films-leaky"} <= set(page.values("id"))
    markdown = (tmp_path / "reports/details.md").read_text(encoding="utf-8")
    lines = [line for line in markdown.splitlines() if line.startswith("| alpha | ")]
    told = [line for line in lines if " SLIM | 20 | " in line]
    assert "| alpha | irspack 1.0 | SLIM | 20 | 0.1900 | 0.2500 |" in told[0]
    assert told[0].endswith("| 0.001 | worse |")
    assert told[1].endswith("| not the best | – |")
