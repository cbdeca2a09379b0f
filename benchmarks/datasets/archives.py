"""Take the wanted files out of a zip or tar archive or a folder, or keep a plain file."""

import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import whole_folder

_DAMAGES = (zipfile.BadZipFile, tarfile.TarError, zlib.error, LZMAError, EOFError, OSError)


def extract(
    archive: Path, members: tuple[str, ...] | Mapping[str, str], file: str, folder: Path
) -> None:
    """Write members, without their folders or under the names given, to `folder`.

    file : the name of the archive itself, which is what is kept where no members are named

    Raises UserError for one that is missing or damaged; `folder` is then as it was.
    """
    named = _named(members)
    if len(named) < len(members):
        raise ValueError(f"{archive}: two members would be one file; give them names.")
    with whole_folder(folder) as temporary:
        if not members:
            _copy(archive, temporary / file, file)
            return
        for name, member in named.items():
            _write(archive, member, temporary / name)


def _copy(archive: Path, target: Path, file: str) -> None:
    try:
        shutil.copyfile(archive, target)
    except OSError as error:  # an address may end in no name
        advice = "`file` in the card gives it another name"
        raise UserError(
            f"{archive}: cannot be kept as '{file}': {error.strerror}; {advice}."
        ) from error


def _named(members: tuple[str, ...] | Mapping[str, str]) -> Mapping[str, str]:
    if isinstance(members, Mapping):
        return members
    return {PurePosixPath(member).name: member for member in members}


def _write(archive: Path, member: str, target: Path) -> None:
    try:
        with _opened(archive, member) as packed, target.open("wb") as stream:
            shutil.copyfileobj(packed, stream)  # a member can be larger than it is wise to hold
    except (KeyError, RuntimeError, NotImplementedError, *_DAMAGES) as error:
        words = error.args[0] if isinstance(error, KeyError) else error
        raise UserError(f"{archive}: {words}") from error


@contextmanager
def _opened(archive: Path, member: str) -> Iterator[IO[bytes]]:
    """Open a member; of a tar only a regular file, as links may lead anywhere."""
    if archive.is_dir():
        inside = (archive / member).resolve()
        if not inside.is_relative_to(archive.resolve()):
            raise UserError(f"{archive}: '{member}' leads out of the folder.")
        with inside.open("rb") as stream_here:
            yield stream_here
    elif zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as zipped, zipped.open(member) as packed:
            yield packed
    elif tarfile.is_tarfile(archive):
        with tarfile.open(archive) as tarred:
            info = tarred.getmember(member)
            stream = tarred.extractfile(info) if info.isfile() else None
            if stream is None:
                raise UserError(f"{archive}: '{member}' is not a file.")
            yield stream
    else:
        raise UserError(f"{archive}: neither a zip nor a tar, so it has no members.")
