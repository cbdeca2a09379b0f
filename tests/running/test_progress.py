"""What a run says while it goes on: lines in a log, bars on a terminal."""

import io
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

from benchmarks.running import bars, progress
from benchmarks.running.executors.executor import Outcome, Task
from benchmarks.running.progress import Progress
from benchmarks.running.remaining import Costs
from benchmarks.running.standing import Running, Standing

GB = 10**9
KNOWN = {"split@a": 4.0, "fit@a-x": 40.0, "fit@a-y": 10.0, "score@a": 8.0}
NEEDS = {
    "split@a": set(),
    "fit@a-x": {"split@a"},
    "fit@a-y": {"split@a"},
    "score@a": {"fit@a-x", "fit@a-y"},
}


def task(name: str) -> Task:
    stage, _, instance = name.partition("@")
    return Task(name, (stage, *instance.split("-")), (), (Path("out"),))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that it is, for who changes them."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(progress.processes, "resident", lambda _: {1: 2 * GB, 2: GB})
    monkeypatch.setattr(progress.room, "free_memory", lambda: 7.6e9)
    return now


def test_a_log_has_a_line_for_each_stage_and_what_stages_other_than_cells_wrote(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    view = Progress(NEEDS, NEEDS, Costs({}))
    wrote = Outcome(0, "", printed="said\n")
    for name in ("split@a", "fit@a-x"):
        view.started(task(name))
        clock[0] += 2
        view.ended(task(name), wrote, None, goes_on=True)
    view.started(task("fit@a-y"))
    view.ended(task("fit@a-y"), Outcome(1, "error: odd\n"), "odd", goes_on=True)
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "[1/4]     2.0 s  split a done",
        "said",
        "[2/4]     4.0 s  fit a x done",
        "[3/4]     4.0 s  fit a y FAILED: odd",
    ]
    assert printed.err == "error: odd\n"


def test_a_log_has_a_sign_of_life_ever_more_seldom(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    view = Progress(NEEDS, NEEDS, Costs(KNOWN))
    view.passed("split@a")
    view.started(task("fit@a-x"))
    for _ in range(120):  # half an hour
        clock[0] += progress.LOOK_SECONDS
        view.still()
    lines = capsys.readouterr().out.splitlines()
    facts = "3.0 GB held, 7.6 GB free"
    assert lines[0] == f"             15.0 s  running: fit a x for 15 s; about 40 s left, {facts}"
    after = [float(line.split()[0]) for line in lines]
    assert after == [15, 45, 105, 225, 465, 705, 945, 1185, 1425, 1665]


def test_on_a_terminal_a_line_tells_of_what_failed_and_one_of_the_whole(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    view = Progress(NEEDS, NEEDS, Costs({}), is_live=True)
    for name, reason in (("split@a", None), ("fit@a-x", "odd")):
        view.started(task(name))
        view.still()
        view.ended(task(name), Outcome(0, "warning: old\n"), reason, goes_on=True)
    view.over()
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "[2/4]     0.0 s  fit a x FAILED: odd",
        "[2/4]     0.0 s  2 stages ran, 1 failed",
    ]
    assert printed.err == "warning: old\n" * 2


def test_where_nothing_ran_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    view = Progress(NEEDS, NEEDS, Costs({}), is_live=True)
    view.passed("split@a")
    view.over()
    assert capsys.readouterr().out == ""


def test_the_standing_counts_stages_and_cells_and_knows_how_long_the_rest_takes(
    clock: list[float],
) -> None:
    view = Progress(NEEDS, NEEDS, Costs(KNOWN))
    view.slots = 2
    view.passed("split@a")
    view.started(task("fit@a-x"))
    clock[0] += 10
    now = view.standing()
    assert now.parts == {"stages": (1, 4), "cells": (0, 2)}
    assert now.running == (Running("fit a x", 10.0, 40.0),)
    assert now.left == 38, "30 s of x with y beside it, then the score"
    clock[0] += 90
    assert view.standing().left == 10 + 8, "x takes longer than expected"
    view.ended(task("fit@a-x"), Outcome(1, ""), "odd", goes_on=False)
    assert view.standing().left == 10, "nothing is scored"
    assert view.standing().failed == ("fit@a-x",)


def test_no_end_is_told_where_nobody_measured_what_is_left() -> None:
    view = Progress(NEEDS, NEEDS, Costs({"split@a": 4.0}))
    assert view.standing().left is None


def test_what_was_refused_counts_as_failed_and_ended() -> None:
    view = Progress(NEEDS, NEEDS, Costs(KNOWN))
    view.refused("split@a", "the disk is full")
    now = view.standing()
    assert (now.parts["stages"], now.failed, now.left) == ((1, 4), ("split@a",), 0)


def standing(running: int = 2) -> Standing:
    stages = tuple(Running(f"fit complete-journey two_tower{n}", 5.0, 20.0) for n in range(running))
    return Standing(
        parts={"stages": (10, 350), "cells": (0, 288)},
        running=(*stages, Running("replicate surprise_table", 75.0, note="3/7")),
        failed=("fit@a-x",),
        seconds=100.0,
        left=380.0,
        held=2 * GB,
        free=8.0 * GB,
    )


def plain(lines: list[str]) -> list[str]:
    return [Text.from_ansi(line).plain.rstrip() for line in lines]


@pytest.fixture
def output(monkeypatch: pytest.MonkeyPatch) -> io.TextIOWrapper:
    """Standard output as that of a terminal of many colours."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return stream


def test_bars_have_room_for_all_in_a_wide_terminal(output: io.TextIOWrapper) -> None:
    lines = plain(bars.drawn(standing(1), 100, 24))
    assert len(lines) == 5
    assert lines[0].startswith("stages ")
    assert lines[0].endswith(" 10 of 350")
    assert "fit complete-journey two_tower0 " in lines[2]
    assert " 0:05 of 0:20 " in lines[2]
    assert "replicate surprise_table 3/7 " in lines[3]
    assert lines[4] == "1:40 · about 6 min left · 1 failed · 2.0 GB held · 8.0 GB free"


@pytest.mark.parametrize("columns", [1, 12, 37, 59, 60, 61, 300])
def test_no_line_is_wider_than_the_terminal(columns: int, output: io.TextIOWrapper) -> None:
    lines = plain(bars.drawn(standing(), columns, 24))
    assert max(map(cell_len, lines)) <= columns


def test_a_fact_stands_whole_in_one_line(output: io.TextIOWrapper) -> None:
    lines = plain(bars.drawn(standing(), 30, 24))
    assert all(any(fact in line for line in lines) for fact in standing().facts())


def test_what_does_not_fit_into_the_height_is_counted(output: io.TextIOWrapper) -> None:
    lines = plain(bars.drawn(standing(63), 100, 10))
    assert len(lines) < 10
    assert "  and 60 more" in lines


def test_without_colours_and_unicode_it_says_the_same(
    monkeypatch: pytest.MonkeyPatch, output: io.TextIOWrapper
) -> None:
    assert any("\x1b[" in line for line in bars.drawn(standing(), 100, 24))
    monkeypatch.setenv("NO_COLOR", "1")
    latin = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", latin)
    for columns in (100, 37):
        text = "\n".join(bars.drawn(standing(), columns, 24))
        assert "10 of 350" in text
        assert "1 failed" in text
        assert text.encode("ascii"), "a letter more would be a question mark"
        assert not any(f"\x1b[{number}m" in text for number in range(30, 108))
