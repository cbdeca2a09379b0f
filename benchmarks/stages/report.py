"""Stage `report`: render the pages and figures of reports/ from its tables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import whole_folder, write_json, write_text
from benchmarks.contract.package import write_package
from benchmarks.report import render, results_json, side_by_side, taking
from benchmarks.report.inputs import Inputs, read
from benchmarks.report.labels import SUBMITTED
from benchmarks.report.latex import bibliography, tables
from benchmarks.report.latex.table import PAGE
from benchmarks.report.rows import Cell
from benchmarks.report.sections import criteria, definitions, lapses, provenance
from benchmarks.report.sections.across import across
from benchmarks.report.sections.benchmark import Block, block
from benchmarks.report.sections.budgets import budgets
from benchmarks.report.sections.cards import cards
from benchmarks.report.sections.extra import extra
from benchmarks.report.sections.front import front
from benchmarks.report.sections.online import online
from benchmarks.report.sections.peers import peers
from benchmarks.report.sections.replication import replicated
from benchmarks.report.sections.submissions import submissions
from benchmarks.report.sections.tuning import searches
from benchmarks.stats.levels import NO_CLAIM_BELOW


def report(
    table: str = "",
    baseline: str = "",
    metric: str = "",
    kind: str = "latex",
    width: float = PAGE,
    to: str = "",
) -> None:
    """Write pages, figures, LaTeX tables, references, provenance, and what programs read.

    table : a leaderboard of which only one table is written, of these baselines and metrics
    width : of a line of LaTeX, in inches; to : a file, or "" for standard output
    """
    if table:
        taking.take(table, baseline, metric, kind, width, to)
    elif baseline or metric or to:
        raise UserError("report: --baseline, --metric and --to are of one table: add --table NAME.")
    else:
        _whole()


def _whole() -> None:
    """Write all of the report."""
    inputs = read()
    made_by, project = provenance.collect(), provenance.project()
    own = bibliography.software(project, made_by)
    write_package(paths.REPORTS)
    # before the pages, which link to it and to what is written beside the figures
    write_text(paths.REPORTS / "references.bib", bibliography.bibliography(inputs, own))
    drawn = _drawn(inputs)
    page = {
        "project": project,
        "citation": own.written().strip(),
        "provenance": made_by,
        "called": inputs.label,
        "criteria": criteria.criteria(inputs, states(inputs), project, made_by),
        **drawn,
        **_sections(inputs),
        "front": front(inputs, drawn["benchmarks"]),
    }
    _write_pages(render.pages(page))
    write_json(paths.REPORTS / "provenance.json", asdict(made_by))


def _write_pages(texts: Mapping[str, str]) -> None:
    """Write the pages; those of leaderboards that are gone go."""
    for name, text in texts.items():
        write_text(paths.REPORTS / name, text)
    for old in paths.REPORTS.glob("*.html"):
        if old.name not in texts:
            old.unlink()


def _drawn(inputs: Inputs) -> dict[str, Any]:  # what a template gets is any section
    """Return the sections that have figures, which are written to reports/figures/.

    What takes long but is of no page is written beside them: LaTeX tables and results.json.
    """
    with whole_folder(paths.REPORTS / "figures") as folder:
        makers: list[side_by_side.Maker] = [
            *(partial(block, board, inputs, folder) for board in inputs.shown),
            partial(online, inputs, folder),
            partial(budgets, inputs, folder),
            partial(tables.write, inputs),
            partial(results_json.write, inputs.settings),
        ]
        *blocks, of_online, of_budgets, _, _ = side_by_side.each(makers)
    return {"benchmarks": numbered(blocks), "online": of_online, "budgets": of_budgets}


def _sections(inputs: Inputs) -> dict[str, Any]:  # what a template gets is any section
    """Return the sections without figures."""
    return {
        "cards": cards(inputs),
        "families": definitions.families(inputs.settings.metrics),
        "toy": definitions.toy(),
        "datasets": [facts for facts in inputs.datasets.values() if facts],
        "states": states(inputs),
        "lapses": lapses.lapses(_own_cells(inputs), inputs.slices),
        "n_baselines": len({cell.baseline for cell in _own_cells(inputs)}),
        "submissions": submissions(inputs),
        "across": across(inputs),
        "extra": extra(inputs),
        "replicated": replicated(inputs),
        "peers": peers(inputs),
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
    return Counter(cell.status for cell in _own_cells(inputs))


def _own_cells(inputs: Inputs) -> list[Cell]:
    """Return the cells of all benchmarks but what was submitted."""
    return [cell for cells in inputs.cells.values() for cell in cells if cell.tier != SUBMITTED]
