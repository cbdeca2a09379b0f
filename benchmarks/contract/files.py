"""Write files and folders so that a reader sees all of them or nothing."""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.contract.errors import UserError
from benchmarks.contract.removal import refuse_elsewhere

_TEMPORARY = re.compile(r"\.(.+)\.(\d{1,9})\.tmp")  # what is being written, with its process
_REFUSED = {
    errno.ENOSPC: "the disk is full; free some of it",
    errno.EDQUOT: "your share of the disk is used up; free some of it",
    errno.EROFS: "it lies on a disk that is read-only; make it writable",
    errno.EACCES: "this user may not write there; change who owns it",
    errno.EPERM: "this user may not write there; change who owns it",
    errno.EIO: "the disk there is damaged or gone; mend it",
    errno.EMFILE: "too many files are open; raise the limit (`ulimit -n 4096`)",
    errno.ENAMETOOLONG: "the name is too long; shorten it",
}


@contextmanager
def refusals(path: Path | None = None) -> Iterator[None]:
    """Make of what a disk refuses inside the block a UserError that says what to do.

    path : what is written there; refusals of other folders go on as they are. None for all.
    """
    try:
        yield
    except OSError as error:
        where, why = error.filename or path or "output", _REFUSED.get(error.errno or 0)
        elsewhere = path and not Path(where).absolute().is_relative_to(path.parent.absolute())
        if why is None or elsewhere:
            raise
        said = "/".join(_TEMPORARY.sub(r"\1", part) for part in Path(where).parts)
        raise UserError(f"{said}: {why}, then run again.") from error


def writer(path: Path) -> int | None:
    """Return the process that is or was writing a temporary path, None for any other path."""
    match = _TEMPORARY.fullmatch(path.name)
    return int(match[2]) if match else None


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; move it to `path` only if the block succeeds."""
    refuse_elsewhere(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with refusals(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Yield a new folder beside `path`; it takes the place of `path` only if the block succeeds."""
    refuse_elsewhere(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with refusals(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _emptied(temporary).mkdir()
        try:
            yield temporary
            if path.exists():
                path.replace(_emptied(path.with_name(f".{path.name}.old")))
            temporary.replace(path)
            shutil.rmtree(path.with_name(f".{path.name}.old"), ignore_errors=True)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _emptied(path: Path) -> Path:
    shutil.rmtree(path, ignore_errors=True)
    return path


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with one newline at the end."""
    with whole_file(path) as temporary:
        temporary.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def write_json(path: Path, value: Any) -> None:
    """Write `value` as indented JSON with sorted keys; NaN is refused."""
    write_text(
        path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    )


def read_text(path: Path) -> str:
    """Read a text that people write, with or without a mark of UTF-8 before it.

    Raises UserError if it cannot be read, by line where it is in another encoding.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path}: line {line} is not in UTF-8; save it as UTF-8.") from error


def read_json(path: Path) -> Any:
    """Read a JSON file; ValueError where it holds none."""
    return parsed_json(path.read_bytes())


def parsed_json(text: str | bytes) -> Any:
    """Read JSON; ValueError, in words that follow "no JSON: ", for whatever is none."""
    try:
        return json.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError("not in UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"expected otherwise at letter {error.pos + 1}") from error
    except ValueError as error:
        raise ValueError("a number of too many digits") from error
    except RecursionError as error:
        raise ValueError("brackets within brackets, too many") from error


def file_digest(path: Path, algorithm: str) -> str:
    """Return the hexadecimal digest of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()


def text_digest(value: Any) -> str:
    """Return twelve hexadecimal digits that change when the JSON form of `value` changes."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
