"""Where the files of a report are read: in a folder, or in a commit of this repository."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.contract.errors import UserError


class Place(Protocol):
    """Something that holds files of text by their paths below its root."""

    def text(self, name: str) -> str | None:
        """Return the text of a file; None where there is none."""


@dataclass(frozen=True)
class Folder:
    """A folder on this machine."""

    path: Path

    def text(self, name: str) -> str | None:
        """Return the text of a file; None where there is none."""
        path = self.path / name
        if not path.is_file():
            return None
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise UserError(f"{path}: no text in UTF-8; `make repro` makes it anew.") from error


@dataclass(frozen=True)
class Commit:
    """A commit; paths start where the command runs, also below the root of the repository."""

    sha: str

    def text(self, name: str) -> str | None:
        """Return the text of a file; None where there is none."""
        return git("show", f"{self.sha}:./{name}")


def git(*arguments: str) -> str | None:
    """Return what git prints; None where it fails or is not there."""
    command = ["git", "--no-optional-locks", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
