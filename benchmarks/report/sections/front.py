"""The front page: who leads each leaderboard, what that costs, and one table across them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from benchmarks.report import rows
from benchmarks.report.figures.axes import Mark
from benchmarks.report.figures.frontiers import FIT, REQUEST, Costs, Frontier, frontier
from benchmarks.report.figures.panels import DotPlot, dot_plot
from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.rows_beside import Stand
from benchmarks.report.sections.audits import Leak
from benchmarks.report.sections.benchmark import Block
from benchmarks.report.sections.leaderboard import Line
from benchmarks.report.sections.ranking import RankLine, ranking
from benchmarks.report.sections.sources import Searched, searched
from benchmarks.report.sections.verdicts import passed_over
from benchmarks.stats.levels import farther

DOTS_WIDTH, FRONTIER_SIZE = 300.0, (190.0, 182.0)
_PRINTED = 0.0005  # what is less is printed as zero
_FEWEST_ZEROS = 3  # so many rows of zeros collapse into a sentence
_SHORT = 12  # rows: two panels of fewer, one after the other, share a place


@dataclass(frozen=True)
class Panel:
    """What the front page shows of a leaderboard.

    audit : the anchor of its audit
    stands : by the paired tests, the first first; none where nothing was tested
    under : the same of second views that were tested, by view
    fits : seconds of the processor that a fit takes of those that are tied for best, by what people
    call them
    searched : how many baselines have parameters that were searched here by the rule in force
    zeros : names of those that score nothing, which the picture leaves out
    """

    name: str
    title: str
    metric: str
    lower: bool
    n_users: int
    leak: Leak | None
    audit: str
    stands: list[Stand]
    marks: list[Mark]
    zeros: list[str]
    reference: Mark | None
    dots: DotPlot | None
    fit: Frontier | None
    request: Frontier | None
    under: dict[str, list[Stand]]
    fits: dict[str, float]
    searched: Searched = field(default_factory=Searched)

    @property
    def tied(self) -> list[Mark]:
        """Those that are tied for best, or the one that is best; none without a claim."""
        return [mark for mark in self.marks if mark.kind == "tied"]

    @property
    def passed_over(self) -> list[str]:
        """Labels of those with a better number than the last of the tied, who are yet behind."""
        tested = {mark.label: mark.value for mark in self.marks if mark.kind != "plain"}
        return passed_over(tested, [mark.label for mark in self.tied])

    @property
    def n_ranked(self) -> int:
        """How many baselines have a number."""
        return len(self.marks) + len(self.zeros)


@dataclass(frozen=True)
class Doubt:
    """What difference stays unseen on a leaderboard: the median over pairs, a share."""

    n_users: int
    share: float


@dataclass(frozen=True)
class Front:
    """The front page.

    places : leaderboards, short ones that follow each other in one place
    told_apart : of each leaderboard, None where nothing was tested
    doubts : on the leaderboards with the most and with the fewest users
    files : names of the tables that are there
    """

    metric: str
    places: list[list[Panel]]
    ranks: list[RankLine]
    told_apart: list[rows.Resolution | None]
    doubts: list[Doubt]
    n_datasets: int
    files: frozenset[str]

    @property
    def panels(self) -> list[Panel]:
        """The leaderboards one after the other."""
        return [panel for place in self.places for panel in place]


def front(inputs: Inputs, blocks: Sequence[Block]) -> Front:
    """Return the front page from the tables and the sections on benchmarks."""
    panels = [_panel(block, inputs) for block in blocks]
    metric = inputs.settings.headline[0]
    datasets = {inputs.settings.benchmark(shown.benchmark).dataset for shown in inputs.shown}
    return Front(
        metric=metric,
        places=_places(panels),
        ranks=ranking({panel.name: panel.stands for panel in panels}, inputs),
        told_apart=[inputs.resolution_of(panel.name) for panel in panels],
        doubts=_doubts(panels, inputs),
        n_datasets=len(datasets),
        files=inputs.files,
    )


def _panel(block: Block, inputs: Inputs) -> Panel:
    board = block.board
    stands = inputs.stands(block.name, board.metric)
    by_name = {stand.baseline: stand for stand in stands}
    reference = inputs.settings.comparison.reference
    every = [
        _mark(line, by_name, reference, inputs) for line in board.rows if line.headline is not None
    ]
    zeros = [mark for mark in every if mark.value < _PRINTED and mark.kind != "tied"]
    if board.lower or len(zeros) < _FEWEST_ZEROS:
        zeros = []
    marks = [mark for mark in every if mark not in zeros]
    drawn = {
        cost: _frontier(every, block.name, cost, axis, inputs)
        for cost, axis in (("fit_cpu_seconds", FIT), ("request_ms_p50", REQUEST))
    }
    return Panel(
        name=block.name,
        title=inputs.title(_shown(block.name, inputs)),
        metric=board.metric,
        lower=board.lower,
        n_users=board.leader.headline.n_users if board.leader and board.leader.headline else 0,
        leak=block.leak,
        audit=f"{block.fits_of or block.name}-audit",
        stands=stands,
        marks=marks,
        zeros=[mark.label for mark in zeros],
        reference=next((mark for mark in every if mark.is_reference), None),
        dots=dot_plot(marks, DOTS_WIDTH) if marks else None,
        fit=drawn["fit_cpu_seconds"],
        request=drawn["request_ms_p50"],
        under=_under(block, inputs),
        fits=_fits(marks, block.name, inputs),
        searched=searched(_shown(block.name, inputs), inputs),
    )


def _under(block: Block, inputs: Inputs) -> dict[str, list[Stand]]:
    """Return where baselines stand under second views, named as people call them."""
    views = [view.slice for view in block.views[1:]]
    stands = {view: inputs.stands(block.name, block.board.metric, view) for view in views}
    return {
        view: [replace(stand, baseline=inputs.label(stand.baseline)) for stand in of_view]
        for view, of_view in stands.items()
        if of_view
    }


def _fits(marks: Sequence[Mark], name: str, inputs: Inputs) -> dict[str, float]:
    seconds = {row.baseline: row.fit for row in inputs.measured[name]}
    tied = [mark for mark in marks if mark.kind == "tied"]
    known = {mark.label: seconds.get(mark.baseline) for mark in tied}
    return {label: value for label, value in known.items() if value is not None}


def _shown(name: str, inputs: Inputs) -> Leaderboard:
    return next(shown for shown in inputs.shown if shown.name == name)


def _mark(line: Line, stands: Mapping[str, Stand], reference: str | None, inputs: Inputs) -> Mark:
    """Return what a picture shows of a line of a leaderboard that has a number."""
    estimate, stand = line.headline, stands.get(line.baseline)
    if estimate is None:
        raise ValueError(f"{line.baseline} has no number")
    kind = "plain"
    if stand is not None and stand.is_claimed:
        kind = "tied" if stand.is_tied_for_best else "behind"
    label = inputs.label(line.baseline)
    is_reference = line.baseline == reference
    ends = (estimate.low, estimate.high)
    return Mark(line.baseline, label, estimate.value, *ends, kind, is_reference)


def _frontier(
    marks: Sequence[Mark], name: str, cost: str, axis: Costs, inputs: Inputs
) -> Frontier | None:
    """Return the frontier of a leaderboard by a cost; None where nothing was measured."""
    known = {row.baseline: getattr(row, cost) for row in inputs.measured[name]}
    shown = {mark.baseline for mark in marks}
    amounts = {key: value for key, value in known.items() if value is not None and key in shown}
    if not amounts:
        return None
    climbed = [row for row in inputs.frontier if row.benchmark == name and row.cost == cost]
    steps = [row for row in sorted(climbed, key=lambda row: row.step) if row.baseline in amounts]
    as_good = {
        row.baseline: inputs.label(row.as_good) for row in steps if row.as_good != row.baseline
    }
    names = [row.baseline for row in steps]
    return frontier(marks, amounts, names, as_good, axis, FRONTIER_SIZE)


def _places(panels: Sequence[Panel]) -> list[list[Panel]]:
    """Return the panels, two short ones that follow each other in one place."""
    places: list[list[Panel]] = []
    for panel in panels:
        last = places[-1] if places else []
        if len(last) == 1 and max(len(last[0].marks), len(panel.marks)) <= _SHORT:
            last.append(panel)
        else:
            places.append([panel])
    return places


def _doubts(panels: Sequence[Panel], inputs: Inputs) -> list[Doubt]:
    """Return what stays unseen with the most and with the fewest users, where tests say it."""
    doubts = []
    for panel in panels:
        pairs = [row for row in inputs.comparisons[panel.name] if row.metric == panel.metric]
        shares = [
            pair.detectable / max(pair.value, pair.other_value)
            for pair in pairs
            if pair.detectable and max(pair.value, pair.other_value) > 0
        ]
        if shares:
            doubts.append(Doubt(panel.n_users, farther(len(pairs)) * median(shares)))
    doubts.sort(key=lambda doubt: doubt.n_users)
    return doubts[:: max(len(doubts) - 1, 1)]
