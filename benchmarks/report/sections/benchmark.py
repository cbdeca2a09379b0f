"""All that the report says of one benchmark."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.contract.facts import CatalogueFacts
from benchmarks.contract.settings import Relevance
from benchmarks.report import rows
from benchmarks.report.figures.all import Drawing, illustrations
from benchmarks.report.inputs import Facts, Inputs, Leaderboard
from benchmarks.report.labels import SUBMITTED
from benchmarks.report.sections import verdicts
from benchmarks.report.sections.audits import Leak, Unknown, leak, unknown
from benchmarks.report.sections.beyond import Beyond, beyond
from benchmarks.report.sections.business import Business, business
from benchmarks.report.sections.cold_start import ColdStart, cold_start
from benchmarks.report.sections.latency import Latency, latency
from benchmarks.report.sections.leaderboard import Board, leaderboard
from benchmarks.report.sections.matrix import Matrix, matrix
from benchmarks.report.sections.multiples import Multiples, multiples
from benchmarks.report.sections.next_basket import NextBasket, next_basket
from benchmarks.report.sections.notes import Notes, notes
from benchmarks.report.sections.opening import Opening, opening
from benchmarks.report.sections.pairwise import Pairwise, pairwise
from benchmarks.report.sections.parameters import Given, parameters
from benchmarks.report.sections.providers import Provider, providers
from benchmarks.report.sections.summary import Summary, summary
from benchmarks.report.sections.user_groups import Attribute, Fairness, fairness, user_groups
from benchmarks.report.sections.views import SecondViews, second_views
from benchmarks.report.sections.windows import Firsts, firsts
from benchmarks.report.sections.workbench import Workbench, workbench
from benchmarks.splits.kind import Kind


@dataclass(frozen=True)
class ShownView:
    """A view of a benchmark; `slice` is "all" for that of the leaderboard, else its name."""

    slice: str
    leaves_out_seen: bool
    only_cold: bool


@dataclass(frozen=True)
class Absent:
    """Cells without results, of equal state and reason."""

    status: str
    reason: str
    baselines: list[str]


@dataclass(frozen=True)
class Lead:
    """What the first sentences are made of, baselines named as people call them."""

    board: Board
    summary: Summary
    figures: list[Drawing]


@dataclass(frozen=True)
class Block:
    """The section on a benchmark.

    fits_of : the benchmark under whose name the same fits are ranked first; None if this is it
    dataset : facts of its data; `interactions` is None before they are prepared
    """

    name: str
    fits_of: str | None
    dataset: Facts
    split: Kind
    relevance: Relevance
    catalogue: CatalogueFacts
    views: list[ShownView]
    audit: Facts | None
    leak: Leak | None
    unknown: Unknown | None
    board: Board
    lead: Lead
    pairwise: Pairwise | None
    workbench: Workbench
    opening: Opening
    matrix: Matrix | None
    multiples: Multiples
    resolution: rows.Resolution | None
    firsts: Firsts | None
    absent: list[Absent]
    notes: Notes
    business: Business | None
    next_basket: NextBasket | None
    beyond: Beyond
    slices: SecondViews
    groups: list[Attribute]
    fairness: Fairness | None
    providers: list[Provider]
    cold_start: ColdStart
    latency: Latency | None
    figures: list[Drawing]
    fingerprints: list[rows.Fingerprint]
    cells: list[Given]

    def code(self, view: str = "") -> str:
        """Return the fingerprint of the protocol, all but the metric; "" where it is not known.

        view : a second view, "" for the first
        """
        own = (row for row in self.fingerprints if (row.view, row.metric) == (view, "protocol"))
        return next((row.fingerprint for row in own), "")


def block(shown: Leaderboard, inputs: Inputs, folder: Path) -> Block:
    """Return the section on a benchmark; its figures are written to `folder`."""
    settings = inputs.settings.benchmark(shown.benchmark)
    standings = verdicts.standings(shown.name, inputs)
    board = leaderboard(shown, inputs, standings)
    bench = workbench(shown, board, standings, inputs)
    gaps = fairness(shown, board, inputs)
    audit = inputs.audits[shown.benchmark]
    told = summary(shown, board, standings, inputs)
    drawn = illustrations(shown, board.metric, standings, inputs, folder)
    unprepared = {"title": settings.dataset, "interactions": None, "rating_scale": None}
    return Block(
        name=shown.name,
        fits_of=_fits_of(shown, inputs),
        dataset=inputs.facts_of(shown) or unprepared,
        split=settings.split,
        relevance=settings.relevance,
        catalogue=settings.catalogue,
        views=_views(shown, inputs),
        audit=audit,
        leak=leak(audit),
        unknown=unknown(audit),
        board=board,
        lead=_lead(board, told, drawn, inputs.label),
        pairwise=pairwise(standings, inputs),
        workbench=bench,
        opening=opening(bench),
        matrix=matrix(bench.first),
        multiples=multiples(shown, board, standings, gaps, inputs),
        resolution=inputs.resolution_of(shown.name),
        firsts=firsts(shown, board.metric, inputs),
        absent=absent(inputs.cells[shown.name]),
        notes=notes(shown, board, inputs),
        business=business(shown, board, inputs),
        next_basket=next_basket(shown, board, audit, inputs),
        beyond=beyond(shown, board, inputs),
        slices=second_views(shown, board, inputs),
        groups=user_groups(shown, board, inputs),
        fairness=gaps,
        providers=providers(shown, board, inputs),
        cold_start=cold_start(shown, board, inputs),
        latency=latency(shown, board, inputs),
        figures=drawn,
        fingerprints=inputs.fingerprints[shown.name],
        cells=parameters(shown, inputs),
    )


def _lead(
    board: Board, told: Summary, figures: Sequence[Drawing], called: Callable[[str], str]
) -> Lead:
    leader = board.leader and replace(board.leader, baseline=called(board.leader.baseline))
    return Lead(replace(board, leader=leader), told.named(called), list(figures))


def _fits_of(shown: Leaderboard, inputs: Inputs) -> str | None:
    siblings = [other.name for other in inputs.shown if other.benchmark == shown.benchmark]
    return siblings[0] if siblings[0] != shown.name else None


def _views(shown: Leaderboard, inputs: Inputs) -> list[ShownView]:
    views = inputs.settings.benchmark(shown.benchmark).views
    names = {"all": shown.view, **{name: name for name in shown.second_views}}
    return [
        ShownView(part, views[name].leaves_out_seen, views[name].only_cold)
        for part, name in names.items()
    ]


def absent(cells: Sequence[rows.Cell]) -> list[Absent]:
    """Return our cells without results, those of equal state and reason together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell.status != "ok" and cell.tier != SUBMITTED:
            groups.setdefault((cell.status, cell.reason), []).append(cell.baseline)
    return [Absent(status, reason, names) for (status, reason), names in groups.items()]
