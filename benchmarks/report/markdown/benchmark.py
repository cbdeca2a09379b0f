"""The tables of a benchmark's section in report.md."""

from collections.abc import Sequence

from benchmarks.report.markdown.table import table
from benchmarks.report.prose import gaps, leading, pairs
from benchmarks.report.prose.benchmark import Told
from benchmarks.report.prose.nouns import Nouns
from benchmarks.report.prose.words import NONE, bound, fixed, percent, rare
from benchmarks.report.rows import Estimate, Pair
from benchmarks.report.sections.beyond import Family
from benchmarks.report.sections.cold_start import Known
from benchmarks.report.sections.grids import Grid
from benchmarks.report.sections.leaderboard import Board, Line
from benchmarks.report.sections.pairwise import Family as Tested
from benchmarks.report.sections.user_groups import GapLine
from benchmarks.report.sections.views import SecondViews
from benchmarks.report.sections.workbench import Workbench
from benchmarks.report.text import display

INTERVAL = "95 % interval"


def leaderboard(board: Board) -> str:
    """Return the leaderboard; a mark stands in brackets behind its number."""
    heads = ["baseline", display(board.metric), INTERVAL]
    heads += [*map(display, board.others), "fit, CPU s", "fallback"]
    rows = [_ranked(line) for line in board.rows]
    if board.rating_fallback:
        heads.append("rating fallback")
        for row, line in zip(rows, board.rows, strict=True):
            row.append(percent(line.rating_fallback_share))
    return table(heads, rows, "lr")


def _ranked(line: Line) -> list[str]:
    """Return a baseline's line of the leaderboard."""
    estimates = [line.headline, *line.others]
    first, *others = map(_marked, estimates, line.marks)
    return [
        f"{line.baseline} ({line.origin})" if line.origin else line.baseline,
        first,
        _bounds(line.headline),
        *others,
        leading.cost(line),
        percent(line.fallback_share),
    ]


def _marked(estimate: Estimate | None, mark: str) -> str:
    """Return a number with the word that stands beside it."""
    value = _value(estimate)
    return f"{value} ({mark})" if mark else value


def _bounds(estimate: Estimate | None) -> str:
    """Return an interval; a dash for none."""
    if estimate is None or estimate.low is None:
        return NONE
    return f"{fixed(estimate.low)} to {fixed(estimate.high)}"


def against(family: Tested, reference: str) -> str:
    """Return the comparisons of all baselines with the reference by one metric."""
    difference = f"{display(family.metric)} against {reference}"
    heads = ["baseline", "verdict", difference, INTERVAL, "relative", "p, Holm", "effect size"]
    return table([*heads, "win / tie / loss"], map(_compared, family.against), "llr")


def _compared(pair: Pair) -> list[str]:
    """Return a baseline's line against the reference."""
    return [
        pair.baseline,
        pair.verdict,
        pairs.signed(pair.difference),
        pairs.between(pair.low, pair.high),
        pairs.signed_share(pair.relative),
        pairs.p_cell(pair.p),
        pairs.signed(pair.effect_size, 2),
        pairs.shares(pair),
    ]


def second_view(slices: SecondViews) -> str:
    """Return the headline metrics under second views; a dagger marks those that make no claim."""
    heads = ["baseline"]
    rows = {name: [name] for name in slices.baselines}
    for group in slices.groups:
        name = group.name if group.claim else f"{group.name}†"
        for metric, numbers in group.metrics.items():
            heads.append(f"{name} {display(metric)}")
            for baseline, row in rows.items():
                row.append(_value(numbers.get(baseline)))
    return table(heads, rows.values(), "lr")


def known(curve: Known) -> str:
    """Return the headline metric by size of history."""
    heads = ["baseline", *curve.sizes]
    rows = [[line.baseline, *map(_value, line.numbers)] for line in curve.rows]
    return table(heads, rows, "lr")


def grid(numbers: Grid) -> str:
    """Return a table of baselines by numbers, their intervals in brackets."""
    heads = ["baseline", *(display(head.title) for head in numbers.heads)]
    digits = [head.digits for head in numbers.heads]
    rows = [[name, *map(_with_interval, estimates, digits)] for name, estimates in numbers.rows]
    return table(heads, rows, "lr")


def beyond(families: Sequence[Family], board: Board) -> str:
    """Return what lists are besides relevant, all families in one table."""
    heads = ["baseline"]
    rows = {name: [name] for name in board.baselines}
    for family in families:
        for column in family.table.heads:
            heads.append(display(column.title))
            for baseline, row in rows.items():
                row.append(_value(column.numbers.get(baseline), column.digits))
    return table(heads, rows.values(), "lr")


def fairness(lines: Sequence[GapLine]) -> str:
    """Return by attribute of users how many gaps are larger than chance, and the leader's."""
    gap = f"gap of {lines[0].leader}"
    heads = ["attribute", "groups", "gaps larger than chance", "behind most often", gap]
    return table(heads, map(_gaps, lines), "lrrl")


def _gaps(line: GapLine) -> list[object]:
    """Return the line of an attribute of users."""
    return [
        display(line.attribute),
        line.groups,
        f"{line.larger} of {line.baselines}",
        line.behind[0] if line.behind else NONE,
        f"{gaps.gap(line.gap)} ({gaps.who(line.gap)})" if line.gap else NONE,
    ]


def in_groups(bench: Workbench, nouns: Nouns) -> str:
    """Return who leads in each group of users that was tested."""
    rows = [
        [group.choice.said, group.n_users, bench.called(group.order[0]), gaps.tied(group, bench)]
        for group in bench.of_first_view
    ]
    return table(["group", nouns.users, "first", "tied with it"], rows, "lrl")


def left_out(told: Told) -> str:
    """Return what the catalogue leaves out."""
    head, *rows = told.left_out
    return table(head, rows, "lr")


def audit(told: Told) -> str:
    """Return what the audit of the split found."""
    return table(["looked for", "found", "what it means"], told.audit, "l")


def _value(estimate: Estimate | None, digits: int = 3) -> str:
    """Return a number; a dash for none."""
    return fixed(estimate.value if estimate else None, digits)


def _with_interval(estimate: Estimate | None, digits: int) -> str:
    """Return a number with its interval in brackets, if it has one."""
    value = _value(estimate, digits)
    if estimate is None or estimate.low is None:
        ends = bound(estimate, digits) if estimate else ""
        return f"{value} ({ends})" if ends else value
    low = fixed(estimate.low, digits)
    high = fixed(estimate.high, digits)
    return f"{value} ({low}–{high}){rare(estimate)}"
