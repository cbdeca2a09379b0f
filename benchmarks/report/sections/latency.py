"""What a cell costs: measured, so not the same to the digit next time."""

from dataclasses import dataclass

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.rows import Cost
from benchmarks.report.sections.leaderboard import Board

_WITHOUT_REFIT = "add_items"
_MUCH_WAITED = 0.1  # share of its time from which a cell had to share its core


@dataclass(frozen=True)
class Latency:
    """The costs of the baselines in the order of the leaderboard.

    range : milliseconds and baseline of the fastest and the slowest median request; None where no
    request was timed
    adding : baselines that take up new items without a refit
    disturbed : baselines measured while the machine had other work
    machines : the classes of machine that they were measured on
    """

    rows: list[Cost]
    range: tuple[tuple[float, str], tuple[float, str]] | None
    adding: list[str]
    disturbed: list[str]
    machines: list[str]


def latency(shown: Leaderboard, board: Board, inputs: Inputs) -> Latency | None:
    """Return the costs of each baseline and the range of a request; None without any cost."""
    measured = {row.baseline: row for row in inputs.measured[shown.name]}
    costs = [measured[name] for name in board.baselines if name in measured]
    if not costs:
        return None
    timed = sorted(
        (cost.request_ms_p50, cost.baseline) for cost in costs if cost.request_ms_p50 is not None
    )
    adding = [cost.baseline for cost in costs if cost.new_item_by == _WITHOUT_REFIT]
    disturbed = [cost.baseline for cost in costs if (cost.waited or 0) > _MUCH_WAITED]
    machines = sorted({cost.machine for cost in costs if cost.machine})
    span = (timed[0], timed[-1]) if timed else None
    return Latency(costs, span, adding, disturbed, machines)
