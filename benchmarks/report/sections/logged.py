"""An experiment as it ran, what its logs tell of other policies, and how far to trust that."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.contract.rows_of_logs import (
    Candidate,
    Estimate,
    Estimator,
    Experiment,
    Overlap,
    PolicyTest,
)
from benchmarks.report.online_tables import OnlineTables
from benchmarks.stats.holm import holm
from benchmarks.stats.levels import ALPHA

ESTIMATORS = {
    "ips": "IPS",
    "snips": "self-normalized IPS",
    "dm-logistic": "direct, logistic",
    "dm-trees": "direct, trees",
    "dr-logistic": "doubly robust, logistic",
    "dr-trees": "doubly robust, trees",
    "switch-dr-logistic": "switch-DR, logistic",
    "switch-dr-trees": "switch-DR, trees",
}
_VALUED_BY = "dr-logistic"  # the estimator of baselines as policies that the report shows
_BY_PROPENSITY = ("mean-propensity", "harmonic-propensity")  # of no comparison
Range = tuple[float, float]


@dataclass(frozen=True)
class Ran:
    """An experiment as it ran: what both policies got, and their test, p adjusted by Holm."""

    source: str
    rates: tuple[Experiment, Experiment]
    test: PolicyTest
    p_holm: float

    @property
    def significant(self) -> bool:
        """Whether the policies differ, after the adjustment."""
        return self.p_holm < ALPHA


@dataclass(frozen=True)
class Comparison:
    """What one policy's log says of the other: the estimates by method, and what it really got."""

    source: str
    log: str
    target: str
    truth: Experiment
    estimates: dict[str, Estimate]
    overlap: Overlap

    @property
    def subject(self) -> str:
        """Both policies."""
        return f"{self.log} → {self.target}"


@dataclass(frozen=True)
class Trust:
    """How an estimator did on the real comparisons, and where the truth is known by simulation.

    n, covered : comparisons, and those whose interval holds what was really got
    rms : relative error, root mean square; the others : from the least to the most, None without
    """

    name: str
    n: int
    covered: int
    rms: float
    relative_bias: Range | None
    relative_rmse: Range | None
    coverage: Range | None


@dataclass(frozen=True)
class Valued:
    """A baseline as a policy: the doubly robust estimate, and what the log says of it."""

    source: str
    estimate: Candidate
    overlap: Overlap


def source(row: Experiment | PolicyTest | Estimate | Candidate) -> str:
    """Return the name of an experiment."""
    return f"{row.dataset}/{row.campaign}"


def ran(tables: OnlineTables) -> list[Ran]:
    """Return each experiment, p adjusted by Holm for all of them."""
    got = {(source(row), row.policy): row for row in tables.experiments}
    adjusted = holm([test.p_value for test in tables.tests])
    shown = []
    for test, p in zip(tables.tests, adjusted, strict=True):
        name = source(test)
        rates = (got[name, test.base], got[name, test.other])
        shown.append(Ran(name, rates, test, float(p)))
    return shown


def comparisons(tables: OnlineTables) -> list[Comparison]:
    """Return for each experiment and direction the estimates, the truth and the overlap."""
    got = {(source(row), row.policy): row for row in tables.experiments}
    overlaps = {
        (row.dataset, row.campaign, row.log, row.target): row
        for row in tables.overlap
        if row.distribution not in _BY_PROPENSITY
    }
    by_pair: dict[tuple[str, str, str, str], dict[str, Estimate]] = {}
    for row in tables.estimates:
        methods = by_pair.setdefault((row.dataset, row.campaign, row.log, row.target), {})
        if row.method in ESTIMATORS:
            methods[row.method] = row
    compared = []
    for key, methods in by_pair.items():
        name, log, target = f"{key[0]}/{key[1]}", key[2], key[3]
        truth = got[name, target]
        compared.append(Comparison(name, log, target, truth, methods, overlaps[key]))
    return compared


def trust(tables: OnlineTables) -> list[Trust]:
    """Return how each estimator did, in the order of `ESTIMATORS`."""
    judged = []
    for method, name in ESTIMATORS.items():
        real = [row for row in tables.estimates if row.method == method]
        errors = [row.relative_error for row in real if row.relative_error is not None]
        if errors:
            rms = (sum(error**2 for error in errors) / len(errors)) ** 0.5
            covered = sum(bool(row.covered) for row in real)
            ranges = _simulated(method, tables.estimators)
            judged.append(Trust(name, len(errors), covered, rms, *ranges))
    return judged


def _simulated(
    method: str, estimators: list[Estimator]
) -> tuple[Range | None, Range | None, Range | None]:
    rows = [row for row in estimators if row.world == "simulated" and row.method == method]
    return (
        _range(row.relative_bias for row in rows),
        _range(row.relative_rmse for row in rows),
        _range(row.coverage for row in rows),
    )


def _range(values: Iterable[float | None]) -> Range | None:
    present = [value for value in values if value is not None]
    return (min(present), max(present)) if present else None


def valued(tables: OnlineTables) -> list[Valued]:
    """Return each baseline as a policy, on each experiment."""
    overlaps = {(row.dataset, row.campaign, row.target): row for row in tables.overlap}
    return [
        Valued(source(row), row, overlaps[row.dataset, row.campaign, row.policy])
        for row in tables.candidates
        if row.method == _VALUED_BY
    ]
