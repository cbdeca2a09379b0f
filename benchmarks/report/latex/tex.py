"""Text, numbers and tables as LaTeX prints them as they are meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

DASH = "--"
HEAD = "% Made by Levelground from the tables of reports/."
_NEEDS = " Needs booktabs and a line of 16 cm or more.\n"
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "–": "--",
    "—": "---",
    "−": "$-$",
    "±": r"$\pm$",
    "×": r"$\times$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "…": r"\dots{}",
    "†": r"$^\dagger$",
    "\N{NO-BREAK SPACE}": "~",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}


def escape(text: str) -> str:
    r"""Return plain text for LaTeX; a per cent sign or a unit stays with its number.

    >>> escape("user_knn gains 5 % & more")
    'user\\_knn gains 5~\\% \\& more'
    """
    kept = re.sub(r"(?<=\d) (?=%)", "\N{NO-BREAK SPACE}", text)
    return "".join(_SPECIAL.get(character, character) for character in kept)


def code(name: str) -> str:
    """Return a name as it is typed."""
    return f"\\texttt{{{escape(name)}}}"


def cite(keys: Sequence[str]) -> str:
    """Return a citation of works by their keys."""
    return f"\\cite{{{','.join(keys)}}}"


def small(text: str) -> str:
    """Return what stands behind a number."""
    return f"{{\\scriptsize {text}}}"


def short(number: float) -> str:
    """Return a number in four decimals, a zero before the point left out.

    >>> short(0.25), short(-0.25), short(1.25)
    ('.2500', '-.2500', '1.2500')
    """
    written = f"{number:.4f}"
    return written.replace("0.", ".", 1) if abs(number) < 1 else written


def minus(text: str) -> str:
    r"""Return signs as mathematics, as a hyphen is no minus; what rounds to 0 has none.

    >>> minus("-0.0000 [-0.0012, +0.0011]")
    '0.0000 [$-$0.0012, $+$0.0011]'
    """
    text = re.sub(r"[+-](0\.0+)(?!\d)", r"\1", text)
    return text.replace("-", "$-$").replace("+", "$+$")


@dataclass(frozen=True)
class Table:
    """A table over the width of two columns; `align` is left for all where it is not given."""

    label: str
    caption: str
    heads: list[str]
    rows: list[list[str]]
    align: str = ""

    def written(self) -> str:
        """Return the table as LaTeX with booktabs."""
        align = self.align or "l" * len(self.heads)
        opening = [
            HEAD + _NEEDS + r"\begin{table*}",
            r"\centering",
            f"\\caption{{{self.caption.strip()}}}",
            f"\\label{{{self.label}}}",
            r"\vspace{4pt}",
            r"\footnotesize",
            r"\setlength{\tabcolsep}{1.7pt}",
            f"\\begin{{tabular}}{{@{{}}{align}@{{}}}}",
        ]
        body = [r"\toprule", _line(self.heads), r"\midrule", *map(_line, self.rows), r"\bottomrule"]
        return "\n".join([*opening, *body, r"\end{tabular}", r"\end{table*}"])


def _line(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"
