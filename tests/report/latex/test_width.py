"""The widths that we reckon with are those that TeX measures, a little more at most."""

import re
from pathlib import Path

import pytest

from benchmarks.report.latex import width
from tests.report.latex import typeset

CELLS = [
    ".1923",
    r".1923$^\dagger$",
    r"\textbf{.1923}",
    r".1923$^\dagger$ {\scriptsize [.1789, .2065]}",
    r"\textbf{1.002} {\scriptsize [0.998, 1.007]}",
    r".2412 {\scriptsize $\pm$ .0014}",
    r"$-$.0344 {\scriptsize [$-$.0436, $-$.0253]}",
    r"\texttt{demographic\_popular}",
    r"nDCG@10 $\uparrow$",
    r"precision@10 $\uparrow$",
    r"RMSE $\downarrow$",
    "53/29/18",
    r"$<$.001",
]


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_a_cell_is_as_wide_as_reckoned(engine: str, tmp_path: Path) -> None:
    measures = [rf"\settowidth{{\w}}{{{cell}}}\typeout{{W=\the\w}}" for cell in CELLS]
    body = "\n".join([r"\newlength{\w}\footnotesize", *measures, "x"])
    log = typeset.typeset(engine, tmp_path, body)
    points = [float(number) for number in re.findall(r"W=([\d.]+)pt", log)]
    assert len(points) == len(CELLS)
    for cell, measured in zip(CELLS, points, strict=True):
        assert 0.98 * measured <= width.of_cell(cell) <= 1.1 * measured, cell


def test_columns_are_as_wide_as_their_widest_cells() -> None:
    lines = [[r"\texttt{a}", "1234"], [r"\texttt{abc}", "1"]]
    assert width.of_lines(lines) == pytest.approx(7 * 4.25)
