"""The tables of a benchmark's section in report.md."""

from collections.abc import Sequence

from benchmarks.report.markdown.table import table
from benchmarks.report.prose import gaps, pairs
from benchmarks.report.prose.benchmark import Told
from benchmarks.report.prose.words import NONE, fixed, percent, seconds
from benchmarks.report.rows import Estimate
from benchmarks.report.sections.beyond import Family
from benchmarks.report.sections.cold_start import Known
from benchmarks.report.sections.grids import Grid
from benchmarks.report.sections.leaderboard import Board, Line
from benchmarks.report.sections.pairwise import Family as Tested
from benchmarks.report.sections.user_groups import GapLine
from benchmarks.report.sections.views import SecondViews
from benchmarks.report.text import display

INTERVAL = "95 % interval"


def leaderboard(board: Board) -> str:
    """Return the leaderboard; a mark stands in brackets behind its number."""
    heads = ["baseline", display(board.metric), INTERVAL, *map(display, board.others)]
    heads += ["fit, s", "fallback", *(["rating fallback"] if board.rating_fallback else [])]
    return table(heads, [_leaderboard_row(line, board) for line in board.rows], "lr")


def _leaderboard_row(line: Line, board: Board) -> list[str]:
    first, *others = (
        _value(estimate) + (f" ({mark})" if mark else "")
        for estimate, mark in zip([line.headline, *line.others], line.marks, strict=True)
    )
    headline = line.headline
    bounds = NONE
    if headline and headline.low is not None:
        bounds = f"{fixed(headline.low)} to {fixed(headline.high)}"
    label = f"{line.baseline} ({line.origin})" if line.origin else line.baseline
    cost = [seconds(line.fit_seconds), percent(line.fallback_share)]
    if board.rating_fallback:
        cost.append(percent(line.rating_fallback_share))
    return [label, first, bounds, *others, *cost]


def against(family: Tested, reference: str) -> str:
    """Return the comparisons of all baselines with the reference by one metric."""
    difference = f"{display(family.metric)} against {reference}"
    heads = ["baseline", "verdict", difference, INTERVAL, "relative", "p, Holm", "effect size"]
    rows = [
        [
            pair.baseline,
            pair.verdict,
            pairs.signed(pair.difference),
            pairs.between(pair.low, pair.high),
            pairs.signed_share(pair.relative),
            pairs.p_cell(pair.p),
            pairs.signed(pair.effect_size, 2),
            pairs.shares(pair),
        ]
        for pair in family.against
    ]
    return table([*heads, "win / tie / loss"], rows, "llr")


def second_view(slices: SecondViews) -> str:
    """Return the headline metrics under second views; a dagger marks those that make no claim."""
    columns = [
        (f"{group.name}{'' if group.claim else '†'} {display(metric)}", numbers)
        for group in slices.groups
        for metric, numbers in group.metrics.items()
    ]
    rows = [
        [name, *(_value(numbers.get(name)) for _, numbers in columns)] for name in slices.baselines
    ]
    return table(["baseline", *(head for head, _ in columns)], rows, "lr")


def known(curve: Known) -> str:
    """Return the headline metric by size of history."""
    rows = [[line.baseline, *map(_value, line.numbers)] for line in curve.rows]
    return table(["baseline", *curve.sizes], rows, "lr")


def grid(numbers: Grid) -> str:
    """Return a table of baselines by numbers, their intervals in brackets."""
    heads = ["baseline", *(display(head.title) for head in numbers.heads)]
    digits = [head.digits for head in numbers.heads]
    rows = [[name, *map(_with_interval, estimates, digits)] for name, estimates in numbers.rows]
    return table(heads, rows, "lr")


def beyond(families: Sequence[Family], board: Board) -> str:
    """Return what lists are besides relevant, all families in one table."""
    heads = [head for family in families for head in family.table.heads]
    by_family = [dict(family.table.rows) for family in families]
    widths = [len(family.table.heads) for family in families]
    rows = []
    for line in board.rows:
        estimates: list[Estimate | None] = []
        for numbers, width in zip(by_family, widths, strict=True):
            estimates += numbers.get(line.baseline, [None] * width)
        digits = [head.digits for head in heads]
        rows.append([line.baseline, *map(_value, estimates, digits)])
    return table(["baseline", *(display(head.title) for head in heads)], rows, "lr")


def fairness(lines: Sequence[GapLine]) -> str:
    """Return by attribute of users how many gaps are larger than chance, and the leader's."""
    gap = f"gap of {lines[0].leader}"
    heads = ["attribute", "groups", "gaps larger than chance", "behind most often", gap]
    rows = [
        [
            display(line.attribute),
            line.groups,
            f"{line.larger} of {line.baselines}",
            line.behind[0] if line.behind else NONE,
            f"{gaps.gap(line.gap)} ({gaps.who(line.gap)})" if line.gap else NONE,
        ]
        for line in lines
    ]
    return table(heads, rows, "lrrl")


def left_out(told: Told) -> str:
    """Return what the catalogue leaves out."""
    head, *rows = told.left_out
    return table(head, rows, "lr")


def audit(told: Told) -> str:
    """Return what the audit of the split found."""
    return table(["looked for", "found", "what it means"], told.audit, "l")


def _value(estimate: Estimate | None, digits: int = 3) -> str:
    return fixed(estimate.value if estimate else None, digits)


def _with_interval(estimate: Estimate | None, digits: int) -> str:
    if estimate is None or estimate.low is None:
        return _value(estimate, digits)
    low, high = fixed(estimate.low, digits), fixed(estimate.high, digits)
    return f"{_value(estimate, digits)} ({low}–{high})"
