"""A table of a paper: how it is laid out, and what its file says of it."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report.latex import width
from benchmarks.report.latex.tex import HEAD

COLUMN, PAGE = 3.3, 5.5  # inches: of a column of two, and of a text in one column
MOST_WORDS = 49  # of a caption
_COMMENT = 98  # letters of a line
_LEAST, _MOST = 1.0, 5.0  # points on either side of a column
_USED = 0.97  # of a line, as widths are estimates


@dataclass(frozen=True)
class Table:
    """A table of a paper.

    align : `l` or `r` for each column; left for all where it is not given
    notes : what is said of it in comments of its file; inches : the line that it is made for
    starred : whether it takes the width of the page where there are two columns
    """

    label: str
    caption: str
    heads: list[str]
    rows: list[list[str]]
    align: str = ""
    notes: tuple[str, ...] = ()
    inches: float = PAGE
    starred: bool = True

    @property
    def fits(self) -> bool:
        """Whether it is as narrow as its line."""
        return self._space() >= _LEAST

    @property
    def needs(self) -> float:
        """The inches of a line that it fits, about."""
        between = 2 * _LEAST * (len(self.heads) - 1)
        return (self._natural() + between) / (_USED * width.POINTS)

    def written(self) -> str:
        """Return the table as LaTeX with booktabs."""
        align = self.align or "l" * len(self.heads)
        kind = "table*" if self.starred else "table"
        space = min(max(self._space(), _LEAST), _MOST)
        opening = [
            *self._comments(),
            rf"\begin{{{kind}}}",
            r"\centering",
            r"\emergencystretch=2em",
            f"\\caption{{{self.caption.strip()}}}",
            f"\\label{{{self.label}}}",
            r"\vspace{4pt}",
            r"\footnotesize",
            rf"\setlength{{\tabcolsep}}{{{space:.1f}pt}}",
            f"\\begin{{tabular}}{{@{{}}{align}@{{}}}}",
        ]
        body = [r"\toprule", _line(self.heads), r"\midrule", *map(_line, self.rows), r"\bottomrule"]
        return "\n".join([*opening, *body, r"\end{tabular}", rf"\end{{{kind}}}"])

    def _space(self) -> float:
        """Return the points that the line leaves on either side of each column."""
        left = _USED * self.inches * width.POINTS - self._natural()
        return left / (2 * max(len(self.heads) - 1, 1))

    def _natural(self) -> float:
        """Return the points that its columns take."""
        return width.of_lines([self.heads, *self.rows])

    def _comments(self) -> list[str]:
        """Return the lines of comments."""
        where = ", which LaTeX sets over both columns" if self.starred else ""
        needs = f"Needs booktabs and a line of {self.inches:g} in{where}."
        said = [" ".join(note.split()) for note in (needs, *self.notes)]
        wrapper = textwrap.TextWrapper(_COMMENT, break_long_words=False, break_on_hyphens=False)
        lines = [line for note in said for line in wrapper.wrap(note)]
        return [HEAD, *(f"% {line}" for line in lines)]


def _line(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"


def caption(sentences: Sequence[str]) -> tuple[str, list[str]]:
    """Return the sentences that together are few words, those in front first, and the others."""
    said: list[str] = []
    left: list[str] = []
    for sentence in filter(None, sentences):
        is_short = words(" ".join([*said, sentence])) <= MOST_WORDS
        (said if is_short else left).append(sentence)
    return " ".join(said), left


def words(text: str) -> int:
    r"""Return how many words LaTeX prints of a text.

    >>> words(r"Bold: best; $\dagger$: tied~(5\,\%).")
    5
    """
    plain = re.sub(r"\\allowbreak\{\}|\\,", "", text)
    return len(re.split(r"[\s~]+", plain.strip()))
