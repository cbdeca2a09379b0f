"""reports/speed.md and its pictures, made of the rows of speed.csv."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks.contract import machine, paths
from benchmarks.contract.files import write_text
from benchmarks.report.figures.growth import growth
from benchmarks.report.figures.saving import drawn
from benchmarks.speed.growth import Growth, growths, slope
from benchmarks.speed.table import Row
from benchmarks.speed.works import OURS

_HEAD = """# What it costs

CPU seconds of one thread, medians of the runs in the last column. The tools of a work take turns in
one run of `python -m benchmarks speed`; the latest run was on {machine}. A run may measure some
works alone: rows of others are then of earlier runs, which may have been on another machine, so
that only the tools of one work compare. Ours is called `levelground`; a row with *limit* in its
name is what nobody can be faster than. Tools' answers were compared before their times where
docs/speed.md says so: lists place by place, averages to six digits. *Of ours* is their time over
ours. The rows are `speed.csv`; docs/speed.md says how they are
measured.
"""
_TABLE = """
| work | tool | version | CPU seconds | of ours | peak MiB | runs |
|---|---|---|---:|---:|---:|---:|
"""
_GROWTH = """
## How it grows

Each stage as a process of its own on made-up data (100 interactions for each user), one thread. A
slope of 1 means that ten times the interactions cost ten times as much.

![CPU seconds over millions of interactions](speed-seconds.svg)
![Peak MiB over millions of interactions](speed-memory.svg)

| stage | interactions | CPU seconds | slope | peak MiB | slope |
|---|---|---|---:|---|---:|
"""


def write(rows: Sequence[Row], sizes: Sequence[float], folder: Path = paths.REPORTS) -> None:
    """Write speed.md and, where there are several sizes, the two pictures.

    sizes : millions of interactions that may have been measured
    """
    about = _HEAD.format(machine=machine.processor() or "an unknown processor")
    text = about + _TABLE + "\n".join(_lines(rows)) + "\n"
    grown = growths(rows, sizes)
    if grown:
        text += _GROWTH + "\n".join(_growth(stage) for stage in grown) + "\n"
        _draw(grown, folder)
    write_text(folder / "speed.md", text)


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line of the table for each row; a work is named once."""
    for work, of_work in groupby(rows, key=lambda row: row["work"]):
        tools = list(of_work)
        ours = next((row["cpu_seconds"] for row in tools if row["tool"] == OURS), None)
        for number, row in enumerate(tools):
            share = f"{row['cpu_seconds'] / ours:.2f}" if ours and len(tools) > 1 else ""
            cells = [work if number == 0 else "", row["tool"], row["version"]]
            cells += [_short(row["cpu_seconds"]), share, f"{row['peak_mib']:,.0f}"]
            yield f"| {' | '.join([*cells, str(row['runs'])])} |"


def _growth(stage: Growth) -> str:
    """Return the line of one stage."""
    cells = [
        stage.stage,
        " → ".join(f"{size:g} M" for size in stage.sizes),
        " → ".join(map(_short, stage.cpu_seconds)),
        f"{slope(stage.sizes, stage.cpu_seconds):.2f}",
        " → ".join(f"{memory:,.0f}" for memory in stage.peak_mib),
        f"{slope(stage.sizes, stage.peak_mib):.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def _short(seconds: float) -> str:
    """Return seconds with two digits at least."""
    return f"{seconds:.2f}" if seconds < 10 else f"{seconds:,.0f}"


def _draw(grown: Sequence[Growth], folder: Path) -> None:
    """Draw seconds and memory over sizes, with the slope behind each name."""
    for name, label in (("seconds", "CPU seconds"), ("memory", "peak MiB")):
        lines = []
        for stage in grown:
            values = stage.cpu_seconds if name == "seconds" else stage.peak_mib
            named = f"{stage.stage} {slope(stage.sizes, values):.2f}"
            lines.append((named, stage.sizes, values))
        figure = growth(lines, label, "millions of interactions")
        write_text(folder / f"speed-{name}.svg", drawn(figure))
