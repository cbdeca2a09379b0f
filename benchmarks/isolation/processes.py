"""What processes have started in turn: how much memory all of it takes, and how it is ended."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PROC = Path("/proc")
HAS_PROC = _PROC.joinpath("self/statm").exists()
_PARENT_DEATH_SIGNAL, _ADOPT = 1, 36  # of prctl
_QUIET_ROUNDS, _MOST_ROUNDS, _SECONDS_BETWEEN = 2, 2000, 0.005  # of ending processes
_BYTES_PER_KIB = 1024

# The name of a thread that only waits: it holds nothing that a process forked beside it could want.
WAITING = "waits for the end of the caller"

Bytes = dict[int, int]  # by the number of a process


def resident(roots: Iterable[int]) -> Bytes:
    """Return the resident size of processes, and of all that they started and that is theirs."""
    return _by_proc(roots) if HAS_PROC else _by_ps(roots)


def _by_proc(roots: Iterable[int]) -> Bytes:
    sizes: Bytes = {}
    left = list(roots)
    while left:
        pid = left.pop()
        pages = _text(pid, "statm").split()
        if pages and pid not in sizes:
            sizes[pid] = int(pages[1]) * os.sysconf("SC_PAGE_SIZE")
            left += children(pid)
    return sizes


def _by_ps(roots: Iterable[int]) -> Bytes:
    command = ["ps", "-axo", "pid=,ppid=,rss=,stat="]
    printed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    words = [line.split() for line in printed.splitlines()]
    lines = [tuple(map(int, each[:3])) for each in words if not each[3].startswith("Z")]
    sizes: Bytes = {}
    left = set(roots)
    while left:
        sizes |= {pid: kib * _BYTES_PER_KIB for pid, _, kib in lines if pid in left}
        left = {pid for pid, parent, _ in lines if parent in left and pid not in sizes}
    return sizes


def children(pid: int) -> list[int]:
    """Return the processes whose parent is this one, as far as /proc tells."""
    try:
        threads = [path.name for path in _PROC.joinpath(str(pid), "task").iterdir()]
    except OSError:  # it has ended, or there is no /proc
        return []
    listed = [_text(pid, f"task/{thread}/children") for thread in threads]
    return [int(child) for of_thread in listed for child in of_thread.split()]


def without_shared(pids: Iterable[int]) -> int:
    """Return what processes take together in bytes, memory that they share counted once.

    As their resident sizes where that cannot be told; it takes longer than those.
    """
    total = 0
    for pid in pids:
        lines = _text(pid, "smaps_rollup").splitlines()
        shares = [line.split()[1] for line in lines if line.startswith("Pss:")]
        own = int(shares[0]) * _BYTES_PER_KIB if shares else resident([pid]).get(pid, 0)
        total += own
    return total


def _text(pid: int, name: str) -> str:
    """Return a file of a process in /proc; nothing for one that has ended.

    Of its name, which may be any bytes, other letters are replaced.
    """
    try:
        return (_PROC / str(pid) / name).read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


@contextmanager
def adopting() -> Iterator[set[int]]:
    """Let this process become the parent of what its children leave behind, inside the block.

    Yields the children it had before. Where the system has no such thing, nothing is adopted.
    """
    before = set(children(os.getpid()))
    control(_ADOPT, 1)
    try:
        yield before
    finally:
        control(_ADOPT, 0)


def end_with_parent(parent: int) -> None:
    """Let the system end this process when its parent ends, if it can."""
    control(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before that was said
        os._exit(1)


def control(option: int, value: int) -> None:
    """Tell Linux something of this process, by a number of `prctl`; other systems are not told."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(*map(ctypes.c_long, (option, value, 0, 0, 0)))


def end(leader: int, before: set[int]) -> int:
    """End a child, its group, and all that either started; return how many others there were.

    before : children of this process that are none of its business
    """
    others: set[int] = set()
    quiet = 0  # rounds in a row: /proc may pass over what ends while it is read
    for _ in range(_MOST_ROUNDS):
        adopted = set(children(os.getpid())) - before - {leader}
        alive = {pid for pid in resident([leader, *adopted]) if not _is_gone(pid)}
        others |= alive - {leader}
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
        for pid in alive:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in adopted:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        quiet = 0 if alive | adopted else quiet + 1
        if quiet == _QUIET_ROUNDS:
            break
        time.sleep(_SECONDS_BETWEEN if alive else 0)
    return len(others)


def _is_gone(pid: int) -> bool:
    """Tell whether a process has ended, though nobody has asked yet how."""
    return HAS_PROC and " Z " in _text(pid, "stat").rpartition(")")[2][:4]
