"""What a reader should know within a minute: who leads, by how much, if that is real, its cost."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.rows import Pair
from benchmarks.report.sections.leaderboard import Board
from benchmarks.report.sections.verdicts import Standing


@dataclass(frozen=True)
class LeaderCost:
    """Seconds of a fit and milliseconds of the median request; None where not measured."""

    fit_seconds: float | None = None
    request_ms_p50: float | None = None


@dataclass(frozen=True)
class Summary:
    """What the sentences about a benchmark say.

    standing : None where nothing was tested
    next, reference : how the leader compares with the second and with the reference; None where
    there is no such pair
    cost : of the leader
    """

    standing: Standing | None
    next: Pair | None
    reference: Pair | None
    reference_is_next: bool
    cost: LeaderCost

    def named(self, called: Callable[[str], str]) -> "Summary":
        """Return the same with other names of baselines, for sentences."""
        return replace(
            self,
            standing=self.standing and self.standing.named(called),
            next=self.next and self.next.named(called),
            reference=self.reference and self.reference.named(called),
        )


def summary(
    shown: Leaderboard, board: Board, standings: dict[str, Standing], inputs: Inputs
) -> Summary:
    """Return what the sentences about a benchmark say."""
    standing = standings.get(board.metric)
    cost = _cost(shown, board.leading, inputs)
    if standing is None:
        return Summary(None, None, None, False, cost)
    second, reference = standing.order[1], inputs.settings.comparison.reference
    is_next = reference == second
    return Summary(
        standing=standing,
        next=standing.pair(standing.leader, second),
        reference=None if is_next else standing.pair(standing.leader, reference),
        reference_is_next=is_next,
        cost=cost,
    )


def _cost(shown: Leaderboard, leader: str | None, inputs: Inputs) -> LeaderCost:
    for row in inputs.measured[shown.name]:
        if row.baseline == leader:
            return LeaderCost(row.fit, row.request_ms_p50)
    return LeaderCost()
