"""Stage `report`: render the pages and figures of reports/ from its tables."""

from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.documents import Reported
from benchmarks.contract.files import whole_folder, write_json, write_text
from benchmarks.contract.package import write_package
from benchmarks.report import markdown, prose
from benchmarks.report.figures.all import illustrations
from benchmarks.report.inputs import Inputs, read
from benchmarks.report.latex import bibliography as references
from benchmarks.report.latex import tables as latex
from benchmarks.report.notes import notes
from benchmarks.report.prose import experimenting, shopping, words  # noqa: F401  templates call them
from benchmarks.report.sections import definitions, provenance, tuning, verdicts, views
from benchmarks.report.sections.across import across
from benchmarks.report.sections.audits import audit
from benchmarks.report.sections.beyond import beyond
from benchmarks.report.sections.business import business
from benchmarks.report.sections.cold_start import cold_start
from benchmarks.report.sections.latency import latency
from benchmarks.report.sections.leaderboard import leaderboard
from benchmarks.report.sections.online import online
from benchmarks.report.sections.pairwise import pairwise
from benchmarks.report.sections.parameters import parameters
from benchmarks.report.sections.providers import providers
from benchmarks.report.sections.replication import replicated
from benchmarks.report.sections.summary import summary
from benchmarks.report.sections.user_groups import fairness, user_groups
from benchmarks.report.text import environment
from benchmarks.stats.levels import NO_CLAIM_BELOW

PAGES = {"index.html": "index.html.j2", "report.md": "report.md.j2", "metrics.md": "metrics.md.j2"}


def report() -> None:
    """Write index.html, report.md, metrics.md, figures/, tables/, references.bib and provenance.json."""
    inputs = read()
    made_by, project = provenance.collect(), provenance.project()
    own = references.software(project["version"], made_by)
    latex.write(inputs)  # before the pages, which link to its files and to the references
    write_text(paths.REPORTS / "references.bib", references.bibliography(inputs, own))
    with whole_folder(paths.REPORTS / "figures") as folder:
        page = {
            "project": project,
            "citation": own.written().strip(),
            "benchmarks": [benchmark(shown, inputs, folder) for shown in inputs.shown],
            "families": definitions.families(inputs.settings),
            "toy": definitions.toy(),
            "datasets": [dataset for dataset in inputs.datasets.values() if dataset],
            "states": states(inputs),
            "across": across(inputs),
            "replicated": replicated(inputs),
            "online": online(inputs, folder),
            "prose": prose,
            "tables": markdown,
            "codes": provenance.codes(inputs),
            "cited": provenance.cited(),
            "tuning": tuning.section(inputs),
            "provenance": made_by,
            "no_claim_below": NO_CLAIM_BELOW,
        }
        kept = (f for block in page["benchmarks"] for f in block["figures"] if not f["measured"])
        for number, figure in enumerate(kept, start=1):
            figure["number"] = number
        for name, template in PAGES.items():
            text = environment(html=name.endswith(".html")).get_template(template).render(page)
            write_text(paths.REPORTS / name, text)
    write_json(paths.REPORTS / "provenance.json", made_by)
    write_package(paths.REPORTS)  # here, for every table is there before the report


def states(inputs: Inputs) -> Counter[str]:
    """Count the cells by what became of them."""
    return Counter(cell["status"] for cells in inputs.cells.values() for cell in cells)


def benchmark(shown: Reported, inputs: Inputs, folder: Path) -> dict[str, Any]:
    """Return what the section of a reported benchmark shows; its figures are written to `folder`."""
    block = inputs.settings.benchmark(shown.benchmark)
    found = verdicts.standings(shown.name, inputs)
    board = leaderboard(shown, inputs, found)
    siblings = [other.name for other in inputs.shown if other.benchmark == shown.benchmark]
    return {
        "name": shown.name,
        "fits_of": siblings[0] if siblings[0] != shown.name else None,
        "dataset": inputs.datasets[block.dataset]
        or {"title": block.dataset, "interactions": None, "rating_scale": None},
        **block.model_dump(include={"split", "relevance", "catalogue"}),
        "views": [
            {"slice": other.everybody, **block.views[other.view].model_dump()}
            for other in inputs.settings.reported()
            if other.name == shown.name
        ],
        **audit(shown.benchmark, inputs),
        "board": board,
        "summary": summary(shown, board, found, inputs),
        "pairwise": pairwise(shown, found, inputs),
        "absent": absent(inputs.cells[shown.name]),
        "notes": notes(shown, board, inputs),
        "business": business(shown, board, inputs),
        "beyond": beyond(shown, board, inputs),
        "slices": views.slices(shown, board, inputs),
        "groups": user_groups(shown, board, inputs),
        "fairness": fairness(shown, board, inputs),
        "providers": providers(shown, board, inputs),
        "cold_start": cold_start(shown, board, inputs),
        "latency": latency(shown, board, inputs),
        "figures": illustrations(shown, board, found, inputs, folder),
        "fingerprints": inputs.fingerprints[shown.name],
        "cells": parameters(shown, inputs),
    }


def absent(cells: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the cells without results, those of equal state and reason together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell["status"] != "ok":
            groups.setdefault((cell["status"], cell["reason"]), []).append(cell["baseline"])
    return [
        {"status": status, "reason": reason, "baselines": names}
        for (status, reason), names in groups.items()
    ]
