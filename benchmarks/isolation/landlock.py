"""Take from this process, and all that it starts, the right to read or write files.

By Landlock, which needs no privileges and cannot be undone; Linux has it since 5.13.
Source: https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from benchmarks.isolation import processes

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # system calls
_VERSION, _PATH_BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38
_WRITE_FILE, _READ_FILE, _REFER, _TRUNCATE = 1 << 1, 1 << 2, 1 << 13, 1 << 14
_ALTER_FOLDERS = sum(1 << place for place in range(4, 13))  # remove and make what lies in them
_SIGNALS = 1 << 1  # to processes outside, of what can be kept within
_WITH_REFER, _WITH_TRUNCATE, _WITH_SCOPES = 2, 3, 6  # versions


def version() -> int:
    """Return which version of Landlock the kernel has; 0 for none."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(0, _call(_CREATE_RULESET, None, 0, _VERSION))


def confine(readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Leave this thread, and all that it starts, the files below some paths.

    readable : files and folders; of others folders can be listed, no more
    writable : files and folders, which can be read as well

    Raises OSError where the kernel refuses.
    """
    known = version()
    writing = _WRITE_FILE | _ALTER_FOLDERS
    writing |= _REFER if known >= _WITH_REFER else 0
    writing |= _TRUNCATE if known >= _WITH_TRUNCATE else 0
    with _ruleset(writing | _READ_FILE, known) as rules:
        for path in readable:
            _allow(rules, path, _READ_FILE)
        for path in writable:
            _allow(rules, path, writing | _READ_FILE)
        processes.control(_NO_NEW_PRIVILEGES, 1)
        _require(_call(_RESTRICT_SELF, rules, 0))


def all_but(hidden: Iterable[Path], closed: Iterable[Path] = ()) -> Iterator[Path]:
    """Yield files and folders that together hold all there is now but what is below some folders.

    closed : folders above those, of which nothing else is yielded but what lies further down
    What a link leads to is below a folder of its own, or hidden.
    """
    kept, shut = ({path.resolve() for path in paths} for paths in (hidden, closed))
    above = {parent for path in kept for parent in path.parents}
    passed_over = {os.fspath(path) for path in kept | above}
    for folder in above - kept - shut:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_symlink() and entry.path not in passed_over:
                    yield Path(entry.path)


@contextmanager
def _ruleset(handled: int, known: int) -> Iterator[int]:
    """Yield the descriptor of new rules, by which nothing of what is handled is allowed."""
    scopes = (0, _SIGNALS) if known >= _WITH_SCOPES else ()
    attributes = struct.pack(f"={1 + len(scopes)}Q", handled, *scopes)
    descriptor = _require(_call(_CREATE_RULESET, attributes, len(attributes), 0))
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _allow(rules: int, path: Path, rights: int) -> None:
    """Allow something below a path; one that is gone, or cannot be opened, stays forbidden."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _WRITE_FILE | _READ_FILE | _TRUNCATE
        rule = struct.pack("=Qi", rights, descriptor)
        _call(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)


def _require(returned: int) -> int:
    """Return what a call returned; raise OSError where it failed."""
    if returned < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"Landlock: {os.strerror(error)}")
    return returned


def _call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call; return what it returns, -1 for an error."""
    wide = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return int(_library().syscall(ctypes.c_long(number), *wide))


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
