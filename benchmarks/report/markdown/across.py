"""The tables in report.md and metrics.md that are not about one benchmark."""

from collections.abc import Sequence

from benchmarks.report.markdown.table import table
from benchmarks.report.prose import across, replicating, rivalling, searched
from benchmarks.report.prose.words import NONE, count, fixed, seconds
from benchmarks.report.rows import Agreement, Rank, Resolution
from benchmarks.report.rows_beside import Beside
from benchmarks.report.sections.across import Across, Agreements
from benchmarks.report.sections.definitions import Toy
from benchmarks.report.sections.peers import Peers
from benchmarks.report.sections.replication import Figure
from benchmarks.report.sections.tuning import Search, Value
from benchmarks.report.text import display


def ranks(section: Across, n_benchmarks: int) -> str:
    """Return average ranks by baseline and metric, and the strength by the first metric."""
    heads = ["baseline", "benchmarks", *map(display, section.metrics)]
    if section.has_win_rates:
        heads += ["win rate", "improvability"]
    rows = []
    for name, by_metric in section.rows:
        ran = max(rank.benchmarks for rank in by_metric if rank)
        row = [name, f"{ran} of {n_benchmarks}", *map(_place, by_metric)]
        if section.has_win_rates:
            row += [across.win_rate(by_metric[0]), across.improvability(by_metric[0])]
        rows.append(row)
    return table(heads, rows, "lr")


def resolution(lines: Sequence[Resolution]) -> str:
    """Return what tests tell apart on each benchmark."""
    heads = ["benchmark", "users", "neighbouring ranks told apart", "pairs told apart"]
    rows = []
    for line in lines:
        neighbours = f"{line.neighbours_told_apart} of {line.neighbours}"
        pairs = f"{line.pairs_told_apart} of {line.pairs}"
        tied = f"{line.tied_with_first} of {line.baselines}"
        rows.append([line.benchmark, count(line.n_users), neighbours, pairs, tied])
    return table([*heads, "first or tied with it"], rows, "lr")


def _place(rank: Rank | None) -> str:
    """Return an average rank; a dash for none."""
    return f"{rank.rank:.1f}" if rank else NONE


def taus(agreement: Agreements) -> str:
    """Return Kendall's tau of each two benchmarks on the same data."""
    heads = ["benchmarks", *map(display, agreement.metrics)]
    rows = []
    for pair in agreement.rows:
        label = f"{pair.one} and {pair.other}"
        rows.append([label, *map(_tau, pair.taus)])
    return table(heads, rows, "lr")


def _tau(agreement: Agreement | None) -> str:
    """Return Kendall's tau; a dash for none."""
    return across.tau(agreement.tau) if agreement else NONE


def published(lines: Sequence[Figure]) -> str:
    """Return the published figures of a source beside ours."""
    heads = ["baseline", "data", "metric", "published", "ours", "difference", "tolerance"]
    return table([*heads, "verdict"], map(_published, lines), "lllrrrrl")


def _published(line: Figure) -> list[str]:
    """Return the line of a published figure."""
    return [
        line.baseline,
        line.dataset,
        replicating.metric(line.metric),
        replicating.fixed(line.published, line.decimals),
        replicating.fixed(line.ours, line.decimals),
        replicating.fixed(line.difference, line.decimals, sign=True),
        f"{line.tolerance:g}",
        line.verdict,
    ]


def beside(lines: Sequence[Beside], section: Peers) -> str:
    """Return other implementations of our methods on a benchmark, and what tests say of ours."""
    heads = ["baseline", "library", "class", "trials", "ours", "theirs", "difference"]
    return table(
        [*heads, "p (Holm)", "ours is"], [_beside(row, section) for row in lines], "lllrrrrrl"
    )


def _beside(row: Beside, section: Peers) -> list[object]:
    """Return the line of another implementation."""
    return [
        row.baseline,
        f"{row.library} {row.version}",
        rivalling.implementation(row, section),
        row.trials,
        fixed(row.value, 4),
        fixed(row.other_value, 4),
        rivalling.difference(row),
        rivalling.adjusted(row.p),
        row.verdict or NONE,
    ]


def searches(rows: Sequence[Search]) -> str:
    """Return what the searches on a benchmark tried and chose."""
    heads = ["baseline", "trials", "search, s", "objective", "default", "chosen", "gain"]
    of_test = ["test", "gain, test", "gap"]
    return table([*heads, *of_test, "chosen values", "mind"], map(_searched, rows), "lrrlrrrrrrll")


def _searched(search: Search) -> list[object]:
    """Return the line of a search."""
    return [
        search.baseline,
        searched.trials(search),
        seconds(search.seconds),
        f"validation {display(search.metric)}",
        fixed(search.default, 4),
        fixed(search.chosen, 4),
        searched.change(search.gain, search.kept, search.flat),
        *searched.tested(search.tested),
        ", ".join(map(_chosen, search.values)),
        searched.marks(search.values, search.in_use, search.repeated) or NONE,
    ]


def _chosen(value: Value) -> str:
    """Return a chosen value; a star marks what early stopping found."""
    return f"`{value.text}`{'*' if value.found else ''}"


def one_name(toy: Toy) -> str:
    """Return what formulas that share a name give for one list."""
    heads = ["called", "here", *(f"{count} relevant" for count in toy.relevant), "after"]
    rows = []
    for line in toy.rows:
        values = [fixed(value, 4) for value in line.values]
        rows.append([line.called, f"`{line.name}`", *values, line.source])
    numbers = "r" * len(toy.relevant)
    return table(heads, rows, f"ll{numbers}l")
