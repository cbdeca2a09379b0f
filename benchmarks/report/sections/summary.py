"""What a reader should know within a minute: who leads, by how much, whether that is real, what it costs."""

from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.report.inputs import Inputs, number
from benchmarks.report.sections.verdicts import Standing


def summary(
    shown: Reported, board: dict[str, Any], found: dict[str, Standing], inputs: Inputs
) -> dict[str, Any]:
    """Return what the sentences about a benchmark say; `standing` is None where nothing was tested.

    next, reference : how the leader compares with the second and with the reference; None where
    there is no such pair
    cost : seconds of a fit and milliseconds of the median request of the leader, None where not
    measured
    """
    one = found.get(board["metric"])
    leader = board["leader"]["baseline"] if board["leader"] else None
    against = inputs.settings.comparison.reference
    cost = next((row for row in inputs.measured[shown.name] if row["baseline"] == leader), {})
    second = one.order[1] if one else None
    return {
        "standing": one,
        "next": one.pairs[one.leader, second] if one else None,
        "reference": one.pairs.get((one.leader, against)) if one and against != second else None,
        "reference_is_next": one is not None and against == second,
        "cost": {name: number(cost.get(name, "")) for name in ("fit_seconds", "request_ms_p50")},
    }
