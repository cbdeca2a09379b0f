"""Titles in any script: LuaLaTeX shows them, pdfLaTeX prints the dataset's name."""

import json
from pathlib import Path

import pytest

from benchmarks.report.latex import tables as latex
from benchmarks.report.latex.tex import titled
from tests.report.latex import typeset
from tests.worlds.films import settled, write_inputs

TITLE = "Ταινίες 豆瓣 🎬 50 %"


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short table of a dataset with a title in three scripts."""
    folder = tmp_path_factory.mktemp("scripts")
    write_inputs(folder)
    path = folder / "data/prepared/films/dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"title": TITLE}))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        latex.write(settled())
    return folder / "reports/tables/films-leaky-short.tex"


def test_pdflatex_prints_the_name_of_the_dataset(short: Path, tmp_path: Path) -> None:
    log = typeset.typeset("pdflatex", tmp_path, typeset.of_files([short]), typeset.COLUMN)
    assert "Table 1: films (films-leaky): all 3 baselines" in typeset.printed(tmp_path)
    assert typeset.missing(log) == typeset.too_wide(log) == []


def test_lualatex_prints_the_title(short: Path, tmp_path: Path) -> None:
    if not typeset.has_fonts():
        pytest.skip(f"fonts are not installed: {', '.join(typeset.FONTS)}")
    head = typeset.COLUMN + typeset.SCRIPTS
    log = typeset.typeset("lualatex", tmp_path, typeset.of_files([short]), head)
    assert "Table 1: Ταινίες 豆瓣 🎬 50 % (films-leaky)" in typeset.printed(tmp_path)
    assert typeset.missing(log) == typeset.too_wide(log) == []


@pytest.mark.parametrize("title", ["Müller’s films", "β-films, 50 %", "R&D"])
def test_a_title_that_pdflatex_can_print_is_printed_by_both(title: str) -> None:
    assert "Umathchar" not in titled(title, "name")


def test_what_a_title_tells_latex_is_text_in_either_branch() -> None:
    said = titled(r"豆 \input{x} \fi 100%", r"na_me\else")
    assert said == (
        r"\ifdefined\Umathchar 豆 \textbackslash{}input\{x\} \textbackslash{}fi 100\%"
        r"\else na\_me\textbackslash{}else\fi{}"
    )
