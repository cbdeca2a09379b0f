"""The section on other implementations: one sentence says whether ours is worse anywhere."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import table
from benchmarks.report.inputs import Inputs
from benchmarks.report.markdown import across
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


def test_a_method_that_was_compared_on_another_benchmark_alone_is_named(tmp_path: Path) -> None:
    rows = [
        row("irspack", "alpha", benchmark="films-leaky", p_value=0.5),
        row("implicit", "beta", benchmark="films-leaky", p_value=0.5),
        row("implicit", "beta", benchmark="films-clean", p_value=0.5),
    ]
    sentence = said(of(tmp_path, *rows))
    assert " Compared elsewhere and not on films-clean: alpha. " in sentence
    assert "not on films-leaky" not in sentence


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


def test_beside_the_library_that_ours_wraps_a_row_is_marked_and_counted(tmp_path: Path) -> None:
    inputs = of(
        tmp_path,
        row("implicit", "alpha", benchmark="films-leaky", p_value=0.5),
        row("cornac", "alpha", benchmark="films-leaky", other_value=0.1, p_value=0.5),
        row("implicit", "beta", benchmark="films-leaky", p_value=0.5),
    )
    assert "wrapper" not in said(inputs)
    alpha = inputs.settings.baselines["alpha"].model_copy(
        update={"summary": "Factors (Somebody 2009); implicit's."}
    )
    baselines = {**inputs.settings.baselines, "alpha": alpha}
    inputs = replace(inputs, settings=inputs.settings.model_copy(update={"baselines": baselines}))
    section = peers(inputs)
    (ranking,) = section.benchmarks
    marked = [(one.baseline, one.library) for one in ranking.lines if section.wrapped(one)]
    assert marked == [("alpha", "implicit")]
    assert (
        "1 of these sets a wrapper of ours beside what it wraps (alpha with implicit): a check of "
        "the wrapper, not another implementation." in said(inputs)
    )
    assert "| SLIM (wrapped by ours) |" in across.beside(ranking.lines, section)


@pytest.mark.parametrize("library", ["implicit", "irspack", "cornac", "fastslim"])
def test_the_baselines_that_say_whose_they_are_are_those_that_import_it(library: str) -> None:
    code = {path.stem: path.read_text(encoding="utf-8") for path in Path("baselines").glob("*.py")}
    says = {name for name, text in code.items() if f"; {library}'s" in text.partition("\n")[0]}
    imports = re.compile(rf"^(from|import) {library}\b", re.MULTILINE)
    assert says == {name for name, text in code.items() if imports.search(text)}
    assert says == ({"als", "bpr"} if library == "implicit" else set())


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
