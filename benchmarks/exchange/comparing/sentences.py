"""What came out of a comparison in one sentence, and numbers as text."""

from collections import Counter
from collections.abc import Iterator

from benchmarks.exchange.comparing.cells import Cells
from benchmarks.exchange.comparing.comparison import Comparison
from benchmarks.exchange.comparing.significance import Verdict
from benchmarks.splits.wording import listed

_VERDICTS: tuple[Verdict, ...] = (
    *("better", "worse", "different", "undecided", "not comparable", "not tested"),
)
_SIGNIFICANT = _VERDICTS[:3]


def sentence(comparison: Comparison) -> str:
    """Return what came out in one sentence."""
    total = comparison.total
    gone = count(len(comparison.gone), "table")
    lost = count(comparison.went, f"{comparison.tested} figure")
    said = [
        *([_of_changes(comparison)] if comparison.changes or total.differences else []),
        *([f"{gone} went"] if comparison.gone else []),
        *_counts_of_cells(comparison.cells),
        *([f"{lost} went"] if comparison.went else []),
    ]
    if total.differences:
        said.append(f"{len(total.differences):,} of {count(total.figures, 'figure')} differ in all")
    elif not said:
        return f"The same {count(total.figures, 'figure')}."
    else:
        said.append(f"the other {count(total.figures, 'figure')} are the same")
    return "; ".join(said) + "."


def _of_changes(comparison: Comparison) -> str:
    """Return how many headline figures changed, with which verdicts, by how many tests."""
    changes, verdicts = comparison.changes, comparison.verdicts
    of_all = count(comparison.shared, f"{comparison.tested} figure")
    if not changes:
        return f"none of {of_all} changed"
    words = [f"{verdicts[name]:,} {_in_words(name)}" for name in _VERDICTS if verdicts[name]]
    by = Counter(change.by for change in changes if change.by)
    tests = count(by.total(), "test")
    how = listed([f"{number:,} by {kind}" for kind, number in sorted(by.items(), reverse=True)])
    adjusted = f" ({tests} adjusted by Holm, {how})" if by else ""
    return f"{len(changes):,} of {of_all} changed: {listed(words)}{adjusted}"


def _in_words(verdict: Verdict) -> str:
    return f"significantly {verdict}" if verdict in _SIGNIFICANT else verdict


def _counts_of_cells(cells: Cells) -> Iterator[str]:
    for cells_of_kind, verb in (
        *((cells.added, "came"), (cells.dropped, "went")),
        *((cells.failed, "failed newly"), (cells.changed, "changed status")),
    ):
        if cells_of_kind:
            yield f"{count(len(cells_of_kind), 'cell')} {verb}"
    if cells.incomparable:
        yield f"{count(len(cells.incomparable), 'metric')} lost comparability"


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "figure"), count(1200, "figure")
    ('1 figure', '1,200 figures')
    """
    plural = "" if number == 1 else "s"
    return f"{number:,} {noun}{plural}"


def signed(value: float) -> str:
    """Return a difference with its sign; one that is too small for four decimals keeps a digit.

    >>> signed(-0.25), signed(0.000012)
    ('-0.2500', '+1e-05')
    """
    text = f"{value:+.4f}"
    return text if float(text) else f"{value:+.0e}"


def probability(p: float) -> str:
    """Return a p-value with four decimals.

    >>> probability(0.0123), probability(0.00001)
    ('0.0123', '<0.0001')
    """
    return "<0.0001" if p < 0.0001 else f"{p:.4f}"
