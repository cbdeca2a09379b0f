"""How one baseline compares with another, as either of them sees it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.stats.relative import turned as turned_share

_TURNED = {"better": "worse", "worse": "better"}


@dataclass(frozen=True)
class Pair:
    """A row of comparisons.csv: how one baseline compares with another.

    low, high : of the 95 % interval of the difference
    relative : the difference as a share of the other's number, with its interval; None where that
    is 0
    win, tie, loss : shares of users
    detectable : the smallest difference that a test would find with 80 % power
    p_value, p : alone, and adjusted for all pairs of the family
    """

    benchmark: str
    metric: str
    baseline: str
    other: str
    value: float
    other_value: float
    difference: float
    low: float | None
    high: float | None
    relative: float | None
    relative_low: float | None
    relative_high: float | None
    effect_size: float | None
    win: float | None
    tie: float | None
    loss: float | None
    detectable: float | None
    users_for_1_percent: int | None
    p_value: float
    p: float
    verdict: str
    n_users: int | None

    def named(self, called: Callable[[str], str]) -> "Pair":
        """Return the same with other names of baselines."""
        return replace(self, baseline=called(self.baseline), other=called(self.other))

    def turned(self) -> "Pair":
        """Return the same comparison as the other baseline sees it."""
        share, share_low, share_high = _relative(self)
        return replace(
            self,
            baseline=self.other,
            other=self.baseline,
            value=self.other_value,
            other_value=self.value,
            difference=-self.difference,
            low=_negative(self.high),
            high=_negative(self.low),
            relative=share,
            relative_low=share_low,
            relative_high=share_high,
            effect_size=_negative(self.effect_size),
            win=self.loss,
            loss=self.win,
            verdict=_TURNED.get(self.verdict, self.verdict),
        )


@dataclass(frozen=True)
class GroupPair:
    """A row of group_comparisons.csv: a baseline against the best of a group, or the reference.

    relative : the difference as a share of the other's number, with its interval
    p : adjusted for the pairs of the group
    """

    benchmark: str
    view: str
    attribute: str
    group: str
    metric: str
    baseline: str
    other: str
    difference: float
    low: float | None
    high: float | None
    relative: float | None
    relative_low: float | None
    relative_high: float | None
    p: float
    verdict: str
    n_users: int

    def turned(self) -> "GroupPair":
        """Return the same comparison as the other baseline sees it."""
        share, share_low, share_high = _relative(self)
        return replace(
            self,
            baseline=self.other,
            other=self.baseline,
            difference=-self.difference,
            low=_negative(self.high),
            high=_negative(self.low),
            relative=share,
            relative_low=share_low,
            relative_high=share_high,
            verdict=_TURNED.get(self.verdict, self.verdict),
        )


def _relative(pair: Pair | GroupPair) -> tuple[float | None, float | None, float | None]:
    """Return a relative difference and its interval as the other baseline sees them."""
    share = turned_share(pair.relative)
    if pair.relative is None and pair.difference:  # the other's number is 0
        share = -1.0
    return share, turned_share(pair.relative_high), turned_share(pair.relative_low)


def _negative(number: float | None) -> float | None:
    return None if number is None else -number
