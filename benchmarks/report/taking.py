"""One table of numbers, as somebody asks for it: for a paper, a page or a program."""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.contract.csv import as_csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_text
from benchmarks.report import inputs
from benchmarks.report.inputs import Inputs
from benchmarks.report.latex import board
from benchmarks.report.markdown.table import table as markdown
from benchmarks.report.prose.words import NONE, bound, few_buyers, fixed, plural, rare
from benchmarks.report.sections.chosen import Chosen, Number, asked
from benchmarks.report.text import display

_DIGITS = 4  # as in tables for papers
_MARKS = (
    "Best: significantly ahead of all others; tied: nobody is significantly ahead (paired "
    "tests over users, adjusted by Holm, 5 %)."
)
_COLUMNS = "benchmark,baseline,metric,value,ci_low,ci_high,sd,n_users,mark".split(",")


def take(leaderboard: str, baselines: str, metrics: str, kind: str, inches: float, to: str) -> None:
    """Write a table to a file, or to standard output for "".

    baselines, metrics : names with commas; "" for those of the short table, `all` for all baselines
    inches : width of the line of LaTeX
    """
    given = inputs.read()
    chosen = asked(leaderboard, _names(baselines), _names(metrics), given)
    text = written(chosen, kind, inches, given)
    if to:
        write_text(Path(to), text)
    else:
        sys.stdout.write(f"{text.rstrip()}\n")


def written(chosen: Chosen, kind: str, inches: float, given: Inputs) -> str:
    """Return a table as `latex`, `markdown` or `csv`; one that is too wide is a UserError."""
    if kind == "csv":
        return as_csv(_COLUMNS, _rows(chosen))
    if kind == "markdown":
        return _in_markdown(chosen)
    table = board.of_width(chosen, given, inches, f"tab:{chosen.board.name}-chosen")
    if not table.fits:
        raise UserError(
            f"report --table {chosen.board.name}: {plural(len(chosen.metrics), 'metric')} need a "
            f"line of {table.needs:.1f} in, --width is {inches:g}: take fewer, or another width."
        )
    return table.written()


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _in_markdown(chosen: Chosen) -> str:
    """Return the table with intervals in brackets, and what its marks mean below it."""
    heads = ["baseline", *map(display, chosen.metrics)]
    rows = [[name, *map(_cell, numbers)] for name, numbers in chosen.lines]
    marks = {number.mark for _, numbers in chosen.lines for number in numbers}
    whose = f"{chosen.board.name}: {len(rows)} of {plural(chosen.of, 'baseline')}"
    said = f"{whose}, with 95 % intervals over users."
    meaning = [_MARKS] if marks - {""} else []
    cells = [of.estimate for _, numbers in chosen.lines for of in numbers if of.estimate]
    meaning += [few_buyers()] if any(of.few_buyers for of in cells) else []
    return f"{markdown(heads, rows, 'lr')}\n\n{' '.join([said, *meaning])}"


def _cell(number: Number) -> str:
    estimate = number.estimate
    if estimate is None:
        return NONE
    said = fixed(estimate.value, _DIGITS)
    if estimate.low is not None and estimate.high is not None:
        said += f" ({fixed(estimate.low, _DIGITS)}–{fixed(estimate.high, _DIGITS)}){rare(estimate)}"
    elif bound(estimate):
        said += f" ({bound(estimate, _DIGITS)})"
    return f"{said} {number.mark}".rstrip()


def _rows(chosen: Chosen) -> Iterator[dict[str, object]]:
    """Yield a row for each number."""
    for name, numbers in chosen.lines:
        for metric, number in zip(chosen.metrics, numbers, strict=True):
            estimate = number.estimate
            if estimate is not None:
                yield {
                    "benchmark": chosen.board.name,
                    "baseline": name,
                    "metric": metric,
                    "value": estimate.value,
                    "ci_low": estimate.low,
                    "ci_high": estimate.high,
                    "sd": estimate.sd,
                    "n_users": estimate.n_users,
                    "mark": number.mark,
                }
