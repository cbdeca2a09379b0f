"""Published figures beside ours: what was reproduced, what differs and why, what was not run."""

from dataclasses import dataclass

from benchmarks.report.inputs import Facts, Inputs
from benchmarks.report.rows_beside import Replica

VERDICTS = ("reproduced", "differs", "not run", "not published")
_LEAST_DECIMALS = 3


@dataclass(frozen=True)
class Figure:
    """A published figure and ours.

    difference : ours less the published one; None where one is missing
    decimals : how many are worth showing; note : why it differs, or ""
    """

    baseline: str
    dataset: str
    metric: str
    published: float | None
    ours: float | None
    difference: float | None
    tolerance: float
    verdict: str
    decimals: int
    note: str


@dataclass(frozen=True)
class Source:
    """The figures of a source, and the protocol that it has them by."""

    name: str
    where: str
    protocol: str
    lines: list[Figure]


@dataclass(frozen=True)
class Replicated:
    """All figures by source; `counts` by verdict, `compared` those that have both numbers."""

    sources: list[Source]
    counts: dict[str, int]
    compared: int


def replicated(inputs: Inputs) -> Replicated | None:
    """Return the rows of replication.csv by source; None without any."""
    if not inputs.replication or inputs.replication_about is None:
        return None
    sources = [_source(facts, inputs) for facts in inputs.replication_about["sources"]]
    verdicts = [row.verdict for row in inputs.replication]
    counts = {word: verdicts.count(word) for word in VERDICTS}
    return Replicated(sources, counts, counts["reproduced"] + counts["differs"])


def _source(facts: Facts, inputs: Inputs) -> Source:
    replicas = [row for row in inputs.replication if row.source == facts["source"]]
    pairs = zip(replicas, facts["notes"], strict=True)
    where = facts["source"].removeprefix(facts["name"] + ", ")
    lines = [_figure(row, note) for row, note in pairs]
    return Source(facts["name"], where, facts["protocol"], lines)


def _figure(row: Replica, note: str) -> Figure:
    decimals = max(_decimals(row.tolerance), _LEAST_DECIMALS)
    difference = None
    if row.published is not None and row.ours is not None:
        difference = round(row.ours - row.published, decimals) + 0.0
    return Figure(
        baseline=row.baseline,
        dataset=row.dataset,
        metric=row.metric,
        published=row.published,
        ours=row.ours,
        difference=difference,
        tolerance=row.tolerance,
        verdict=row.verdict,
        decimals=decimals,
        note=note,
    )


def _decimals(tolerance: float) -> int:
    """Return how many decimals a tolerance of replication.csv has, which has six at most.

    >>> _decimals(0.0006), _decimals(0.01), _decimals(1.0)
    (4, 2, 0)
    """
    return len(f"{tolerance:.6f}".rstrip("0").partition(".")[2])
