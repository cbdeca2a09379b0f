"""Which cells came, went, failed or recovered between two reports, and what they cost."""

from dataclasses import dataclass, field
from statistics import median

from benchmarks.contract.reports import CELLS, FINGERPRINTS, MEASURED
from benchmarks.exchange.comparing.figures import Row, number, worded
from benchmarks.exchange.comparing.parts import Change
from benchmarks.exchange.comparing.reports import Report

FAILED = "failed"


@dataclass(frozen=True)
class Cells:
    """What became of cells, each as its benchmark and its baseline in words.

    added, dropped : those that only the second, or only the first report has
    failed : those that failed and did not before, with the reason
    changed : other changes of the status
    incomparable : benchmark, view and metric whose fingerprint is not the same
    """

    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    failed: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    incomparable: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Cost:
    """The second cost over the first, of one column of measured.csv.

    ratios : by cell; not judged, for they are of the machine as well
    """

    column: str
    ratios: dict[str, float]

    @property
    def middle(self) -> float:
        """The median over cells."""
        return median(self.ratios.values())


def cells(before: Report, after: Report) -> Cells:
    """Return what became of the cells of two reports."""
    old, new = (_named(report.rows(CELLS)) for report in (before, after))
    failed, changed = [], []
    for name in old.keys() & new.keys():
        was, now = old[name]["status"], new[name]["status"]
        if was != now and now == FAILED:
            failed.append(Change(name, was, f"{now}: {new[name]['reason']}"))
        elif was != now:
            changed.append(Change(name, was, now))
    return Cells(
        added=[name for name in new if name not in old],
        dropped=[name for name in old if name not in new],
        failed=sorted(failed),
        changed=sorted(changed),
        incomparable=_incomparable(before, after),
    )


def _named(rows: list[Row]) -> dict[str, Row]:
    return {f"{row['benchmark']} {row['baseline']}": row for row in rows}


def _incomparable(before: Report, after: Report) -> list[tuple[str, str, str]]:
    """Return the numbers of both whose fingerprints differ."""
    old, new = (codes(report) for report in (before, after))
    return sorted(place for place in old.keys() & new.keys() if old[place] != new[place])


def codes(report: Report) -> dict[tuple[str, str, str], str]:
    """Return the fingerprints by benchmark, view and metric."""
    by_place = {}
    for row in report.rows(FINGERPRINTS):
        metric = worded({"metric": row["metric"], "k": row["k"]})
        by_place[row["benchmark"], row["view"], metric] = row["fingerprint"]
    return by_place


def costs(before: Report, after: Report) -> list[Cost]:
    """Return how many times as much each cell cost, column by column of measured.csv."""
    old, new = (_named(report.rows(MEASURED)) for report in (before, after))
    ratios = []
    for column in MEASURED.figures:
        of_cells = {}
        for name in old.keys() & new.keys():
            first, second = (number(rows[name].get(column, "")) for rows in (old, new))
            if first and second is not None:
                of_cells[name] = second / first
        if of_cells:
            ratios.append(Cost(column, dict(sorted(of_cells.items()))))
    return ratios
