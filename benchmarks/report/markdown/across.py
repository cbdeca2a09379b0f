"""The tables in report.md and metrics.md that are not about one benchmark."""

from collections.abc import Sequence

from benchmarks.report.markdown.table import table
from benchmarks.report.prose import across, replicating, searched
from benchmarks.report.prose.words import NONE, fixed, seconds
from benchmarks.report.sections.across import Across, Agreements
from benchmarks.report.sections.definitions import Toy
from benchmarks.report.sections.replication import Figure
from benchmarks.report.sections.tuning import Search
from benchmarks.report.text import display


def ranks(section: Across, n_benchmarks: int) -> str:
    """Return average ranks by baseline and metric."""
    heads = ["baseline", "benchmarks", *map(display, section.metrics)]
    rows = []
    for name, by_metric in section.rows:
        runs_on = max(rank.benchmarks for rank in by_metric if rank)
        places = [f"{rank.rank:.1f}" if rank else NONE for rank in by_metric]
        rows.append([name, f"{runs_on} of {n_benchmarks}", *places])
    return table(heads, rows, "lr")


def taus(agreement: Agreements) -> str:
    """Return Kendall's tau of each two benchmarks on the same data."""
    rows = [
        [
            f"{pair.one} and {pair.other}",
            *(across.tau(one.tau) if one else NONE for one in pair.taus),
        ]
        for pair in agreement.rows
    ]
    return table(["benchmarks", *map(display, agreement.metrics)], rows, "lr")


def published(lines: Sequence[Figure]) -> str:
    """Return the published figures of a source beside ours."""
    heads = ["baseline", "data", "metric", "published", "ours", "difference", "tolerance"]
    rows = [
        [
            line.baseline,
            line.dataset,
            replicating.metric(line.metric),
            replicating.fixed(line.published, line.decimals),
            replicating.fixed(line.ours, line.decimals),
            replicating.fixed(line.difference, line.decimals, sign=True),
            f"{line.tolerance:g}",
            line.verdict,
        ]
        for line in lines
    ]
    return table([*heads, "verdict"], rows, "lllrrrrl")


def searches(rows: Sequence[Search]) -> str:
    """Return what the searches on a benchmark tried and chose."""
    heads = ["baseline", "trials", "search, s", "objective", "default", "chosen", "gain"]
    lines = [
        [
            line.baseline,
            line.trials,
            seconds(line.seconds),
            f"validation {display(line.metric)}",
            fixed(line.default, 4),
            fixed(line.chosen, 4),
            searched.change(line.gain, line.kept, line.flat),
            ", ".join(f"`{value.text}`{'*' * value.found}" for value in line.values),
            searched.marks(line.values, line.in_use) or NONE,
        ]
        for line in rows
    ]
    return table([*heads, "chosen values", "mind"], lines, "lrrlrrrll")


def one_name(toy: Toy) -> str:
    """Return what formulas that share a name give for one list."""
    heads = ["called", "here", *(f"{count} relevant" for count in toy.relevant), "after"]
    rows = [
        [line.called, f"`{line.name}`", *(fixed(value, 4) for value in line.values), line.source]
        for line in toy.rows
    ]
    return table(heads, rows, f"ll{'r' * len(toy.relevant)}l")
