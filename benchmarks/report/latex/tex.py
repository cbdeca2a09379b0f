"""Text that LaTeX prints as it is meant."""

import re

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
