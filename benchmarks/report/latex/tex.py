"""Text and numbers as LaTeX prints them as they are meant."""

import re
import unicodedata
from collections.abc import Sequence

DASH = "--"
_LATIN = 0x17F  # the last letter of Latin Extended-A; pdfLaTeX knows the letters up to it
_QUOTES = "‘’“”"
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"  # within letters of some scripts
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega"
).split()
HEAD = "% Made by Levelground from the tables of reports/."
_LONGEST_NAME = 20  # typed letters that stand in one line
_LONGEST_WORD = 16  # letters that are not broken
_IDEOGRAPHS = 0x2E80  # from here on scripts are written without spaces
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

    A letter that pdfLaTeX does not know, such as one of Chinese, is told by its number there.
    """
    return "".join(map(_printed, _kept(text)))


def titled(title: str, name: str) -> str:
    r"""Return a title for LaTeX; pdfLaTeX prints the name instead where it lacks a letter of it.

    >>> titled("Films", "films"), titled("豆瓣", "douban")
    ('Films', '\\ifdefined\\Umathchar 豆瓣\\else douban\\fi{}')
    """
    plain = escape(title)
    if not any(map(_is_foreign, title)):
        return plain
    shown = "".join(
        letter if _is_foreign(letter) or _greek(letter) or letter in _JOINERS else _printed(letter)
        for letter in _kept(title)
    )
    return rf"\ifdefined\Umathchar {shown}\else {escape(name)}\fi{{}}"


def _kept(text: str) -> str:
    """Return a text whose per cent signs stay with their numbers."""
    return re.sub(r"(?<=\d) (?=%)", "\N{NO-BREAK SPACE}", text)


def _printed(letter: str) -> str:
    """Return a letter for LaTeX."""
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if unicodedata.category(letter).startswith("C"):
        return " "
    if _is_foreign(letter):
        return rf"\ifdefined\Umathchar {letter}\else [U+{ord(letter):04X}]\fi{{}}"
    greek = _greek(letter)
    return rf"\ensuremath{{\{greek}}}" if greek else letter


def _is_foreign(letter: str) -> bool:
    """Tell whether pdfLaTeX does not know a letter."""
    is_known = ord(letter) <= _LATIN or letter in _QUOTES or letter in _SPECIAL
    is_control = unicodedata.category(letter).startswith("C")
    return not (is_known or is_control or _greek(letter))


def _greek(letter: str) -> str:
    """Return the command of a small Greek letter; "" for any other."""
    name = unicodedata.name(letter, "").removeprefix("GREEK SMALL LETTER ").lower()
    return name if name in _GREEK else ""


def code(name: str) -> str:
    """Return a name as it is typed."""
    return f"\\texttt{{{escape(name)}}}"


def breakable(name: str) -> str:
    r"""Return a name as it is typed, which a line may break behind its hyphens.

    >>> breakable("ml-100k")
    '\\texttt{ml-\\allowbreak{}100k}'
    """
    return re.sub(r"(-|\\_)(?=\w)", r"\1\\allowbreak{}", code(name))


def in_column(name: str) -> str:
    """Return a name as the first cell of a line; a long one takes several lines."""
    if len(name) <= _LONGEST_NAME:
        return code(name)
    words = " ".join(map(_broken, name.split(" ")))
    return rf"\parbox[t]{{9.5em}}{{\raggedright\texttt{{{words}}}\strut}}"


def _broken(word: str) -> str:
    """Return a word for LaTeX that may be broken anywhere if it is long or without spaces."""
    if len(word) <= _LONGEST_WORD and all(ord(letter) < _IDEOGRAPHS for letter in word):
        return escape(word)
    return r"\allowbreak{}".join(map(escape, word))


def cite(keys: Sequence[str]) -> str:
    """Return a citation of works by their keys."""
    return f"\\cite{{{','.join(keys)}}}"


def small(text: str) -> str:
    """Return what stands behind a number."""
    return f"{{\\scriptsize {text}}}"


def short(number: float, decimals: int = 4) -> str:
    """Return a number without a zero before its point.

    >>> short(0.25), short(-0.25), short(1.25, decimals=3)
    ('.2500', '-.2500', '1.250')
    """
    written = f"{number:.{decimals}f}"
    return written.replace("0.", ".", 1) if abs(number) < 1 else written


def minus(text: str) -> str:
    r"""Return signs as mathematics, as a hyphen is no minus; what rounds to 0 has none.

    >>> minus("-0.0000 [-0.0012, +0.0011]")
    '0.0000 [$-$0.0012, $+$0.0011]'
    """
    text = re.sub(r"[+-](0\.0+)(?!\d)", r"\1", text)
    return text.replace("-", "$-$").replace("+", "$+$")
