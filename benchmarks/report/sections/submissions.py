"""Recommendations made elsewhere: whose they are, what was counted, what is not scored and why."""

from dataclasses import dataclass

from benchmarks.report.inputs import Inputs
from benchmarks.report.rows_beside import Submission


@dataclass(frozen=True)
class OfBenchmark:
    """What was handed in for a benchmark.

    scored, refused : the files that have results, and those that do not
    """

    name: str
    scored: list[Submission]
    refused: list[Submission]


def submissions(inputs: Inputs) -> list[OfBenchmark]:
    """Return what was handed in, by the benchmarks that have any, in the order of params.yaml."""
    sections = []
    for name in inputs.settings.benchmarks:
        handed_in = inputs.submitted(name)
        scored = [row for row in handed_in if not row.reason]
        refused = [row for row in handed_in if row.reason]
        if handed_in:
            sections.append(OfBenchmark(name, scored, refused))
    return sections
