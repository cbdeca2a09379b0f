"""The table of a leaderboard as it stands before anybody chooses: one metric, everybody."""

from dataclasses import dataclass

from benchmarks import metrics
from benchmarks.report.inputs import Numbers
from benchmarks.report.rows import Estimate
from benchmarks.report.sections.choices import EVERYBODY
from benchmarks.report.sections.scales import Axis, axis
from benchmarks.report.sections.tested import Tested
from benchmarks.report.sections.workbench import Contender, Workbench


@dataclass(frozen=True)
class Line:
    """A line of the table.

    rank : a range where tests leave it open; "" without a number; kind : of its style
    against : relative difference from the reference
    """

    contender: Contender
    estimate: Estimate | None
    rank: str
    status: str
    kind: str
    against: float | None


@dataclass(frozen=True)
class Opening:
    """The table: `reference` is the number of the baseline that others are compared with."""

    axis: Axis
    reference: float | None
    lines: list[Line]


def opening(bench: Workbench) -> Opening:
    """Return the table of the first metric."""
    numbers = bench.numbers.get((bench.views[0], EVERYBODY, bench.metric), {})
    reference = numbers.get(bench.reference or "")
    places = _places(numbers, metrics.falls(bench.metric))
    lines = [
        _line(contender, numbers.get(contender.name), places, bench)
        for contender in bench.contenders
    ]
    ends = [end for of in numbers.values() for end in (of.value, of.low, of.high)]
    shown = axis(end for end in ends if end is not None)
    return Opening(shown, reference.value if reference else None, lines)


def _places(numbers: Numbers, falls: bool) -> dict[str, int]:
    """Return the place of each baseline by its number; equal numbers share one."""
    values = [of.value for of in numbers.values()]
    return {
        name: 1 + sum(value < of.value if falls else value > of.value for value in values)
        for name, of in numbers.items()
    }


def _line(
    contender: Contender, estimate: Estimate | None, places: dict[str, int], bench: Workbench
) -> Line:
    tested, name = bench.first, contender.name
    status = tested.status.get(name, "") if tested else ""
    kinds = [
        "tied" if tested and name in tested.tied else "behind" if "behind" in status else "",
        "reference" if name == bench.reference else "",
    ]
    return Line(
        contender=contender,
        estimate=estimate,
        rank=_rank(name, tested, places) if estimate else "",
        status=status,
        kind=" ".join(filter(None, kinds)),
        against=tested.against.get(name) if tested and name != bench.reference else None,
    )


def _rank(name: str, tested: Tested | None, places: dict[str, int]) -> str:
    low, high = tested.ranks.get(name, (0, 0)) if tested else (0, 0)
    if not low:
        return str(places[name])
    return str(low) if low == high else f"{low}–{high}"
