"""From offline to online: an experiment, what its logs tell, planned tests, internal testing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contract.judged import exported
from benchmarks.contract.rows_of_logs import Estimate, Experiment
from benchmarks.report.figures import forest, saving
from benchmarks.report.figures.power import power
from benchmarks.report.figures.style import Dot
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections import logged, planned, shop
from benchmarks.report.sections.logged import ESTIMATORS, Comparison, Ran, Trust, Valued
from benchmarks.report.sections.planned import Agreement, Duel, Need, subject
from benchmarks.report.sections.shop import Business
from benchmarks.stats.levels import POWER

_DRAWN = ("ips", "snips", "dm-logistic", "dr-logistic", "switch-dr-logistic")  # in the figures


@dataclass(frozen=True)
class Forest:
    """A figure of the estimates of one direction; held : intervals that hold the truth, of n."""

    slug: str
    svg: str
    log: str
    target: str
    held: int
    n: int


@dataclass(frozen=True)
class Powers:
    """A figure of the power of simulated tests of a benchmark's pairs; n : pairs."""

    slug: str
    svg: str
    source: str
    n: int


@dataclass(frozen=True)
class Online:
    """What the section shows; each part is empty where the stage has no such rows.

    internal : what people said of lists; power : that a test should have
    per_day : users that a planned test has in a day
    """

    logged: list[Ran]
    comparisons: list[Comparison]
    trust: list[Trust]
    candidates: list[Valued]
    needs: list[Need]
    duels: list[Duel]
    agreement: list[Agreement]
    business: list[Business]
    internal: dict[str, Any]
    power: float
    per_day: int | None
    forests: list[Forest]
    powers: list[Powers]

    @property
    def warned(self) -> list[Comparison]:
        """The comparisons whose log says too little."""
        return [comparison for comparison in self.comparisons if comparison.overlap.warning]


def online(inputs: Inputs, folder: Path) -> Online | None:
    """Return what the section shows, its figures written to `folder`; None without the tables."""
    tables, settings = inputs.online, inputs.settings.online
    if tables is None:
        return None
    parents = {view.name: view.benchmark for view in inputs.shown}

    def source(benchmark: str, view: str) -> str:
        return f"{parents.get(benchmark, benchmark)}/{view}"

    comparisons, duels = logged.comparisons(tables), planned.duels(tables, source)
    wanted = settings.power if settings else POWER
    return Online(
        logged=logged.ran(tables),
        comparisons=comparisons,
        trust=logged.trust(tables),
        candidates=logged.valued(tables),
        needs=planned.needs(tables, source),
        duels=duels,
        agreement=planned.agreement(tables, source),
        business=shop.business(tables, inputs.numbers, source),
        internal=exported(),
        power=wanted,
        per_day=settings.plan.users_per_day if settings else None,
        forests=list(_forests(comparisons, folder)),
        powers=list(_powers(duels, wanted, folder, inputs.label)),
    )


def _forests(comparisons: list[Comparison], folder: Path) -> Iterator[Forest]:
    """Draw a figure for each direction, a group for each experiment."""
    for log, target in dict.fromkeys((one.log, one.target) for one in comparisons):
        own = [one for one in comparisons if (one.log, one.target) == (log, target)]
        groups = [forest.Group(one.source, _dot("", one.truth), list(_drawn(one))) for one in own]
        slug = f"online-{log}-{target}"
        svg = saving.save(forest.forest(groups, "click rate"), folder, slug)
        held = sum(dot.filled for group in groups for dot in group.estimates)
        n = sum(len(group.estimates) for group in groups)
        yield Forest(slug, svg, log, target, held, n)


def _powers(
    duels: list[Duel], wanted: float, folder: Path, called: Callable[[str], str]
) -> Iterator[Powers]:
    for source in dict.fromkeys(duel.source for duel in duels):
        own = [duel for duel in duels if duel.source == source]
        panels = [(subject(duel.pair, called), duel.sizes, duel.power) for duel in own]
        slug = f"online-power-{source.replace('/', '-')}"
        svg = saving.save(power(panels, wanted), folder, slug)
        yield Powers(slug, svg, source, len(panels))


def _drawn(comparison: Comparison) -> Iterable[Dot]:
    for method in _DRAWN:
        estimate = comparison.estimates.get(method)
        if estimate is not None:
            yield _dot(ESTIMATORS[method], estimate, bool(estimate.covered))


def _dot(name: str, row: Estimate | Experiment, filled: bool = False) -> Dot:
    return Dot(name, row.click_rate, row.ci_low, row.ci_high, filled)
