"""Text as LaTeX prints it: whatever stands in a title, pdfLaTeX and LuaLaTeX read it as text."""

import re

import pytest

from benchmarks.report.latex.tex import escape

NASTY = r"50% & $x_1$ #1 ~^ \input{/etc/passwd} <script> | {"


def test_what_means_something_to_latex_is_printed() -> None:  # 15 of docs/inputs.md
    said = escape(NASTY)
    for command in (r"\textbackslash{}input\{", r"\%", r"\&", r"\$x\_1\$", r"\#1", r"\textless{}"):
        assert command in said
    assert not re.search(r"(?<!\\)[%&$#_]", said)


@pytest.mark.parametrize(
    ("letter", "printed"),
    [
        ("é", "é"),
        ("’", "’"),
        ("β", r"\ensuremath{\beta}"),
        ("豆", r"\ifdefined\Umathchar 豆\else [U+8C46]\fi{}"),
        ("\N{GREEK CAPITAL LETTER OMEGA}", r"\ifdefined\Umathchar Ω\else [U+03A9]\fi{}"),
        ("\x07", " "),
    ],
)
def test_a_letter_that_pdflatex_does_not_know_is_left_to_those_that_do(
    letter: str, printed: str
) -> None:  # 15
    assert escape(letter) == printed
