"""A leaderboard as a table of a paper: all of it, its best, or what somebody asked for."""

from benchmarks import metrics
from benchmarks.report.inputs import Inputs
from benchmarks.report.labels import SUBMITTED
from benchmarks.report.latex import captions
from benchmarks.report.latex.table import COLUMN, PAGE, Table, caption
from benchmarks.report.latex.tex import DASH, code, escape, in_column, short, small
from benchmarks.report.prose import choosers, setup, submitting
from benchmarks.report.rows import Estimate
from benchmarks.report.sections.chosen import Chosen, Number
from benchmarks.report.sections.verdicts import Standing
from benchmarks.report.text import display
from benchmarks.splits.wording import listed
from benchmarks.stats.levels import FEWEST_BUYERS

_BOLD = "Bold: significantly ahead of all others."
_DAGGER = "$\\dagger$: nobody is significantly ahead of them (paired tests, Holm, 5\\,\\%)."
_BRACKETS = "Brackets: 95\\,\\% intervals over users."
_BOUND = "$\\le$, $\\ge$: where a number lies on which nearly all users agree."
_FEW = f"$\\ddagger$: fewer than {FEWEST_BUYERS} users have any, so the interval may be too short."
_SPREAD = "$\\pm$: standard deviation over seeds."
_METHODS = (
    "Intervals are by the studentized bootstrap over users; tests by the paired studentized "
    "bootstrap, adjusted by Holm over all pairs of baselines."
)


def full(chosen: Chosen, inputs: Inputs) -> Table:
    """Return the table of all baselines, for the width of a page."""
    return of_width(chosen, inputs, PAGE, f"tab:{chosen.board.name}")


def brief(chosen: Chosen, inputs: Inputs) -> Table:
    """Return the table of the best, by as many metrics as a column holds and by one at least."""
    label = f"tab:{chosen.board.name}-short"
    for n in range(len(chosen.metrics), 1, -1):
        table = _table(chosen.first(n), inputs, COLUMN, label)
        if table.fits:
            return table
    return _table(chosen.first(1), inputs, COLUMN, label)


def of_width(chosen: Chosen, inputs: Inputs, inches: float, label: str) -> Table:
    """Return a table with as many intervals as its line holds: spreads go first, then the last."""
    n_metrics = len(chosen.metrics)
    table = _table(chosen, inputs, inches, label)
    for n_intervals in range(n_metrics, -1, -1):
        if table.fits:
            break
        table = _table(chosen, inputs, inches, label, n_intervals)
    return table


def _table(
    chosen: Chosen, inputs: Inputs, inches: float, label: str, n_intervals: int | None = None
) -> Table:
    """Return a table with the intervals of the first metrics; with all, and spreads, for None."""
    columns = list(zip(*(numbers for _, numbers in chosen.lines), strict=True))
    decimals = [_decimals(column) for column in columns]
    rows = []
    for name, numbers in chosen.lines:
        cells = [
            _cell(number, digits, n_intervals is None, n_intervals is None or place < n_intervals)
            for place, (number, digits) in enumerate(zip(numbers, decimals, strict=True))
        ]
        rows.append([in_column(name), *cells])
    heads = [f"{escape(display(metric))} {_arrow(metric)}".rstrip() for metric in chosen.metrics]
    said, left = caption(_sentences(chosen, inputs, rows))
    return Table(
        label=label,
        caption=said,
        heads=["baseline", *heads],
        rows=rows,
        notes=(*left, *_notes(chosen, inputs)),
        inches=inches,
        starred=inches > COLUMN,
    )


def _arrow(metric: str) -> str:
    """Return the arrow that points where numbers are better; "" where neither side is."""
    arrows = {"higher": r"$\uparrow$", "lower": r"$\downarrow$"}
    return arrows.get(metrics.of_column(metric).direction, "")


def _decimals(column: tuple[Number, ...]) -> int:
    """Return how many decimals leave the highest number of a column four digits or one more.

    >>> from benchmarks.report.rows import Estimate
    >>> [_decimals((Number(Estimate(value, None, None, 9), ""),)) for value in (0.5, 1.5, 150.0)]
    [4, 3, 1]
    """
    highest = max((abs(of.estimate.value) for of in column if of.estimate), default=0.0)
    return max(4 - len(str(int(highest))) * (highest >= 1), 0)


