"""What the paired tests say: who leads a benchmark, and who is tied with the leader."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.report.inputs import Inputs
from benchmarks.report.rows import Pair
from benchmarks.results.luck import Luck
from benchmarks.results.standings import Family
from benchmarks.splits.wording import listed
from benchmarks.stats.levels import NO_CLAIM_BELOW


@dataclass(frozen=True)
class Standing:
    """Who leads a family: all baselines of one benchmark that have one metric.

    order : baselines, the leading one first
    tied : those whom nobody is significantly ahead of, in this order; the leader alone if it is
    best
    equal : not among these and yet practically equal to the leader
    pairs : each pair, either way round
    luck : the standard error that other seeds add, of baselines where it is known
    """

    metric: str
    order: list[str]
    tied: list[str]
    equal: list[str]
    n_users: int
    pairs: dict[tuple[str, str], Pair]
    luck: Luck = field(default_factory=dict)

    def named(self, called: Callable[[str], str]) -> "Standing":
        """Return the same with other names of baselines, for sentences."""
        return Standing(
            metric=self.metric,
            order=list(map(called, self.order)),
            tied=list(map(called, self.tied)),
            equal=list(map(called, self.equal)),
            n_users=self.n_users,
            pairs={
                (called(a), called(b)): pair.named(called) for (a, b), pair in self.pairs.items()
            },
            luck={called(name): spread for name, spread in self.luck.items()},
        )

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
        """Whether the leader is significantly ahead of all others, and may be called best."""
        return len(self.tied) == 1 and self.claim

    def mark(self, baseline: str) -> str:
        """Return the word that stands beside a number: best, tied or none; none without a claim."""
        if baseline not in self.tied or not self.claim:
            return ""
        return "best" if self.best else "tied"

    def label(self, baseline: str, called: Callable[[str], str] = str) -> str:
        """Return the mark, and whom the best is ahead of and yet practically equal to."""
        mark = self.mark(baseline)
        if mark == "best" and self.equal:
            return f"best, practically equal to {listed(list(map(called, self.equal)))}"
        return mark

    @property
    def passed_over(self) -> list[str]:
        """Those with a better number than the last of the tied, who are yet behind others."""
        first, *others = self.order
        values = {first: self.pairs[first, others[0]].value}
        values |= {name: self.pairs[first, name].other_value for name in others}
        return passed_over(values, self.tied)

    def pair(self, baseline: str, other: str | None) -> Pair | None:
        """Return how a baseline compares with another, None where they were not compared."""
        return None if other is None else self.pairs.get((baseline, other))

    def against(self, other: str | None) -> list[Pair]:
        """Return how each baseline compares with one of them, in order."""
        pairs = [self.pair(name, other) for name in self.order]
        return [pair for pair in pairs if pair]


def passed_over(values: Mapping[str, float], tied: Sequence[str]) -> list[str]:
    """Return those with a better number than the last of the tied, who are yet behind others.

    values : of those that were tested, the best first; tied : in this order, none without a claim

    >>> passed_over({"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.2, "e": 0.1}, ["a", "d"])
    ['b']
    """
    if not tied:
        return []
    last = tied[-1]
    before = itertools.takewhile(lambda name: name != last, values)
    return [name for name in before if name not in tied and values[name] != values[last]]


def standings(benchmark: str, inputs: Inputs) -> dict[str, Standing]:
    """Return the standing of each headline metric that was tested, by metric."""
    found = {}
    view = next(shown.view for shown in inputs.shown if shown.name == benchmark)
    for metric in inputs.settings.headline:
        pairs = [pair for pair in inputs.comparisons[benchmark] if pair.metric == metric]
        if pairs:
            found[metric] = standing(metric, pairs, inputs.luck(benchmark, view, metric))
    return found


def standing(metric: str, family: Sequence[Pair], luck: Luck | None = None) -> Standing:
    """Return who leads a family, from its rows of comparisons.csv.

    luck : of seeds and searches, by baseline, which counts in who is tied
    """
    luck = luck or {}
    ranked = Family.of(map(as_row, family), metric, luck)
    leader, *others = ranked.values
    pairs = {(pair.baseline, pair.other): pair for pair in family}
    pairs |= {(pair.other, pair.baseline): pair.turned() for pair in family}
    significant = [pairs[name, leader] for name in others if ranked.ahead[name]]
    equal = [pair.baseline for pair in significant if pair.verdict == "practically equal"]
    n_users = max(pair.n_users or 0 for pair in family)
    return Standing(metric, [leader, *others], ranked.tied, equal, n_users, pairs, luck)


def as_row(pair: Pair) -> dict[str, Any]:
    """Return a pair as its row of comparisons.csv has it."""
    return {**vars(pair), "p_holm": pair.p}
