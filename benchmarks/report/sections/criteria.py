"""What a reviewer of artifacts asks for: what is fulfilled, and where to look.

The criteria are ACM's, of Artifact Review and Badging 1.1. Badges are awarded by others; nobody has
reviewed this project, so the states are what its own facts say. Source:
https://www.acm.org/publications/policies/artifact-review-and-badging-current
"""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.peers import peers
from benchmarks.report.sections.provenance import Project, Provenance
from benchmarks.report.sections.replication import replicated

FULFILLED, IN_PART, NOT = "fulfilled", "in part", "not fulfilled"


@dataclass(frozen=True)
class Facts:
    """What is counted for the criteria.

    states : how many cells have each state; unaudited : benchmarks without an audit
    reproduced, compared : published figures; tested, better, worse : ours beside other libraries
    """

    states: Mapping[str, int]
    unaudited: list[str]
    reproduced: int
    compared: int
    tested: int
    better: int
    worse: int


@dataclass(frozen=True)
class Place:
    """Where to look: a file of reports/ that a page may link, a file of the checkout, a command."""

    text: str
    is_link: bool = False


@dataclass(frozen=True)
class Criterion:
    """A criterion of a badge; `key` names what is said of it, `state` is one of three words."""

    badge: str
    key: str
    state: str
    where: list[Place]


@dataclass(frozen=True)
class Criteria:
    """All criteria, and the facts that the states follow from."""

    rows: list[Criterion]
    facts: Facts
    project: Project
    made_by: Provenance


def criteria(
    inputs: Inputs, states: Mapping[str, int], project: Project, made_by: Provenance
) -> Criteria:
    """Return the criteria with their states.

    states : how many of our cells have each state
    """
    counted = _facts(inputs, states)
    rows = [
        Criterion("Artifacts Available", "available", _available(project), _look("CITATION.cff")),
        Criterion("Artifacts Functional", "documented", FULFILLED, _look("README.md", "docs/")),
        Criterion(
            "Artifacts Functional",
            "consistent",
            _consistent(made_by),
            _in_report("provenance.json"),
        ),
        Criterion("Artifacts Functional", "complete", _complete(counted), _in_report("cells.csv")),
        Criterion(
            "Artifacts Functional", "exercisable", _exercisable(made_by), _look("make repro")
        ),
        Criterion(
            "Artifacts Reusable",
            "reusable",
            FULFILLED,
            [*_look("docs/contract.md", "LICENSE"), *_in_report("datapackage.json")],
        ),
        Criterion("Results Reproduced", "reproduced", NOT, _look("make verify")),
        Criterion(
            "Results Replicated",
            "replicated",
            NOT,
            _in_report(*(["replication.csv"] if inputs.replication else [])),
        ),
    ]
    return Criteria(rows, counted, project, made_by)


def _facts(inputs: Inputs, states: Mapping[str, int]) -> Facts:
    figures, beside = replicated(inputs), peers(inputs)
    return Facts(
        states=states,
        unaudited=[name for name, audit in inputs.audits.items() if audit is None],
        reproduced=figures.counts["reproduced"] if figures else 0,
        compared=figures.compared if figures else 0,
        tested=len(beside.tested),
        better=len(beside.better),
        worse=len(beside.worse),
    )


def _available(project: Project) -> str:
    """Return whether it is archived under a DOI, or at least published."""
    if project.doi:
        return FULFILLED
    return IN_PART if project.url else NOT


def _consistent(made_by: Provenance) -> str:
    """Return whether a commit has the code and parameters that rendered the report."""
    return FULFILLED if made_by.git_uncommitted_changes is False else NOT


def _complete(counted: Facts) -> str:
    """Return whether every cell that applies has results, and every split an audit."""
    lacking = counted.states.get("failed", 0) + counted.states.get("not run", 0)
    if not counted.states.get("ok"):
        return NOT
    return IN_PART if lacking or counted.unaudited else FULFILLED


def _exercisable(made_by: Provenance) -> str:
    """Return whether other processors give the same bytes."""
    return IN_PART if made_by.kernels_chosen == "native" else FULFILLED


def _look(*texts: str) -> list[Place]:
    return [Place(text) for text in texts]


def _in_report(*names: str) -> list[Place]:
    return [Place(name, is_link=True) for name in names]
