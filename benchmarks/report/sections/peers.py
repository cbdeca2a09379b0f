"""Our baselines beside other people's implementations of the same methods."""

from dataclasses import dataclass, field

from benchmarks.contract.documents import Study
from benchmarks.report.inputs import Inputs
from benchmarks.report.rows_beside import Beside
from benchmarks.stats.levels import ALPHA


@dataclass(frozen=True)
class OfRanking:
    """The implementations that were run on one benchmark, by method; the best ones first."""

    name: str
    lines: list[Beside]


@dataclass(frozen=True)
class Peers:
    """Ours against theirs.

    benchmarks : those with rows, in the order of params.yaml; missing : names of the others
    tested : ours against the best other implementation of each method on each benchmark
    better, worse : those of them where a test, adjusted for all of them, tells ours apart
    wrapping : our baselines and the libraries that they wrap
    lacking : benchmarks with rows, and the methods compared on another that run there as well
    """

    benchmarks: list[OfRanking]
    missing: list[str]
    tested: list[Beside]
    better: list[Beside]
    worse: list[Beside]
    wrapping: list[tuple[str, str]] = field(default_factory=list)
    lacking: list[tuple[str, list[str]]] = field(default_factory=list)

    def wrapped(self, row: Beside) -> bool:
        """Tell whether ours wraps what it is set beside."""
        return (row.baseline, row.library) in self.wrapping


def peers(inputs: Inputs) -> Peers:
    """Return what peers.csv says of the benchmarks that are shown."""
    of_rankings = []
    missing = []
    for board in inputs.shown:
        rows = [row for row in inputs.peers if row.benchmark == board.name and not row.view]
        if rows:
            of_rankings.append(OfRanking(board.name, sorted(rows, key=_place)))
        elif not inputs.settings.benchmark(board.benchmark).views[board.view].only_cold:
            missing.append(board.name)  # of cold items alone no method here knows anything
    tested = [row for ranking in of_rankings for row in ranking.lines if row.best]
    apart = [row for row in tested if row.p is not None and row.p < ALPHA]
    return Peers(
        benchmarks=of_rankings,
        missing=missing,
        tested=tested,
        better=[row for row in apart if row.difference > 0],
        worse=[row for row in apart if row.difference < 0],
        wrapping=sorted(
            {(row.baseline, row.library) for row in inputs.peers if wraps(row, inputs.settings)}
        ),
        lacking=_lacking(of_rankings, inputs),
    )


def _lacking(rankings: list[OfRanking], inputs: Inputs) -> list[tuple[str, list[str]]]:
    """Return the methods that were compared on another benchmark and not on this one."""
    compared = {ranking.name: {row.baseline for row in ranking.lines} for ranking in rankings}
    methods = sorted(set().union(*compared.values()))
    ran = {
        name: {cell.baseline for cell in inputs.cells[name] if cell.status == "ok"}
        for name in compared
    }
    lacking = [
        (name, [method for method in methods if method in ran[name] - here])
        for name, here in compared.items()
    ]
    return [(name, absent) for name, absent in lacking if absent]


def wraps(row: Beside, settings: Study) -> bool:
    """Tell whether our baseline wraps the library that it is set beside, as its docstring says.

    Such a comparison checks the wrapper; it is none with another implementation.
    """
    declared = settings.baselines.get(row.baseline)
    return declared is not None and f"; {row.library}'s" in declared.summary


def _place(row: Beside) -> tuple[str, bool, float]:
    return row.baseline, not row.best, -row.other_value
