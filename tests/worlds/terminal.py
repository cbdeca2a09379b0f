"""A terminal for programs that are tried: what they wrote, and what a person would see of it."""

import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from fcntl import ioctl
from pathlib import Path

ROOT = Path(__file__).parents[2]
_TOKEN = re.compile(r"\x1b\[(\d*)([A-Za-z])|\x1b\[[\d;?]*[A-Za-z]|([^\x1b])")
# Also where whoever runs the tests ignores what a terminal sends, as `nohup` and `&` make it.
_OWN_TERMINAL = """import fcntl, signal, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""
_LONGEST = 60.0  # seconds for a program to end

Act = Callable[[int], None]  # on the terminal, such as to type


def written(source: str, columns: int = 80, act: Act | None = None, **environment: str) -> str:
    """Run a script on a terminal of its own; return all that it wrote there.

    act : what is done once "ready" stands there
    """
    variables = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environment}
    variables = {name: value for name, value in variables.items() if value}
    terminal, inside = pty.openpty()
    words = [sys.executable, "-W", "ignore", "-c", _OWN_TERMINAL + source]
    ends = {"stdin": inside, "stdout": inside, "stderr": inside}
    # not forked here, where JAX may have threads
    child = subprocess.Popen(words, env=variables, start_new_session=True, **ends)
    os.close(inside)
    resize(terminal, columns)
    said, until = b"", time.monotonic() + _LONGEST
    while select.select([terminal], [], [], max(until - time.monotonic(), 0))[0]:
        try:
            said += os.read(terminal, 4096)
        except OSError:  # how Linux says that nobody is there any more
            break
        if act and b"ready" in said:
            act(terminal)
            act = None
    os.close(terminal)
    try:
        child.wait(_LONGEST)
    finally:
        child.kill()
    return said.decode(errors="surrogateescape")


def resize(terminal: int, columns: int, rows: int = 24) -> None:
    """Give a terminal another size."""
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def seen(said: str) -> list[str]:
    """Return the lines that stand on a terminal of endless height, without colours."""
    lines, row, column = [""], 0, 0
    for match in _TOKEN.finditer(said):
        count, command, letter = match.groups()
        if letter == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif letter == "\r":
            column = 0
        elif letter:
            line = lines[row].ljust(column)
            lines[row] = line[:column] + letter + line[column + 1 :]
            column += 1
        elif command == "A":
            row -= int(count or 1)
        elif command == "J":
            lines[row:] = [lines[row][:column]]
    return [line.rstrip() for line in lines]
