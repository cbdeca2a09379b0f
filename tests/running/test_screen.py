"""Lines at the bottom of a terminal write over nothing that anybody prints meanwhile."""

import os
import re

from tests.worlds.terminal import resize, seen, written

SAYING = """
import logging, os, subprocess, sys, time
logging.basicConfig(stream=sys.stderr, format="%(message)s")
from benchmarks.running import screen
screen._FIRST_SECONDS = screen.SECONDS_BETWEEN_FRAMES = 0.01
drawn = []
def draw(columns, rows):
    drawn.append(f"{columns} columns")
    return ["first", f"number {len(drawn)}", "last"]
def after(frames):
    more = len(drawn) + frames
    while len(drawn) < more: time.sleep(0.001)
"""
ALL = """
print("before")
assert screen.is_there()
with screen.below(draw):
    after(2); print("by print")
    after(2); os.write(2, b"by a library\\n")
    after(2); logging.warning("by a log")
    after(2); subprocess.run(["sh", "-c", "echo by a program; printf 'without an end' >&2"])
    after(3); print("10 %\\r20 %\\r\\x1b[2J\\x1b[31mcoloured\\x1b[0m \\x07bell")
    os.write(1, b"\\xff\\n" + b"long " * 40 + b"\\n")
    print("at the end", end="")
print("after")
"""
SAID = ["before", "by print", "by a library", "by a log", "by a program", "without an end"]


def test_all_that_is_printed_stays_in_its_order_and_the_lines_go() -> None:
    said = written(SAYING + ALL)
    assert "number 3" in said
    long = ("long " * 40).rstrip()
    expected = [*SAID, "coloured bell", "\udcff", long, "at the end", "after"]
    assert [line for line in seen(said) if line] == expected
    assert "\x1b[31mcoloured\x1b[0m" in said


def test_while_they_are_there_the_lines_stand_below_what_was_printed() -> None:
    said = written(SAYING + "with screen.below(draw):\n    print('above'); after(3); os._exit(0)")
    above, first, number, last = [line for line in seen(said) if line]
    assert (above, first, last) == ("above", "first", "last")
    assert re.fullmatch(r"number \d+", number)
    assert "\x1b[?25l" not in said, "the cursor stays visible, also after a kill"


def test_the_lines_are_drawn_for_the_width_that_the_terminal_has_then() -> None:
    script = """
with screen.below(draw):
    after(1); print(drawn[-1], "ready")
    while drawn[-1] != "37 columns": time.sleep(0.001)
    print("narrow")
"""
    said = written(SAYING + script, 80, lambda terminal: resize(terminal, 40))
    assert seen(said)[:2] == ["77 columns ready", "narrow"]


def test_an_interruption_leaves_the_terminal_as_it_was() -> None:
    # "ready" is among the lines: what the terminal shows of Ctrl+C is in no word that was printed
    script = """
printed = []
try:
    with screen.below(lambda *size: [*draw(*size), "ready" if printed else "not yet"]):
        print("printed", flush=True); printed.append(True)
        while True: time.sleep(0.01)
except KeyboardInterrupt:
    print("interrupted", os.isatty(1), os.isatty(2))
"""
    said = written(SAYING + script, act=lambda terminal: os.write(terminal, b"\x03") and None)
    assert [line for line in seen(said) if line] == ["printed", "interrupted True True"]


def test_a_mistake_in_what_draws_is_raised_at_the_end_and_swallows_nothing() -> None:
    script = """
try:
    with screen.below(lambda columns, rows: [][0]):
        time.sleep(0.1); print("still here")
except IndexError as error:
    print("raised:", error)
"""
    assert seen(written(SAYING + script))[:2] == ["still here", "raised: list index out of range"]


def test_what_a_program_prints_beyond_the_end_does_not_hold_it_up() -> None:
    script = """
with screen.below(draw):
    print("at the end"); endless = subprocess.Popen(["yes"]); after(3)
print("over before it is killed", flush=True)
endless.kill()
os._exit(0)
"""
    assert "over before it is killed" in seen(written(SAYING + script))


def test_who_puts_another_in_the_place_of_standard_output_stops_nothing() -> None:
    script = """
import contextlib, io
with screen.below(draw):
    with contextlib.redirect_stdout(io.StringIO()):
        os.write(2, b"meanwhile\\n"); after(3)
    print("again")
"""
    assert seen(written(SAYING + script))[:2] == ["meanwhile", "again"]


def test_there_are_no_lines_on_a_terminal_that_does_not_say_its_size() -> None:
    script = """
import fcntl, struct, termios
for size in ((24, 80), (0, 0)):
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    print(screen.is_there())
"""
    assert seen(written(SAYING + script))[:2] == ["True", "False"]


def test_there_are_no_lines_in_a_file_or_where_a_terminal_cannot_move_its_cursor() -> None:
    script = """
kinds = ("xterm", "dumb", "unknown", "")
there = [screen.is_there() for os.environ["TERM"] in kinds]
os.environ["TERM"] = "xterm"
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
print(there, screen.is_there(), file=sys.stderr)
"""
    assert seen(written(SAYING + script))[0] == "[True, False, False, False] False"
