"""Every baseline against the reference, and every pair at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.rows import Pair
from benchmarks.report.sections.verdicts import Standing

SIGNS = {"better": "+", "worse": "−", "practically equal": "=", "undecided": "?"}
_COUNTED = ("undecided", "practically equal")


@dataclass(frozen=True)
class Power:
    """What a test could show, as medians over baselines.

    difference, share : the smallest difference that it would find with 80 % power; of the
    reference's number, None where that is 0
    users : how many users it would take to find 1 %
    """

    difference: float
    share: float | None
    users: int


@dataclass(frozen=True)
class Family:
    """All pairs of baselines by one metric.

    against : how each compares with the reference, in order
    names, grid : baselines in order, and the sign of each row against each column
    verdicts : how many pairs are undecided and practically equal, of `pairs`
    """

    metric: str
    n_users: int
    against: list[Pair]
    shows: Power | None
    names: list[str]
    grid: list[list[str]]
    verdicts: dict[str, int]
    pairs: int


@dataclass(frozen=True)
class Lists:
    """Metrics of all lists, such as coverage, against the reference: a pair for each of them."""

    metrics: list[str]
    rows: list[tuple[str, list[Pair | None]]]


@dataclass(frozen=True)
class Pairwise:
    """All comparisons on a benchmark; `margin` is the share that is practically nothing."""

    reference: str | None
    margin: float
    families: list[Family]
    lists: Lists | None


def pairwise(shown: Leaderboard, standings: dict[str, Standing], inputs: Inputs) -> Pairwise | None:
    """Return for each metric the table against the reference and the grid; None without tests."""
    if not standings:
        return None
    reference = inputs.settings.comparison.reference
    return Pairwise(
        reference=reference,
        margin=inputs.settings.comparison.margin,
        families=[_family(standing, reference) for standing in standings.values()],
        lists=_of_lists(shown, reference, inputs),
    )


def _family(standing: Standing, reference: str | None) -> Family:
    against, names = standing.against(reference), standing.order
    verdicts = [standing.pairs[pair].verdict for pair in _once(names)]
    return Family(
        metric=standing.metric,
        n_users=standing.n_users,
        against=against,
        shows=_power(against),
        names=names,
        grid=[[_sign(standing, name, other) for other in names] for name in names],
        verdicts={word: verdicts.count(word) for word in _COUNTED},
        pairs=len(verdicts),
    )


def _once(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return each pair once, the leading baseline first."""
    pairs = []
    for place, name in enumerate(names):
        pairs += [(name, other) for other in names[place + 1 :]]
    return pairs


def _sign(standing: Standing, name: str, other: str) -> str:
    return "·" if name == other else SIGNS[standing.pairs[name, other].verdict]


def _power(against: Sequence[Pair]) -> Power | None:
    """Return what tests against the reference could show; None where none says."""
    differences = [pair.detectable for pair in against if pair.detectable]
    needed = [pair.users_for_1_percent for pair in against if pair.users_for_1_percent]
    if not differences or not needed:
        return None
    smallest, worth = median(differences), abs(against[0].other_value)
    return Power(smallest, smallest / worth if worth else None, round(median(needed)))


def _of_lists(shown: Leaderboard, reference: str | None, inputs: Inputs) -> Lists | None:
    """Return coverage and Gini against the reference; None where they were not tested."""
    headline = inputs.settings.headline
    by_reference = [pair for pair in inputs.comparisons[shown.name] if pair.other == reference]
    at = {
        (pair.metric, pair.baseline): pair for pair in by_reference if pair.metric not in headline
    }
    if not at:
        return None
    metrics = sorted({metric for metric, _ in at})
    names = sorted({name for _, name in at})
    return Lists(
        metrics, [(name, [at.get((metric, name)) for metric in metrics]) for name in names]
    )
