r"""How wide a line of a table is, in the fonts that LaTeX has by default.

Widths are those of Computer Modern as `\footnotesize` and `\scriptsize` set it in a document of 10
points: 8 and 7 points. Times is narrower. Letters count as their average, so a line may be some per
cent off; tests compare with what TeX measures.
"""

import re
from collections.abc import Sequence

POINTS = 72.27  # of TeX, in an inch
_TYPED = re.compile(r"\\texttt\{((?:[^{}]|\\[{}]|\{\})*)\}")
_SMALL = re.compile(r"\{\\scriptsize ([^{}]*)\}")
_WIDER = re.compile(r"\\textbf\{([^{}]*)\}")
_SIGNS = {r"\pm": 6.6, "-": 6.6, "+": 6.6, "<": 6.6, r"\uparrow": 4.3, r"\downarrow": 4.3}
_SIGNS |= {
    r"^\dagger": 3.7,
    r"^\ddagger": 3.7,
    r"\le": 6.6,
    r"\ge": 6.6,
    r"\Delta": 7.1,
    "d": 4.4,
    "p": 4.3,
}
_NARROW, _LETTER, _DIGIT, _SPACE = 2.36, 4.1, 4.25, 2.83
_TYPEWRITER, _CAPITAL, _PER_CENT = 4.25, 6.6, 7.1
_BOX = 80.75  # of a name in several lines: 9.5 em
_SCRIPT = 0.94  # of \scriptsize to \footnotesize: its digits are not narrower by 7 to 8
_BOLD = 1.15


def of_cell(cell: str) -> float:
    r"""Return the width of a cell in points, about.

    >>> of_cell("0.5") < of_cell(r"\textbf{0.5}") < of_cell(r"0.5 {\scriptsize [.4, .6]}")
    True
    """
    if cell.startswith(r"\parbox"):
        return _BOX
    width = 0.0
    for pattern, each in ((_TYPED, _typed), (_SMALL, _small), (_WIDER, _bold)):
        width += sum(each(inner) for inner in pattern.findall(cell))
        cell = pattern.sub("", cell)
    return width + _plain(cell)


def of_lines(lines: Sequence[Sequence[str]]) -> float:
    """Return the width of columns without space between them, in points."""
    return sum(max(map(of_cell, column)) for column in zip(*lines, strict=True))


def _typed(text: str) -> float:
    r"""Return the width of what is typed; a letter by its command is one letter."""
    letters = re.sub(r"\\[a-zA-Z]+\{\}|\\.|\{\}", "x", text)
    return _TYPEWRITER * len(letters)


def _small(text: str) -> float:
    return _SCRIPT * _plain(text)


def _bold(text: str) -> float:
    return _BOLD * _plain(text)


def _plain(text: str) -> float:
    width = 0.0
    for sign in re.findall(r"\$([^$]*)\$", text):
        width += _SIGNS.get(sign, _LETTER * len(sign))
    text = re.sub(r"\$[^$]*\$", "", text).replace(r"\,", "").replace("\\", "")
    return width + sum(map(_of_letter, text))


def _of_letter(letter: str) -> float:
    if letter in ".,:;[]-il'|":
        return _NARROW
    if letter in " ~":
        return _SPACE
    if letter == "%":
        return _PER_CENT
    if letter.isdigit() or letter == "/":
        return _DIGIT
    return _CAPITAL if letter.isupper() or letter == "@" else _LETTER
