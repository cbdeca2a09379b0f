"""Stage `report`: render the pages and figures of reports/ from its tables."""

from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.rendering import definitions, leaderboard, provenance, slices, tuning
from benchmarks.rendering.illustrations import illustrations
from benchmarks.rendering.inputs import Inputs, read
from benchmarks.rendering.parameters import parameters
from benchmarks.rendering.text import environment
from benchmarks.shared import params, paths
from benchmarks.shared.errors import run_stage
from benchmarks.shared.files import whole_folder, write_json, write_text


def report() -> None:
    """Write index.html, report.md, figures/ and provenance.json."""
    inputs = read()
    made_by = provenance.collect()
    with whole_folder(paths.REPORTS / "figures") as folder:
        page = {
            "project": provenance.project(),
            "benchmarks": [benchmark(shown, inputs, folder) for shown in inputs.shown],
            "definitions": definitions.definitions(inputs.settings),
            "datasets": [dataset for dataset in inputs.datasets.values() if dataset],
            "states": states(inputs),
            "tuning": tuning.section(inputs),
            "provenance": made_by,
            "no_claim_below": slices.NO_CLAIM_BELOW,
        }
        for number, figure in enumerate((f for block in page["benchmarks"] for f in block["figures"]), start=1):
            figure["number"] = number
        templates = environment()
        write_text(paths.REPORTS / "index.html", templates.get_template("index.html.j2").render(page))
        write_text(paths.REPORTS / "report.md", templates.get_template("report.md.j2").render(page))
    write_json(paths.REPORTS / "provenance.json", made_by)


def states(inputs: Inputs) -> Counter[str]:
    """Count the cells by what became of them."""
    return Counter(cell["status"] for cells in inputs.cells.values() for cell in cells)


def benchmark(shown: params.Reported, inputs: Inputs, folder: Path) -> dict[str, Any]:
    """Return what the section of a reported benchmark shows; its figures are written to `folder`."""
    block = inputs.settings.benchmark(shown.benchmark)
    audit = inputs.audits[shown.benchmark]
    siblings = [other.name for other in inputs.shown if other.benchmark == shown.benchmark]
    board = leaderboard.leaderboard(shown, inputs)
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
        "audit": audit,
        "leak": audit["training_later_than_test"] if audit else 0.0,
        "unknown": unknown(audit) if audit else None,
        "board": board,
        "absent": absent(inputs.cells[shown.name]),
        "slices": slices.slices(shown, board, inputs),
        "cold_start": slices.cold_start(shown, board, inputs),
        "figures": illustrations(shown, board, inputs, folder),
        "fingerprints": inputs.fingerprints[shown.name],
        "cells": parameters(shown, inputs),
    }


def absent(cells: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the cells without results, those of equal state and reason together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell["status"] != "ok":
            groups.setdefault((cell["status"], cell["reason"]), []).append(cell["baseline"])
    return [{"status": status, "reason": reason, "baselines": names} for (status, reason), names in groups.items()]


def unknown(audit: dict[str, Any]) -> dict[str, float]:
    """Return the shares of the test rows whose user or item is not in training, on average over the folds."""
    folds = list(audit.get("folds", {"all": audit}).values())
    return {
        kind: sum(fold[f"test_rows_with_cold_{kind}"] / max(fold["rows"]["test"], 1) for fold in folds) / len(folds)
        for kind in ("user", "item")
    }


if __name__ == "__main__":
    run_stage(report)
