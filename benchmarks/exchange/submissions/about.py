"""What a submission's authors say of it: <name>.yaml, all of it optional and as reported."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from benchmarks.contract.errors import UserError
from benchmarks.contract.secrets import redacted
from benchmarks.contract.settings import Block, document, explained

_JOINERS = "\u200c\u200d"  # between letters of some scripts; they are not printed


class About(Block):
    """The keys of the file.

    tuning : how parameters were chosen; fit_seconds, hardware : what a fit took, and where
    """

    title: str = ""
    authors: str | list[str] = ""
    url: str = ""
    bibtex: str = ""
    tuning: str = ""
    fit_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    hardware: str = ""

    def row(self, name: str) -> dict[str, Any]:
        """Return what stands in submissions.csv; the name is the title of what has none."""
        names = [self.authors] if isinstance(self.authors, str) else self.authors
        said = self.model_dump(exclude={"title", "authors"})
        one_line = {
            key: _line(word) if isinstance(word, str) else word for key, word in said.items()
        }
        return {"title": _line(self.title) or name, "authors": _line(", ".join(names)), **one_line}


def _line(words: str) -> str:
    """Return words in one line, without secrets and letters that move a terminal."""
    plain = " ".join(redacted(words).split())
    return "".join(letter for letter in plain if letter.isprintable() or letter in _JOINERS)


def read(paths: list[Path]) -> About:
    """Read the file, if there is one.

    Raises UserError for an unknown key or a value of another kind.
    """
    if not paths:
        return About()
    if len(paths) > 1:
        raise UserError(f"{paths[0].name} and {paths[1].name} describe the same; keep one.")
    (path,) = paths
    try:
        return About.model_validate(document(path))
    except ValidationError as error:
        raise UserError(f"{path.name}: {explained(error)}") from error
