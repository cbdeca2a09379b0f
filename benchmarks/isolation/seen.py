"""Notice what a cell wrote where it must not, on systems whose kernel cannot keep it from that."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contract.files import file_digest

_State = tuple[int, int, int]  # number, size and time of writing of a file, or of a folder


@dataclass(frozen=True)
class Seen:
    """What lay there before a cell ran.

    learned : digests of files that a fit learns from, and nobody changes meanwhile
    states : of other files and of the folders that hold them
    """

    learned: dict[Path, str]
    states: dict[Path, _State]

    @staticmethod
    def of(learned: Path, files: Iterable[Path], folders: Iterable[Path]) -> "Seen":
        """Look at a folder that is learnt from, and at others.

        files : and folders with files that may not be written; folders : where none may be added
        """
        kept = [path for root in files for path in _below(root)]
        kept += [path for root in folders for path in (*_below(root), *_innermost(root))]
        states = ((path, _state(path)) for path in kept)
        return Seen(_digests(learned), {path: state for path, state in states if state})

    def changed(self, learned: Path) -> list[Path]:
        """Return what was written, added or removed since.

        What took another's place as a whole is not counted but where it is learnt from: stages that
        run at the same time do so with their own outputs.
        """
        now = _digests(learned)
        both = self.learned.keys() | now.keys()
        written = [path for path in both if self.learned.get(path) != now.get(path)]
        for path, before in self.states.items():
            state = _state(path)
            if state and state[0] == before[0] and state != before:
                written.append(path)
        return sorted(written)


def _digests(folder: Path) -> dict[Path, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path: file_digest(path, "sha256") for path in files}


def _below(root: Path) -> Iterator[Path]:
    """Yield a file, or the files below a folder; what Python compiles is no file of anybody's."""
    if root.is_file():
        yield root
    for folder, folders, files in os.walk(root):  # which passes over what others remove meanwhile
        folders[:] = filter(_is_seen, folders)
        paths = (Path(folder, name) for name in files if _is_seen(name))
        yield from filter(Path.is_file, paths)


def _innermost(root: Path) -> Iterator[Path]:
    """Yield the folders below a folder that hold no other folder."""
    for folder, folders, _ in os.walk(root):
        if not folders and Path(folder) != root:
            yield Path(folder)
        folders[:] = filter(_is_seen, folders)


def _is_seen(name: str) -> bool:
    return not name.startswith((".", "__pycache__"))


def _state(path: Path) -> _State | None:
    try:
        told = path.stat()
    except OSError:
        return None
    size = 0 if path.is_dir() else told.st_size
    return told.st_ino, size, told.st_mtime_ns
