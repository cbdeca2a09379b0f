"""What is fulfilled of the criteria of reproducibility, in sentences."""

from benchmarks.report.prose.words import listed, plural
from benchmarks.report.sections.criteria import Criteria, Criterion

ASKED = {
    "available": "placed in a public archive, under a DOI",
    "documented": "described well enough to be run",
    "consistent": "what made the figures is what is given",
    "complete": "all that the figures need is there",
    "exercisable": "it can be run and gives the figures",
    "reusable": "documented and structured so that others can build on it",
    "reproduced": "another team got the main results with these artifacts",
    "replicated": "another team got the main results without these artifacts",
}  # by the key of a criterion


def introduction() -> str:
    """Return what the table is."""
    return (
        "The criteria of ACM’s badges for artifacts. Badges are awarded by independent reviewers; "
        "nobody has reviewed this report, so none is claimed: the states are what the project says "
        "of itself, computed where it can be."
    )


def told(criterion: Criterion, criteria: Criteria) -> str:
    """Return the sentences on why a criterion has its state."""
    said = {
        "available": _available,
        "documented": _documented,
        "consistent": _consistent,
        "complete": _complete,
        "exercisable": _exercisable,
        "reusable": _reusable,
        "reproduced": _reproduced,
        "replicated": _replicated,
    }[criterion.key]
    return said(criteria)


def _available(criteria: Criteria) -> str:
    project = criteria.project
    if project.doi:
        return f"Archived as {project.doi}."
    published = f"Published at {project.url}, without a DOI." if project.url else "No DOI yet."
    return f"{published} “make release” writes what an archive takes, with checksums."


def _documented(_: Criteria) -> str:
    return "A page for each task; tests run the commands that they show."


def _consistent(criteria: Criteria) -> str:
    made_by = criteria.made_by
    if not made_by.git_commit:
        return "The commit that rendered the report is unknown."
    commit = made_by.git_commit[:12]
    if made_by.git_uncommitted_changes is False:
        return f"Rendered with code and parameters of commit {commit}."
    return f"Rendered with changes that commit {commit} does not have."


def _complete(criteria: Criteria) -> str:
    facts = criteria.facts
    states = facts.states
    said = [f"{states.get('ok', 0)} of {sum(states.values())} cells have results"]
    said += [
        f"{states[state]} {state}"
        for state in ("failed", "not run", "not applicable")
        if states.get(state)
    ]
    audits = f" No audit of {listed(facts.unaudited)}." if facts.unaudited else ""
    data = "The data may not be passed on: they are downloaded, and their checksums compared."
    return f"{', '.join(said)}.{audits} {data}"


def _exercisable(criteria: Criteria) -> str:
    if criteria.made_by.kernels_chosen == "native":
        return "One command; another processor may give other last digits (kernels: native)."
    return "One command, with the same bytes on every x86-64 processor."


def _reusable(criteria: Criteria) -> str:
    return (
        f"Under {criteria.project.licence}; a baseline, a dataset, a metric and lists made "
        "elsewhere each are a file; every table has a schema and a version."
    )


def _reproduced(_: Criteria) -> str:
    return (
        "By nobody else as far as we know. Anybody can try: “make verify” recomputes every figure "
        "from the downloads on and compares."
    )


def _replicated(criteria: Criteria) -> str:
    facts = criteria.facts
    said = ["By nobody else as far as we know."]
    if facts.compared:
        said.append(
            f"Of published figures of others we reproduced {facts.reproduced} of {facts.compared} "
            "that we could run."
        )
    if facts.tested:
        said.append(
            f"Beside other libraries, tests find ours better in {facts.better} and worse in "
            f"{facts.worse} of {plural(facts.tested, 'comparison')}."
        )
    return " ".join(said)
