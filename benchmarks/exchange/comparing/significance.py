"""Whether a number changed by more than chance over users explains.

Paired over users where both sides' scores per user are at hand; else from the two intervals, as if
the users of the two were others, which can hide a difference and hardly make one: the scores of one
baseline in two versions rise and fall together.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from scipy.special import ndtr  # scipy.stats takes half a second to import

from benchmarks.exchange.comparing.figures import Figure, Row, number
from benchmarks.exchange.comparing.paired import Answer, Test
from benchmarks.stats.holm import holm
from benchmarks.stats.levels import ALPHA, Z

Verdict = Literal["better", "worse", "different", "undecided", "not tested", "not comparable"]
Both = dict[Figure, tuple[Row, Row]]
Codes = dict[tuple[str, str, str], str]
USERS, INTERVALS = "users", "intervals"  # what a test is by


class Paired(Protocol):
    """Whatever tests the figures of one benchmark, view and metric over users."""

    def tests(self, family: Both) -> dict[Figure, Answer]:
        """Return the test of each figure, or why there is none."""


@dataclass(frozen=True)
class Change:
    """A number of everybody that differs.

    ci_low, ci_high : the 95 % interval of the second less the first
    p_value, p_holm : alone, and adjusted for all that are tested in this comparison
    by : `users` or `intervals`, "" where it is not tested; reason : why it is not by users
    """

    figure: Figure
    before: float
    after: float
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    p_holm: float | None = None
    verdict: Verdict = "not tested"
    by: str = ""
    reason: str = ""

    @property
    def difference(self) -> float:
        """The second less the first."""
        return self.after - self.before

    @property
    def place(self) -> tuple[float, float, Figure]:
        """What sorts changes: the most significant first, those that are not tested last."""
        p = 2.0 if self.p_holm is None else self.p_holm
        size = abs(self.difference) / max(abs(self.before), abs(self.after))
        return p, -size, self.figure


@dataclass(frozen=True)
class Meanings:
    """What the two reports say of their numbers.

    directions : higher, lower or neither, by metric
    before, after : the fingerprints of each report, by benchmark, view and metric
    """

    directions: dict[str, str]
    before: Codes
    after: Codes

    def unlike(self, family: tuple[str, str, str]) -> str:
        """Return why a benchmark's numbers of a metric do not compare; "" where they do."""
        codes = self.before.get(family), self.after.get(family)
        if None in codes:
            return "a fingerprint is missing"
        return "" if codes[0] == codes[1] else "the fingerprints differ"

    def verdict(self, change: Change) -> Verdict:
        """Say what a tested change is, in the direction of its metric."""
        if change.p_holm is None:
            return change.verdict
        if change.p_holm >= ALPHA:
            return "undecided"
        direction = self.directions.get(change.figure.metric.partition("@")[0], "neither")
        if direction == "neither":
            return "different"
        return "better" if (change.difference > 0) == (direction == "higher") else "worse"


def changes(both: Both, meanings: Meanings, paired: Paired, tolerance: float = 0.0) -> list[Change]:
    """Return the figures that differ, tested where that can be, the most significant first.

    both : figures that both reports have, with their rows of results.csv
    tolerance : the largest absolute difference that is none

    What does not differ needs no test: the family that Holm adjusts for are those that do.
    """
    differing: list[Change] = []
    families: dict[tuple[str, str, str], Both] = defaultdict(dict)
    for figure, rows in both.items():
        before, after = (number(row["value"]) for row in rows)
        if before is None or after is None or abs(before - after) <= tolerance:
            continue
        family = (figure.benchmark, figure.view, figure.metric)
        reason = meanings.unlike(family)
        if reason:
            change = Change(figure, before, after, verdict="not comparable", reason=reason)
            differing.append(change)
        else:
            families[family][figure] = rows
    for alike in families.values():
        answers = paired.tests(alike)
        differing += [_change(figure, alike[figure], answers[figure]) for figure in alike]
    adjusted = _adjusted(differing)
    judged = [replace(change, verdict=meanings.verdict(change)) for change in adjusted]
    return sorted(judged, key=lambda change: change.place)


def _change(figure: Figure, rows: tuple[Row, Row], answer: Answer) -> Change:
    before, after = (float(row["value"]) for row in rows)
    change = Change(figure, before, after)
    if isinstance(answer, Test):
        return replace(change, **answer._asdict(), by=USERS)
    test = from_intervals(*rows)
    if test is None:
        return replace(change, reason=f"{answer}; no intervals")
    return replace(change, **test._asdict(), by=INTERVALS, reason=answer)


def from_intervals(before: Row, after: Row) -> Test | None:
    """Return the test of two numbers by their 95 % intervals alone, as if they were independent.

    None where one has no interval, or neither has any width. The standard error of a number is half
    its interval over 1.96; a z-test of the difference.

    >>> before = {"value": "0.100000", "ci_low": "0.080400", "ci_high": "0.119600"}
    >>> round(from_intervals(before, before | {"value": "0.114142"}).p_value, 3)
    0.317
    """
    bounds = [(number(row["ci_low"]), number(row["ci_high"])) for row in (before, after)]
    variance = 0.0
    for low, high in bounds:
        if low is None or high is None:
            return None
        variance += ((high - low) / (2 * Z)) ** 2
    if not variance:
        return None
    difference = float(after["value"]) - float(before["value"])
    error = variance**0.5
    both_tails = 2 * float(ndtr(-abs(difference) / error))
    return Test(difference - Z * error, difference + Z * error, both_tails)


def _adjusted(differing: Iterable[Change]) -> list[Change]:
    """Return the changes with their p-values adjusted by Holm for all of them that have one."""
    changed = list(differing)
    tested = [change.p_value for change in changed if change.p_value is not None]
    by_order = iter(holm(tested)) if tested else iter(())
    return [
        change if change.p_value is None else replace(change, p_holm=float(next(by_order)))
        for change in changed
    ]
