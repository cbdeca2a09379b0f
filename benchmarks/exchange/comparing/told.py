"""What a comparison says in words: the same for a terminal, for Markdown and for a page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.exchange.comparing.cells import Cells, Cost
from benchmarks.exchange.comparing.comparison import Comparison
from benchmarks.exchange.comparing.figures import Difference, worded
from benchmarks.exchange.comparing.parts import Change, Part
from benchmarks.exchange.comparing.sentences import count, probability, sentence, signed
from benchmarks.exchange.comparing.significance import Change as Moved

MOST_CHANGES = 20  # headline figures on a terminal
MOST_LINES = 8  # of each note on a terminal
HEADS = ("benchmark", "baseline", "metric", "A", "B", "B − A", "95 %", "p (Holm)", "verdict", "by")


@dataclass(frozen=True)
class Note:
    """A few lines under a heading."""

    heading: str
    lines: list[str]


@dataclass(frozen=True)
class Told:
    """A comparison in words.

    rows : the headline figures that differ, one cell of text for each of HEADS
    """

    before: str
    after: str
    notes: list[Note]
    rows: list[list[str]]
    sentence: str


def told(comparison: Comparison, parts: Mapping[str, Part]) -> Told:
    """Return a comparison in words; nothing is left out, whoever lays it out shortens it.

    parts : what else changed, kind by kind
    """
    notes = [
        Note("tables", list(_tables(comparison))),
        Note("cells", list(_cells(comparison.cells))),
        *(_of_part(kind, part) for kind, part in parts.items()),
        Note("costs, B over A", [_cost(cost) for cost in comparison.costs if _moved(cost)]),
        Note("tests", list(_tests(comparison.changes))),
        Note("other figures", [difference(each) for each in _others(comparison)]),
    ]
    return Told(
        comparison.before,
        comparison.after,
        [note for note in notes if note.lines],
        rows(comparison),
        sentence(comparison),
    )


def rows(comparison: Comparison) -> list[list[str]]:
    """Return the figures that changed as text, the most significant first, a cell for each head."""
    return [_row(change) for change in comparison.changes]


def _tables(comparison: Comparison) -> Iterator[str]:
    for name, compared in comparison.tables.items():
        if compared.differences:
            yield f"{name}.csv: {compared.same:,} of {count(compared.figures, 'figure')} the same"
    for name in comparison.gone:
        yield f"{name}.csv: only in A"
    for name in comparison.new:
        yield f"{name}.csv: only in B, not compared"


def _cells(cells: Cells) -> Iterator[str]:
    yield from (f"{name}: came" for name in cells.added)
    yield from (f"{name}: went" for name in cells.dropped)
    yield from (_change(change) for change in (*cells.failed, *cells.changed))
    unlike = Counter((benchmark, view) for benchmark, view, _ in cells.incomparable)
    for (benchmark, view), number in unlike.items():
        metrics = count(number, "metric")
        yield f"{benchmark} {view}: other fingerprints of {metrics}, which do not compare"


def _of_part(kind: str, part: Part) -> Note:
    how = f" ({part.reason})" if part.reason and part.changes else ""
    lines = [_change(change) for change in part.changes]
    return Note(f"{kind}{how}", lines or [part.reason] * bool(part.reason))


def _change(change: Change) -> str:
    return f"{change.what}: {change.before} → {change.after}"


def _moved(cost: Cost) -> bool:
    return any(ratio != 1 for ratio in cost.ratios.values())


def _cost(cost: Cost) -> str:
    low, high = min(cost.ratios.values()), max(cost.ratios.values())
    cells = count(len(cost.ratios), "cell")
    return f"{cost.column}: ×{cost.middle:.2f} in the median of {cells} (×{low:.2f} to ×{high:.2f})"


def _tests(changes: Iterable[Moved]) -> Iterator[str]:
    """Yield why figures were not tested over users."""
    reasons = Counter((change.by or change.verdict, change.reason) for change in changes)
    for (how, reason), number in reasons.items():
        if reason:
            by = f"by {how}" if how == "intervals" else how
            yield f"{number:,} {by}: {reason}"


def _others(comparison: Comparison) -> list[Difference]:
    """Return the differences that are no headline figures, those of groups last."""
    moved = {change.figure for change in comparison.changes}
    others = [each for each in comparison.total.differences if each.figure not in moved]
    return sorted(others, key=lambda each: not each.is_of_everybody)


def difference(each: Difference, verbs: Sequence[str] = ("A", "B")) -> str:
    """Return a difference as a line; `verbs` introduce what it was and what it is."""
    was, now = each.before or "nothing", each.after or "nothing"
    line = f"{each.table}.csv {worded(each.labels)}, {each.column}"
    line += f": {verbs[0]} {was}, {verbs[1]} {now}"
    if each.intervals is not None:
        line += f" ({each.intervals:+.3f} of the interval's width)"
    return line


def shortened(lines: Sequence[str], most: int) -> list[str]:
    """Return the first lines, and how many more there are."""
    more = len(lines) - most
    return [*lines[:most], f"… and {more:,} more"] if more > 0 else list(lines)


def _row(change: Moved) -> list[str]:
    benchmark, view, baseline, metric = change.figure
    interval = "" if change.ci_low is None else f"{change.ci_low:+.4f} to {change.ci_high:+.4f}"
    return [
        benchmark if view == "all" else f"{benchmark} {view}",
        baseline,
        metric,
        f"{change.before:.4f}",
        f"{change.after:.4f}",
        signed(change.difference),
        interval,
        "" if change.p_holm is None else probability(change.p_holm),
        change.verdict,
        change.by,
    ]
