"""What the paired tests say: who leads a benchmark, and who is tied with the leader."""

from dataclasses import dataclass, replace
from typing import Any

from benchmarks import metrics
from benchmarks.report.inputs import Inputs, number
from benchmarks.report.text import listed
from benchmarks.stats.levels import ALPHA, NO_CLAIM_BELOW

_TURNED = {"better": "worse", "worse": "better"}


@dataclass(frozen=True)
class Pair:
    """How one baseline compares with another; shares are of users, `p` is adjusted for all pairs of the family.

    relative, relative_low, relative_high : of the other's number; None where that is 0
    """

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
    p: float
    verdict: str
    n_users: int | None

    @property
    def relative(self) -> float | None:
        """The difference as a share of the other's number."""
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
            low=None if self.high is None else -self.high,
            high=None if self.low is None else -self.low,
            effect_size=None if self.effect_size is None else -self.effect_size,
            win=self.loss,
            loss=self.win,
            verdict=_TURNED.get(self.verdict, self.verdict),
        )


@dataclass(frozen=True)
class Standing:
    """Who leads a family: all baselines of one benchmark that have one metric.

    order : baselines, the leading one first
    tied : the leader and all that are not significantly behind it, in this order; the leader alone
    if it is best
    equal : significantly behind the leader and yet practically equal to it
    """

    metric: str
    order: list[str]
    tied: list[str]
    equal: list[str]
    n_users: int
    pairs: dict[tuple[str, str], Pair]

    @property
    def leader(self) -> str:
        """The baseline with the highest number, or the lowest where the metric falls."""
        return self.order[0]

    @property
    def claim(self) -> bool:
        """Whether enough users stand behind the numbers for a claim."""
        return self.n_users >= NO_CLAIM_BELOW

    @property
    def best(self) -> bool:
        """Whether the leader is significantly ahead of all others: only then the report says the word."""
        return len(self.tied) == 1 and self.claim

    def mark(self, baseline: str) -> str:
        """Return the word that stands beside a number: best, tied or none."""
        if baseline not in self.tied or (len(self.tied) == 1 and not self.claim):
            return ""
        return "best" if self.best else "tied"

    def label(self, baseline: str) -> str:
        """Return the mark, and whom the best is ahead of by so little that they are practically equal."""
        mark = self.mark(baseline)
        return (
            f"best, practically equal to {listed(self.equal)}"
            if mark == "best" and self.equal
            else mark
        )

    @property
    def passed_over(self) -> list[str]:
        """Those before the last of the tied who are yet significantly behind the leader."""
        last = self.order.index(self.tied[-1])
        worth = self.pairs[self.leader, self.tied[-1]].other_value if last else None
        before = [name for name in self.order[1:last] if name not in self.tied]
        return [name for name in before if self.pairs[self.leader, name].other_value != worth]

    def against(self, other: str | None) -> list[Pair]:
        """Return how each baseline compares with one of them, in order."""
        return [self.pairs[name, other] for name in self.order if (name, other) in self.pairs]


def standings(benchmark: str, inputs: Inputs) -> dict[str, Standing]:
    """Return the standing of each headline metric that was tested, by metric."""
    rows = inputs.comparisons[benchmark]
    found = {}
    for metric in inputs.settings.headline:
        mine = [row for row in rows if row["metric"] == metric]
        if mine:
            found[metric] = standing(metric, mine)
    return found


def standing(metric: str, rows: list[dict[str, str]]) -> Standing:
    """Return who leads a family, from its rows of comparisons.csv."""
    listed = [pair_of(row) for row in rows]
    pairs = {(one.baseline, one.other): one for pair in listed for one in (pair, pair.turned())}
    values = {pair.baseline: pair.value for pair in pairs.values()}
    sign = 1 if metrics.falls(metric) else -1
    order = sorted(values, key=lambda name: (sign * values[name], name))
    behind = [pairs[name, order[0]] for name in order[1:]]
    tied = [order[0], *(pair.baseline for pair in behind if pair.p >= ALPHA)]
    equal = [
        pair.baseline for pair in behind if pair.p < ALPHA and pair.verdict == "practically equal"
    ]
    return Standing(metric, order, tied, equal, max(pair.n_users or 0 for pair in listed), pairs)


def pair_of(row: dict[str, Any]) -> Pair:
    """Return a row of comparisons.csv."""
    numbers = {
        name: number(row[name]) for name in ("effect_size", "win", "tie", "loss", "detectable")
    }
    return Pair(
        row["baseline"],
        row["other"],
        float(row["value"]),
        float(row["other_value"]),
        float(row["difference"]),
        number(row["ci_low"]),
        number(row["ci_high"]),
        **numbers,
        users_for_1_percent=int(row["users_for_1_percent"]) if row["users_for_1_percent"] else None,
        p=float(row["p_holm"]),
        verdict=row["verdict"],
        n_users=int(row["n_users"]) if row["n_users"] else None,
    )
