"""Files and folders as bytes that can be sent: of equal content equal bytes.

This module travels to the workers as it is (`remote`), so it imports nothing of ours but files.
"""

import io
import os
import zipfile
from contextlib import suppress
from pathlib import Path

from benchmarks.contract.files import whole_file, whole_folder

_FOLDER, _FILE = b"folder", b"file"  # what a parcel holds, in the archive's comment
_CONTENT = "content"  # what the only member of a file's parcel is called
_NOT_SENT = "__pycache__"


def pack(path: Path) -> bytes:
    """Return a file, or a folder with all in it, without times, owners and links."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.comment = _FOLDER if path.is_dir() else _FILE
        if path.is_file():
            archive.writestr(zipfile.ZipInfo(_CONTENT), path.read_bytes())
        for member in _members(path) if path.is_dir() else ():
            name = member.relative_to(path).as_posix()
            if member.is_dir():
                archive.writestr(zipfile.ZipInfo(f"{name}/"), b"")
                continue
            with suppress(FileNotFoundError):  # such as what an editor keeps there for a moment
                archive.writestr(zipfile.ZipInfo(name), member.read_bytes())
    return stream.getvalue()


def _members(folder: Path) -> list[Path]:
    """Return what lies in a folder, whatever the links in it, a folder before its content."""
    members = []
    for place, folders, files in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if name != _NOT_SENT)
        members += [Path(place) / name for name in (*folders, *sorted(files))]
    return members


def place(parcel: bytes, path: Path) -> None:
    """Put what a parcel holds at a path, in place of what is there, whole or not at all."""
    with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
        if archive.comment == _FOLDER:
            with whole_folder(path) as unfinished:
                archive.extractall(unfinished)
        else:
            with whole_file(path) as unfinished:
                unfinished.write_bytes(archive.read(_CONTENT))
