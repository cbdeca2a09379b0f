"""The leaderboard to work with: every number and test that a reader may choose to see."""

import re
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.labels import SUBMITTED
from benchmarks.report.rows import Cell
from benchmarks.report.sections.choices import ByPlace, Choice, Measure, choices, key, measures
from benchmarks.report.sections.grouped import InGroup, grouped
from benchmarks.report.sections.leaderboard import Board, Line
from benchmarks.report.sections.tested import Tested, tested
from benchmarks.report.sections.verdicts import Standing


@dataclass(frozen=True)
class Contender:
    """A baseline of the table; `request_ms` is the median time of one request.

    label : what people call it; tier : where it was computed
    reason : why it has no numbers, "" where it has
    origin : where its parameters come from
    """

    name: str
    label: str
    family: str
    tier: str
    reason: str
    seeds: int | None
    fit_seconds: float | None
    request_ms: float | None
    fallback_share: float | None
    origin: str

    @property
    def anchor(self) -> str:
        """The name in addresses; titles that were submitted may differ in other characters."""
        plain = re.sub(r"[^\w-]+", "-", self.name).strip("-")
        return plain if self.is_own else f"{plain}-{blake2b(self.name.encode()).hexdigest()[:6]}"

    @property
    def is_own(self) -> bool:
        """Whether it is a baseline of this project, and has a card."""
        return self.tier != SUBMITTED


@dataclass(frozen=True)
class Workbench:
    """All that the page of a leaderboard lets a reader choose from.

    metric : the column shown first; margin : of practical equality, a share
    siblings : leaderboards of the same fits under another view
    numbers : by view, key of a choice and column; tested, codes : by view and column
    in_groups : what tests say in groups of users
    """

    name: str
    metric: str
    reference: str | None
    margin: float
    views: list[str]
    siblings: list[str]
    contenders: list[Contender]
    measures: list[Measure]
    choices: list[Choice]
    numbers: ByPlace
    tested: dict[tuple[str, str], Tested]
    in_groups: list[InGroup]
    codes: dict[tuple[str, str], str]

    @property
    def families(self) -> list[tuple[str, list[Measure]]]:
        """The metrics by family."""
        return [(name, list(of)) for name, of in groupby(self.measures, lambda of: of.family)]

    @property
    def attributes(self) -> list[tuple[str, list[Choice]]]:
        """The parts of the benchmark by attribute."""
        return [(name, list(of)) for name, of in groupby(self.choices, lambda of: of.attribute)]

    @property
    def cutoffs(self) -> list[int]:
        """The lengths of lists that any metric has numbers for."""
        return sorted({k for of in self.measures for k in of.cutoffs})

    def called(self, baseline: str) -> str:
        """Return what people call a baseline of the table."""
        labels = (contender.label for contender in self.contenders if contender.name == baseline)
        return next(labels, baseline)

    @property
    def of_first_view(self) -> list[InGroup]:
        """What tests say in groups of users under the view and by the metric shown first."""
        shown = self.views[0], self.metric
        return [group for group in self.in_groups if (group.view, group.metric) == shown]

    @property
    def first(self) -> Tested | None:
        """What tests say of the metric that is shown first."""
        return self.tested.get((self.views[0], self.metric))


def workbench(
    shown: Leaderboard, board: Board, standings: dict[str, Standing], inputs: Inputs
) -> Workbench:
    """Return what the page of a leaderboard lets a reader choose from."""
    numbers = _numbers(shown, inputs)
    columns = dict.fromkeys(metric for _, _, metric in numbers)
    views = [shown.view, *shown.second_views]
    return Workbench(
        name=shown.name,
        metric=board.metric,
        reference=inputs.settings.comparison.reference,
        margin=inputs.settings.comparison.margin,
        views=[view for view in views if any(of == view for of, _, _ in numbers)] or views[:1],
        siblings=[
            other.name
            for other in inputs.shown
            if other.benchmark == shown.benchmark and other.name != shown.name
        ],
        contenders=_contenders(shown, board, inputs),
        measures=measures(columns),
        choices=choices(shown, numbers, inputs),
        numbers=numbers,
        tested=tested(shown, standings, inputs),
        in_groups=grouped(shown, inputs),
        codes={
            (row.view or shown.view, row.metric): row.fingerprint
            for row in inputs.fingerprints[shown.name]
        },
    )


def _numbers(shown: Leaderboard, inputs: Inputs) -> ByPlace:
    numbers = {}
    for (name, part, metric), by_baseline in inputs.estimates.items():
        if name == shown.name:
            numbers[part.view or shown.view, key(part), metric] = by_baseline
    return numbers


def _contenders(shown: Leaderboard, board: Board, inputs: Inputs) -> list[Contender]:
    """Return the lines of the table in their order, then the baselines without numbers."""
    costs = {cost.baseline: cost.request_ms_p50 for cost in inputs.measured[shown.name]}
    cells = {cell.baseline: cell for cell in inputs.cells[shown.name]}
    lines = {line.baseline: line for line in board.rows}
    absent = [name for name in cells if name not in lines]
    families = {name: facts.family for name, facts in inputs.settings.baselines.items()}
    return [
        _contender(
            *(cells[name], inputs.label(name), lines.get(name)),
            *(families.get(name, ""), costs.get(name)),
        )
        for name in [*lines, *absent]
    ]


def _contender(
    cell: Cell, label: str, line: Line | None, family: str, request_ms: float | None
) -> Contender:
    return Contender(
        name=cell.baseline,
        label=label,
        family=SUBMITTED if cell.tier == SUBMITTED else family,
        tier=cell.tier,
        reason="" if line else cell.reason or cell.status,
        seeds=cell.seeds,
        fit_seconds=line.fit_seconds if line else None,
        request_ms=request_ms,
        fallback_share=cell.fallback_share,
        origin=line.origin if line else "",
    )
