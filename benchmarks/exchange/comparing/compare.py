"""`python -m benchmarks compare A B`: two reports, whatever holds them."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_text
from benchmarks.exchange.comparing import form, printing, sides
from benchmarks.exchange.comparing.changes import changes
from benchmarks.exchange.comparing.comparison import Comparison, compare, opened
from benchmarks.exchange.comparing.narrow import Wanted
from benchmarks.exchange.comparing.sentences import count
from benchmarks.exchange.comparing.told import HEADS, Told, told

STDOUT = "-"  # in place of a file: printed, instead of what a person reads


def main(
    before: str,
    after: str,
    benchmark: Sequence[str] = (),
    metric: Sequence[str] = (),
    html: str = "",
    markdown: str = "",
    json: str = "",
    fail_on: str = "never",
) -> None:
    """Compare two sides and print what came out; files are written where they are named.

    before, after : a revision, an experiment of DVC, a folder, or `workspace`
    benchmark, metric : which alone; html, markdown, json : files, `-` for standard output
    fail_on : `worse`, a UserError where a figure is significantly worse or a cell failed newly;
    `changed`, where any figure differs
    """
    first, second = sides.of_word(before), sides.of_word(after)
    wanted = Wanted.of(benchmark, metric)
    sides_opened = opened(first, second, wanted.within)
    wanted.check(opened_side.whole for opened_side in sides_opened)
    comparison = compare(*sides_opened, "chosen" if metric else "headline")
    parts = changes(*sides_opened)
    said = told(comparison, parts)
    if html:
        _write_page(Path(html), said)
    if markdown:
        _write(markdown, printing.markdown(said))
    if json:
        _write(json, form.as_json(comparison, parts))
    if STDOUT not in (markdown, json):
        print(printing.text(said))
    _judge(comparison, fail_on)


def _write_page(file: Path, said: Told) -> None:
    from benchmarks.report import compared  # Jinja and the report's sentences: half a second

    _save(file, compared.page(said, HEADS))


def _write(file: str, text: str) -> None:
    if file == STDOUT:
        print(text)
    else:
        _save(Path(file), text)


def _save(file: Path, text: str) -> None:
    try:
        write_text(file, text)
    except OSError as error:
        raise UserError(f"{file}: cannot be written: {error.strerror}; name a file.") from error


def _judge(comparison: Comparison, fail_on: str) -> None:
    """Raise UserError where what came out is what the caller does not accept."""
    worse, failed = comparison.verdicts["worse"], len(comparison.cells.failed)
    if fail_on == "worse" and (worse or failed):
        figures = count(worse, f"{comparison.tested} figure")
        raise UserError(f"significantly worse: {figures}; failed newly: {count(failed, 'cell')}.")
    if fail_on == "changed" and not comparison.is_same:
        figures = count(len(comparison.total.differences), "figure")
        gone = f" and {count(len(comparison.gone), 'table')} went" if comparison.gone else ""
        raise UserError(f"not the same report: {figures} differ{gone}.")
