"""Every baseline against the reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

from benchmarks.report.inputs import Inputs
from benchmarks.report.rows import Pair
from benchmarks.report.sections.verdicts import Standing
from benchmarks.stats.levels import farther


@dataclass(frozen=True)
class Power:
    """What a test could show, by the median over baselines.

    difference, share : the smallest difference that it would find with 80 % power; of the
    reference's number, None where that is 0
    users : how many users it would take to find 1 % of the reference's number
    """

    difference: float
    share: float | None
    users: int | None


@dataclass(frozen=True)
class Family:
    """All pairs of baselines by one metric.

    against : how each compares with the reference, in order
    """

    metric: str
    n_users: int
    against: list[Pair]
    shows: Power | None


@dataclass(frozen=True)
class Pairwise:
    """All comparisons on a benchmark; `margin` is the share that is practically nothing."""

    reference: str | None
    margin: float
    families: list[Family]


def pairwise(standings: dict[str, Standing], inputs: Inputs) -> Pairwise | None:
    """Return for each metric the table against the reference; None without tests."""
    if not standings:
        return None
    reference = inputs.settings.comparison.reference
    return Pairwise(
        reference=reference,
        margin=inputs.settings.comparison.margin,
        families=[_family(standing, reference) for standing in standings.values()],
    )


def _family(standing: Standing, reference: str | None) -> Family:
    against, n_users = standing.against(reference), standing.n_users
    more = farther(comb(len(standing.order), 2))
    return Family(standing.metric, n_users, against, _power(against, n_users, more))


def _power(against: Sequence[Pair], n_users: int, more: float) -> Power | None:
    """Return what tests against the reference could show; None where none says.

    more : as large a difference is needed as in a test that is not adjusted for others
    """
    differences = [pair.detectable for pair in against if pair.detectable]
    if not differences:
        return None
    smallest, worth = more * median(differences), abs(against[0].other_value)
    if not worth:
        return Power(smallest, None, None)
    share = smallest / worth
    return Power(smallest, share, round(n_users * (100 * share) ** 2))
