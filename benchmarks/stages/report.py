"""Stage `report`: render the pages and figures of reports/ from its tables."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.files import whole_folder, write_json, write_text
from benchmarks.contract.package import write_package
from benchmarks.report import render, results_json
from benchmarks.report.inputs import Inputs, read
from benchmarks.report.labels import SUBMITTED
from benchmarks.report.latex import bibliography, tables
from benchmarks.report.sections import definitions, provenance
from benchmarks.report.sections.across import across
from benchmarks.report.sections.benchmark import Block, block
from benchmarks.report.sections.extra import extra
from benchmarks.report.sections.online import online
from benchmarks.report.sections.replication import replicated
from benchmarks.report.sections.submissions import submissions
from benchmarks.report.sections.tuning import searches
from benchmarks.stats.levels import NO_CLAIM_BELOW


def report() -> None:
    """Write pages, figures, LaTeX tables, references, provenance, and what programs read."""
    inputs = read()
    made_by, project = provenance.collect(), provenance.project()
    own = bibliography.software(project.version, made_by)
    tables.write(inputs)  # before the pages, which link to its files and to the references
    write_text(paths.REPORTS / "references.bib", bibliography.bibliography(inputs, own))
    page = {
        "project": project,
        "citation": own.written().strip(),
        "provenance": made_by,
        **_drawn(inputs),
        **_sections(inputs),
    }
    for name, text in render.pages(page).items():
        write_text(paths.REPORTS / name, text)
    write_json(paths.REPORTS / "provenance.json", asdict(made_by))
    write_package(paths.REPORTS)
    results_json.write(inputs.settings)


def _drawn(inputs: Inputs) -> dict[str, Any]:  # what a template gets is any section
    """Return the sections that have figures, which are written to reports/figures/."""
    with whole_folder(paths.REPORTS / "figures") as folder:
        blocks = [block(board, inputs, folder) for board in inputs.shown]
        return {"benchmarks": numbered(blocks), "online": online(inputs, folder)}


def _sections(inputs: Inputs) -> dict[str, Any]:  # what a template gets is any section
    """Return the sections without figures."""
    return {
        "families": definitions.families(inputs.settings.metrics),
        "toy": definitions.toy(),
        "datasets": [facts for facts in inputs.datasets.values() if facts],
        "states": states(inputs),
        "submissions": submissions(inputs),
        "across": across(inputs),
        "extra": extra(inputs),
        "replicated": replicated(inputs),
        "codes": provenance.codes(inputs),
        "cited": provenance.cited(),
        "tuning": searches(inputs),
        "no_claim_below": NO_CLAIM_BELOW,
    }


def numbered(blocks: Sequence[Block]) -> list[Block]:
    """Return sections whose figures are numbered throughout, those of measured values left out."""
    number = 0
    with_numbers = []
    for section in blocks:
        figures = []
        for figure in section.figures:
            number += not figure.measured
            figures.append(figure if figure.measured else replace(figure, number=number))
        with_numbers.append(replace(section, figures=figures))
    return with_numbers


def states(inputs: Inputs) -> Counter[str]:
    """Count our cells by what became of them."""
    own = [cell for cells in inputs.cells.values() for cell in cells if cell.tier != SUBMITTED]
    return Counter(cell.status for cell in own)
