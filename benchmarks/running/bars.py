"""Where a run stands as bars, in as many columns as there are."""

import sys

from rich.console import Console, Group
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from benchmarks.running.standing import Running, Standing, clock

_FEW_COLUMNS = 60  # in which a bar of its own for each stage that runs has no room
_FIXED_ROWS = 6  # of a terminal that are not for stages that run
_MOST_COLUMNS = 120  # beyond which a bar says no more


def drawn(standing: Standing, columns: int, rows: int) -> list[str]:
    """Return the lines that show where a run stands, with colours as the terminal has them."""
    columns = min(columns, _MOST_COLUMNS)
    console = Console(file=sys.stdout, force_terminal=True, width=columns, highlight=False)
    most = max(rows - _FIXED_ROWS, 1)
    running = standing.running[:most]
    more = len(standing.running) - len(running)
    with console.capture() as captured:  # of `file` its encoding is used alone
        console.print(
            Group(
                _counts(standing.parts),
                _table(running, columns),
                *([Text(f"  and {more} more")] if more else []),
                _facts(standing, columns),
            )
        )
    return captured.get().splitlines()


def _counts(parts: dict[str, tuple[int, int]]) -> Table:
    """Return a bar for each of what is counted."""
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column()
    table.add_column(ratio=1)
    table.add_column(justify="right")
    for name, (ended, total) in parts.items():
        table.add_row(name, _bar(total, ended), f"{ended} of {total}")
    return table


def _table(running: tuple[Running, ...], columns: int) -> Table:
    """Return what runs, and for how long; in wide terminals also its share as a bar."""
    is_wide = columns >= _FEW_COLUMNS
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis" if _is_unicode() else "crop")
    table.add_column(justify="right", no_wrap=True)
    if is_wide:
        table.add_column(width=columns // 4)
    for each in running:
        expected = f" of {clock(max(each.expected, 1))}" if each.expected else ""
        cells = [f"  {each.words} {each.note}".rstrip(), f"{clock(each.seconds)}{expected}"]
        table.add_row(*cells, *([_share(each)] if is_wide else []))
    return table


def _share(each: Running) -> ProgressBar | str:
    """Return how much of what a stage is expected to take is over; of an unknown one nothing."""
    return _bar(each.expected, each.seconds) if each.expected else ""


def _bar(total: float, completed: float) -> ProgressBar:
    """Return a bar in colours that are seen on a dark ground and on a light one."""
    return ProgressBar(
        total, completed, style="bright_black", complete_style="green", finished_style="green"
    )


def _facts(standing: Standing, columns: int) -> Text:
    """Return the rest, in as many lines as it takes; a fact stands whole in one."""
    between = " \u00b7 " if _is_unicode() else ", "
    lines: list[str] = []
    for fact in standing.facts():
        joined = f"{lines[-1]}{between}{fact}" if lines else fact
        lines[-1:] = [joined] if len(joined) <= columns else [*lines[-1:], fact]
    text = Text("\n".join(lines))
    text.highlight_regex(r"\d+ failed", "bold red")
    return text


def _is_unicode() -> bool:
    return sys.stdout.encoding.lower().startswith("utf")
