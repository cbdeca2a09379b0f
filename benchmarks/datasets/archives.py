"""Take the wanted files out of a zip or tar archive or a folder, or keep a plain file."""

import shutil
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO

from benchmarks.contract.bounds import LARGEST, allowed, bounded
from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.files import whole_folder

_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, LZMAError, EOFError, struct.error)
_DAMAGES = (*_BROKEN, OSError, ValueError, RuntimeError, NotImplementedError)


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
            n_packed = archive.stat().st_size if archive.is_file() else LARGEST
            unpacked = bounded(packed, n_packed, f"{archive}: '{member}'")
            shutil.copyfileobj(unpacked, stream)  # it can be larger than it is wise to hold
    except _DAMAGES as error:
        raise UserError(f"{archive}: '{member}' cannot be read: {one_line(error)}") from error


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
        with zipfile.ZipFile(archive) as zipped:
            entry = {info.filename: info for info in zipped.infolist()}.get(member)
            if entry is None:
                raise _lacking(archive, member, zipped.namelist())
            if entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16):
                raise UserError(f"{archive}: '{member}' is not a file: a folder or a link.")
            with zipped.open(entry) as packed:
                yield packed
    elif tarfile.is_tarfile(archive):
        with tarfile.open(archive) as tarred:
            yield _of_tar(tarred, archive, member)
    else:
        raise UserError(f"{archive}: neither a zip nor a tar, so it has no members.")


def _of_tar(tarred: tarfile.TarFile, archive: Path, member: str) -> IO[bytes]:
    """Return a regular file of a tar; what stands before it is skipped, which unpacks it too."""
    most, names = allowed(archive.stat().st_size), []
    for info in tarred:
        if info.name == member:
            stream = tarred.extractfile(info) if info.isreg() else None
            if stream is None:
                raise UserError(f"{archive}: '{member}' is not a file: a folder or a link.")
            return stream
        names.append(info.name)
        if info.offset_data + info.size > most:
            raise UserError(f"{archive}: '{info.name}' unpacks to far more than the archive has.")
    raise _lacking(archive, member, names)


def _lacking(archive: Path, member: str, names: Sequence[str]) -> UserError:
    has = ", ".join(sorted(names)[:5]) + (", …" if len(names) > 5 else "")
    return UserError(one_line(f"{archive}: no member '{member}'; it has {has or 'none'}.", 1000))
