"""The criteria of reproducibility: states follow from the report's facts, and none is flattered."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.report.inputs import Inputs
from benchmarks.report.prose import criteria as prose
from benchmarks.report.rows_beside import Beside, Replica
from benchmarks.report.sections import provenance
from benchmarks.report.sections.criteria import FULFILLED, IN_PART, NOT, Criteria, criteria
from tests.worlds.films import settled, write_inputs

ROOT = Path(__file__).parents[3]
PROJECT = provenance.Project("Levelground", "0.2.0", "", "BSD-3-Clause", "")
CLEAN = replace(
    provenance.collect(),
    git_commit="0123456789abcdef",
    git_uncommitted_changes=False,
    kernels_chosen="haswell",
)
BADGES = (
    "Artifacts Available",
    "Artifacts Functional",
    "Artifacts Reusable",
    "Results Reproduced",
    "Results Replicated",
)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """A report with all audits, without published figures."""
    folder = tmp_path_factory.mktemp("criteria")
    write_inputs(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        given = settled()
    return replace(given, audits={"films-leaky": {}, "films-clean": {}})


def told(key: str, of: Criteria) -> tuple[str, str]:
    """Return the state of a criterion and what is said of it."""
    (row,) = [row for row in of.rows if row.key == key]
    return row.state, prose.told(row, of)


def test_every_badge_is_there_once_or_in_its_parts(inputs: Inputs) -> None:
    rows = criteria(inputs, {"ok": 6}, PROJECT, CLEAN).rows
    assert list(dict.fromkeys(row.badge for row in rows)) == list(BADGES)
    assert [row.key for row in rows] == list(prose.ASKED)
    assert "none is claimed" in prose.introduction()


@pytest.mark.parametrize(
    ("url", "doi", "state", "said"),
    [
        ("", "", NOT, "No DOI yet."),
        (
            "https://example.org/x",
            "",
            IN_PART,
            "Published at https://example.org/x, without a DOI.",
        ),
        ("", "10.5281/zenodo.1", FULFILLED, "Archived as 10.5281/zenodo.1."),
    ],
)
def test_available_is_what_has_a_doi(
    inputs: Inputs, url: str, doi: str, state: str, said: str
) -> None:
    project = replace(PROJECT, url=url, doi=doi)
    found, why = told("available", criteria(inputs, {"ok": 6}, project, CLEAN))
    assert (found, why.startswith(said)) == (state, True)


@pytest.mark.parametrize(
    ("changed", "state"), [(False, FULFILLED), (True, NOT), (None, NOT)], ids=str
)
def test_consistent_is_a_report_of_a_commit(
    inputs: Inputs, changed: bool | None, state: str
) -> None:
    made_by = replace(CLEAN, git_uncommitted_changes=changed)
    found, why = told("consistent", criteria(inputs, {"ok": 6}, PROJECT, made_by))
    assert found == state
    assert "commit 0123456789ab" in why
    assert ("with changes" in why) == (state == NOT)


@pytest.mark.parametrize(
    ("states", "state", "said"),
    [
        ({"ok": 6}, FULFILLED, "6 of 6 cells have results."),
        ({"ok": 5, "not applicable": 1}, FULFILLED, "5 of 6 cells have results, 1 not applicable."),
        ({"ok": 5, "failed": 1}, IN_PART, "5 of 6 cells have results, 1 failed."),
        ({"ok": 5, "not run": 2}, IN_PART, "5 of 7 cells have results, 2 not run."),
        ({"not run": 2}, NOT, "0 of 2 cells have results, 2 not run."),
    ],
)
def test_complete_is_where_every_cell_that_applies_has_results(
    inputs: Inputs, states: dict[str, int], state: str, said: str
) -> None:
    found, why = told("complete", criteria(inputs, states, PROJECT, CLEAN))
    assert (found, why.startswith(said)) == (state, True)


def test_a_split_without_an_audit_is_not_complete(inputs: Inputs) -> None:
    given = replace(inputs, audits={**inputs.audits, "not-yet": None})
    found, why = told("complete", criteria(given, {"ok": 6}, PROJECT, CLEAN))
    assert (found, "No audit of not-yet." in why) == (IN_PART, True)


def test_kernels_of_the_processor_give_other_bytes_elsewhere(inputs: Inputs) -> None:
    native = replace(CLEAN, kernels_chosen="native")
    assert told("exercisable", criteria(inputs, {"ok": 6}, PROJECT, native))[0] == IN_PART
    assert told("exercisable", criteria(inputs, {"ok": 6}, PROJECT, CLEAN))[0] == FULFILLED


def test_what_we_did_ourselves_is_neither_reproduced_nor_replicated(inputs: Inputs) -> None:
    figures = [
        Replica("paper", "films", "ease", "ndcg@10", 0.3, 0.3, 0.01, verdict)
        for verdict in ("reproduced", "reproduced", "differs", "not run")
    ]
    of = ("films-clean", "", "alpha", "library", "Model", "1.0", 20, "ndcg@10")
    beside = Beside(*of, 0.3, 0.2, 0.1, 0.05, 0.15, True, 0.01, "better")
    about = {"sources": [{"source": "paper", "name": "A", "protocol": "", "notes": [""] * 4}]}
    given = replace(inputs, replication=figures, replication_about=about, peers=[beside])
    made = criteria(given, {"ok": 6}, PROJECT, CLEAN)
    assert told("reproduced", made)[0] == NOT
    state, why = told("replicated", made)
    assert state == NOT
    assert "we reproduced 2 of 3 that we could run" in why
    assert "ours better in 1 and worse in 0 of 1 comparison." in why


def test_without_published_figures_nothing_is_said_of_them(inputs: Inputs) -> None:
    _, why = told("replicated", criteria(inputs, {"ok": 6}, PROJECT, CLEAN))
    assert why == "By nobody else as far as we know."


def test_the_documentation_has_the_same_badges_and_its_files_are_there() -> None:
    text = (ROOT / "docs/citing.md").read_text(encoding="utf-8")
    table = text.partition("## Criteria of reproducibility")[2]
    assert tuple(re.findall(r"(?m)^\| ((?:Artifacts|Results) \w+) \|", table)) == BADGES
    for path in ("README.md", "docs", "docs/contract.md", "LICENSE", "CITATION.cff"):
        assert (ROOT / path).exists()
