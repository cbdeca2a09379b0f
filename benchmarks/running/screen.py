"""Some lines at the bottom of a terminal, drawn again and again; whatever is printed goes above.

Whoever writes to the terminal meanwhile, such as a library, a log or a program that was started,
writes into a pipe instead; a thread writes that above the lines. So nothing is written over.
"""

import os
import re
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

SECONDS_BETWEEN_FRAMES = 1.0
_FIRST_SECONDS = 0.2  # in which much is over
_MARGIN = 3  # columns that stay free, where a terminal writes ^C
_BYTES = 1 << 20  # at once: all that a pipe holds
_OUTPUTS = (1, 2)
_DUMB = ("", "dumb", "unknown")
_COLOUR = r"\x1b\[[\d;]*m"
# What would move the cursor or change the terminal: all that controls it, but for colours.
_CONTROLS = re.compile(rf"({_COLOUR})|\x1b\[[\d;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_UNPRINTABLE = re.compile(rf"({_COLOUR})|[\x00-\x08\x0b-\x1f\x7f]")

Draw = Callable[[int, int], list[str]]  # lines for so many columns and rows


def is_there() -> bool:
    """Tell whether standard output is a terminal that lines can be drawn on, and ours just now."""
    if os.environ.get("TERM", "") in _DUMB or not sys.stdout.isatty():
        return False
    terminal = sys.stdout.fileno()
    return terminal in _OUTPUTS and _has_size(terminal) and _is_ours(terminal)


def _has_size(terminal: int) -> bool:
    """Tell whether a terminal says how large it is: one that a script made often does not."""
    return all(os.get_terminal_size(terminal))


def _is_ours(terminal: int) -> bool:
    """Tell whether this process is in the foreground of its terminal."""
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:  # the terminal is not the one that controls us: nobody else works on it
        return True


@contextmanager
def below(draw: Draw) -> Iterator[None]:
    """Keep lines at the bottom of the terminal while the block runs."""
    kept = {output: os.dup(output) for output in _OUTPUTS if os.isatty(output)}
    reading, writing = os.pipe()
    waiting, waking = os.pipe()
    lines = _Lines(kept[sys.stdout.fileno()], draw)
    keeper = Thread(target=lines.keep, args=(reading, waiting), daemon=True)
    _flush()
    for output in kept:
        os.dup2(writing, output)
    keeper.start()
    try:
        yield
    finally:
        _flush()
        for output, terminal in kept.items():
            os.dup2(terminal, output)
        os.close(writing)
        os.close(waking)
        keeper.join()
        for number in (*kept.values(), reading, waiting):
            os.close(number)
    if lines.error:
        raise lines.error


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


class _Lines:
    """Draws lines on a terminal, and writes above them what comes out of a pipe.

    error : why no more lines could be drawn; what was printed is written all the same
    """

    def __init__(self, terminal: int, draw: Draw) -> None:
        self.error: Exception | None = None
        self._terminal, self._draw = terminal, draw
        self._encoding = sys.stdout.encoding  # now: somebody may put another in its place
        self._drawn: list[str] = []
        self._rest = b""  # of what was printed, without an end of line as yet

    def keep(self, reading: int, waiting: int) -> None:
        """Do so until `waiting` is closed at its other end, then leave nothing but the text."""
        patience, is_over = _FIRST_SECONDS, False
        while not is_over:
            ready, _, _ = select.select([reading, waiting], [], [], patience)
            is_over = waiting in ready
            if is_over:  # all of ours is in the pipe; what others add from now on has no end
                ready, _, _ = select.select([reading], [], [], 0)
            said = os.read(reading, _BYTES) if reading in ready else b""
            whole = self._whole(said, to_the_end=is_over or not ready)
            self._show(whole, [] if is_over else self._frame())
            patience = SECONDS_BETWEEN_FRAMES

    def _whole(self, said: bytes, to_the_end: bool) -> bytes:
        """Return the whole lines of what was printed; to the end, also one that goes on."""
        text, end, rest = (self._rest + said).rpartition(b"\n")
        self._rest = b"" if to_the_end else rest
        return text + end + (rest + b"\n" if to_the_end and rest else b"")

    def _frame(self) -> list[str]:
        """Return the lines as they are now; none while another program has the terminal."""
        if self.error or not _is_ours(self._terminal):
            return []
        try:
            columns, rows = os.get_terminal_size(self._terminal)
            return self._draw(max(columns - _MARGIN, 1), rows)[: max(rows - 1, 0)]
        except Exception as error:  # raised when the block ends; it goes on without lines
            self.error = error
            return []

    def _show(self, said: bytes, frame: list[str]) -> None:
        """Write text in the place of the lines, and these below it, all at once."""
        if not said and frame == self._drawn:
            return
        up = f"\x1b[{len(self._drawn) - 1}A" if len(self._drawn) > 1 else ""
        erased = f"\r{up}\x1b[J" if self._drawn else ""
        below = "\n".join(frame).encode(self._encoding, errors="replace")
        with suppress(OSError):  # of a terminal that was closed: nobody reads any more
            _write(self._terminal, erased.encode() + _harmless(said, self._encoding) + below)
        self._drawn = frame


def _harmless(said: bytes, encoding: str) -> bytes:
    """Return whole lines without what moves the cursor; of one written over the last is kept."""
    if not said:
        return b""
    text = said.decode(encoding, errors="surrogateescape")
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.removesuffix("\n").split("\n")]
    plain = "\n".join(_UNPRINTABLE.sub(r"\1", _CONTROLS.sub(r"\1", line)) for line in lines)
    return f"{plain}\n".encode(encoding, errors="surrogateescape")


def _write(terminal: int, content: bytes) -> None:
    """Write all of it."""
    while content:
        content = content[os.write(terminal, content) :]