def _cell(number: Number, decimals: int, with_spread: bool, with_interval: bool) -> str:
    """Return a number with its interval, or the spread of its seeds without; a dash for none."""
    estimate = number.estimate
    if estimate is None:
        return DASH
    value = short(estimate.value, decimals)
    marked = {"best": f"\\textbf{{{value}}}", "tied": f"{value}$^\\dagger$"}.get(number.mark, value)
    marked += r"$^\ddagger$" if estimate.few_buyers else ""
    if estimate.low is not None and estimate.high is not None:
        if not with_interval:
            return marked
        low, high = short(estimate.low, decimals), short(estimate.high, decimals)
        return f"{marked} {small(f'[{low}, {high}]')}"
    if with_interval and _bound(estimate, decimals):
        return f"{marked} {small(_bound(estimate, decimals))}"
    if estimate.sd is not None and with_spread:
        spread = small(rf"$\pm$ {short(estimate.sd, decimals)}")
        return f"{marked} {spread}"
    return marked


def _bound(estimate: Estimate, decimals: int) -> str:
    """Return where a number without interval lies, on which nearly all users agree; "" unknown."""
    low, high = estimate.at_least, estimate.at_most
    if low is None or high is None:
        return ""
    if low == 0:
        return rf"[$\le$ {short(high, decimals)}]"
    if high == 1:
        return rf"[$\ge$ {short(low, decimals)}]"
    return f"[{short(low, decimals)}, {short(high, decimals)}]"


def _sentences(chosen: Chosen, inputs: Inputs, rows: list[list[str]]) -> list[str]:
    """Return the sentences of the caption, the most needed first."""
    cells = " ".join(cell for row in rows for cell in row)
    equals = [
        _equals(standing)
        for metric, standing in chosen.standings.items()
        if metric in chosen.metrics and standing.best and standing.equal
    ]
    return [
        f"{captions.title(chosen.board, inputs)}: {_which(chosen)}.",
        _BOLD if r"\textbf" in cells else "",
        _DAGGER if r"^\dagger" in cells else "",
        *equals,
        _BRACKETS if "[" in cells else "",
        _FEW if r"\ddagger" in cells else "",
        _BOUND if r"\le" in cells or r"\ge" in cells else "",
        _SPREAD if r"\pm" in cells else "",
        captions.fingerprint(chosen.board, "", inputs),
        submitting.marked() if f"({SUBMITTED})" in cells else "",
    ]


def _which(chosen: Chosen) -> str:
    """Return the words on which baselines stand in the table, and on who was scored."""
    n = len(chosen.lines)
    beside = chosen.baselines[chosen.best :]
    if n == chosen.of:
        said = f"all {n} baselines"
    elif chosen.best:
        others = listed([code(name) for name in beside]) if len(beside) == 1 else "others"
        said = (
            f"the {chosen.best} best of {chosen.of} baselines{' and ' + others if beside else ''}"
        )
    else:
        said = f"{n} of {chosen.of} baselines"
    columns = zip(*(numbers for _, numbers in chosen.lines), strict=True)
    sizes = [[of.estimate.n_users for of in column if of.estimate] for column in columns]
    n_users = max(next(filter(None, sizes), [0]))  # by the first metric that any has
    return f"{said}, {n_users:,} users"


def _equals(standing: Standing) -> str:
    """Return the sentence on a leader that is ahead of some by practically nothing."""
    metric, leader = escape(display(standing.metric)), code(standing.leader)
    equal = listed([code(name) for name in standing.equal])
    return f"By {metric}, {leader} is best, yet practically equal to {equal}."


def _notes(chosen: Chosen, inputs: Inputs) -> list[str]:
    """Return what the file says in comments: methods, protocol, works to cite."""
    board = chosen.board
    said = [*setup.scored(board, inputs), *setup.protocol(board, inputs)]
    said += choosers.untuned(board, inputs)
    return [_METHODS, " ".join(said), *captions.works(board, chosen.baselines, inputs)]
