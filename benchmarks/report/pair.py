"""How one baseline compares with another, as either of them sees it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

_TURNED = {"better": "worse", "worse": "better"}


@dataclass(frozen=True)
class Pair:
    """A row of comparisons.csv: how one baseline compares with another.

    low, high : of the 95 % interval of the difference
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

    @property
    def relative(self) -> float | None:
        """The difference as a share of the other's number; None where that is 0."""
        return self._share(self.difference)

    @property
    def relative_low(self) -> float | None:
        """The lower bound of the difference as a share of the other's number."""
        return self._share(self.low)

    @property
    def relative_high(self) -> float | None:
        """The upper bound of the difference as a share of the other's number."""
        return self._share(self.high)

    def _share(self, amount: float | None) -> float | None:
        return amount / self.other_value if amount is not None and self.other_value else None

    def turned(self) -> "Pair":
        """Return the same comparison as the other baseline sees it."""
        return replace(
            self,
            baseline=self.other,
            other=self.baseline,
            value=self.other_value,
            other_value=self.value,
            difference=-self.difference,
            low=_negative(self.high),
            high=_negative(self.low),
            effect_size=_negative(self.effect_size),
            win=self.loss,
            loss=self.win,
            verdict=_TURNED.get(self.verdict, self.verdict),
        )


@dataclass(frozen=True)
class GroupPair:
    """A row of group_comparisons.csv: a baseline against the best of a group, or the reference.

    relative : the difference as a share of the other's number; p : adjusted for the group's pairs
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
    p: float
    verdict: str
    n_users: int

    def turned(self, value: float) -> "GroupPair":
        """Return the same comparison as the other baseline sees it; `value` : of the baseline."""
        return replace(
            self,
            baseline=self.other,
            other=self.baseline,
            difference=-self.difference,
            low=_negative(self.high),
            high=_negative(self.low),
            relative=-self.difference / value if value else None,
            verdict=_TURNED.get(self.verdict, self.verdict),
        )


def _negative(number: float | None) -> float | None:
    return None if number is None else -number
