"""Stage `report`: render the pages and figures of reports/ from its tables."""

import inspect
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from benchmarks import metrics
from benchmarks.rendering import figures, provenance
from benchmarks.rendering.inputs import Estimate, Inputs, number, read
from benchmarks.rendering.text import display, environment, slug
from benchmarks.shared import params, paths
from benchmarks.shared.errors import run_stage
from benchmarks.shared.files import whole_folder, write_json, write_text

NO_CLAIM_BELOW = 100  # users; a smaller slice is shown and marked


def report() -> None:
    """Write index.html, report.md, figures/ and provenance.json."""
    inputs = read()
    made_by = provenance.collect()
    with whole_folder(paths.REPORTS / "figures") as folder:
        page = {
            "project": provenance.project(),
            "benchmarks": [benchmark(name, inputs, folder) for name in inputs.settings.benchmarks],
            "definitions": definitions(inputs.settings),
            "datasets": [dataset for dataset in inputs.datasets.values() if dataset],
            "states": states(inputs),
            "provenance": made_by,
            "no_claim_below": NO_CLAIM_BELOW,
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


def benchmark(name: str, inputs: Inputs, folder: Path) -> dict[str, Any]:
    """Return what the section of a benchmark shows; its figures are written to `folder`."""
    block = inputs.settings.benchmark(name)
    audit = inputs.audits[name]
    board = leaderboard(name, inputs)
    return {
        "name": name,
        "dataset": inputs.datasets[block.dataset]
        or {"title": block.dataset, "interactions": None, "rating_scale": None},
        **block.model_dump(include={"split", "relevance", "views"}),
        "audit": audit,
        "leak": audit["training_later_than_test"] if audit else 0.0,
        "board": board,
        "absent": [cell for cell in inputs.cells[name] if cell["status"] != "ok"],
        "slices": slices(name, board, inputs),
        "figures": illustrations(name, board, inputs, folder),
        "fingerprints": inputs.fingerprints[name],
        "cells": parameters(name, inputs),
    }


def leaderboard(name: str, inputs: Inputs) -> dict[str, Any]:
    """Return the rows of a benchmark's table, by the first headline metric, and whose intervals overlap with the first.

    Baselines without that number come last, by name.
    """
    first, *others = columns(inputs.settings)
    lower = falls(first)
    numbers = {metric: inputs.estimates.get((name, "all", metric), {}) for metric in (first, *others)}
    seconds = {row["baseline"]: number(row["fit_seconds"]) for row in inputs.measured[name]}
    rows = [
        {
            "baseline": cell["baseline"],
            "headline": numbers[first].get(cell["baseline"]),
            "others": [numbers[metric].get(cell["baseline"]) for metric in others],
            "fit_seconds": seconds.get(cell["baseline"]),
            "fallback_share": number(cell["fallback_share"]),
            "origin": origin(inputs.settings.baseline(cell["baseline"]), name),
        }
        for cell in inputs.cells[name]
        if cell["status"] == "ok"
    ]
    rows.sort(key=lambda row: (*_rank(row["headline"], lower), row["baseline"]))
    leader = rows[0]["headline"] if rows else None
    for row in rows:
        row["overlaps"] = row is not rows[0] and overlap(row["headline"], leader)
    return {
        "metric": first,
        "lower": lower,
        "others": others,
        "rows": rows,
        "leader": rows[0] if leader else None,
        "scale": max((row["headline"].high or row["headline"].value for row in rows if row["headline"]), default=1)
        or 1,
    }


def slices(name: str, board: dict[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Return the headline metrics of each slice of users, with the baselines in the order of the leaderboard."""
    names = sorted({part for where, part, _ in inputs.estimates if where == name and part != "all"})
    groups = []
    for part in names:
        found = {metric: inputs.estimates.get((name, part, metric), {}) for metric in inputs.settings.headline}
        users = max((estimate.n_users for estimate in found[board["metric"]].values()), default=0)
        shown = {metric: numbers for metric, numbers in found.items() if numbers}
        groups.append({"name": part, "users": users, "claim": users >= NO_CLAIM_BELOW, "metrics": shown})
    return {"groups": groups, "baselines": [row["baseline"] for row in board["rows"]]}


def illustrations(name: str, board: dict[str, Any], inputs: Inputs, folder: Path) -> list[dict[str, Any]]:
    """Draw a benchmark's figures; return their files, their SVG for the page, and what the captions need."""
    rows = [row for row in board["rows"] if row["headline"]]
    if not rows:
        return []
    metric, _, cutoff = board["metric"].partition("@")
    label = display(board["metric"])
    dots = [
        figures.Dot(r["baseline"], r["headline"].value, r["headline"].low, r["headline"].high, r["overlaps"])
        for r in rows
    ]
    drawn = [("dots", slug(board["metric"]), figures.dots(dots, label), {})]
    reach = inputs.estimates.get((name, "all", f"coverage@{cutoff}"), {})
    points = [(dot.name, reach[dot.name].value, dot.value) for dot in dots if dot.name in reach]
    if points and metric != "coverage":
        other = f"coverage@{cutoff}"
        picture = figures.tradeoff(points, display(other), label)
        drawn.append(("tradeoff", f"{slug(board['metric'])}-vs-{slug(other)}", picture, {"other": other}))
    cutoffs = inputs.settings.cutoffs if cutoff and len(inputs.settings.cutoffs) > 1 else []
    by_k = [inputs.estimates.get((name, "all", f"{metric}@{k}"), {}) for k in cutoffs]
    lines = [(dot.name, [at[dot.name].value for at in by_k]) for dot in dots if all(dot.name in at for at in by_k)]
    if cutoffs and lines:
        leaders = [
            (k, max(at, key=lambda baseline: (at[baseline].value, baseline)))
            for k, at in zip(cutoffs, by_k, strict=True)
        ]
        picture = figures.curves(lines, cutoffs, f"{display(metric)}@k", coloured(inputs))
        drawn.append(("curves", f"{slug(metric)}-over-k", picture, {"leaders": leaders}))
    return [
        {"kind": kind, "slug": f"{name}-{end}", "svg": figures.save(picture, folder, f"{name}-{end}"), **facts}
        for kind, end, picture, facts in drawn
    ]


def coloured(inputs: Inputs) -> list[str]:
    """Return the baselines that have a colour in all figures: those that rank high by the headline metric."""
    metric = inputs.settings.headline[0]
    sign = 1 if falls(metric) else -1
    ranks: dict[str, list[int]] = defaultdict(list)
    for name in inputs.settings.benchmarks:
        numbers = inputs.estimates.get((name, "all", metric), {})
        for rank, baseline in enumerate(sorted(numbers, key=lambda b: (sign * numbers[b].value, b))):
            ranks[baseline].append(rank)
    return sorted(ranks, key=lambda b: (sum(ranks[b]) / len(ranks[b]), b))[: len(figures.SERIES)]


def definitions(settings: params.Params) -> list[dict[str, str]]:
    """Return the metrics in the words of their docstrings."""
    return [{"name": name, **describe(metric)} for name, metric in metrics.select(settings.metrics).items()]


def describe(metric: metrics.Metric) -> dict[str, str]:
    """Return the sentence, further words, range, source and identifier that a metric's docstring gives."""
    text = (inspect.getdoc(metric) or "").partition(">>>")[0]
    fields = {
        key.lower(): " ".join(value.split())
        for key, value in re.findall(
            r"^(Range|Source|Identifier): (.*?)(?=^\w+: |^\s*$|\Z)", text, re.DOTALL | re.MULTILINE
        )
    }
    words = re.split(r"^(?:Range|Source|Identifier): ", text, maxsplit=1, flags=re.MULTILINE)[0]
    sentence, _, formula = words.partition("\n\n")
    blank = dict.fromkeys(("range", "source", "identifier"), "")
    return {**blank, **fields, "sentence": " ".join(sentence.split()), "formula": " ".join(formula.split())}


def parameters(name: str, inputs: Inputs) -> list[dict[str, Any]]:
    """Return what each cell was given, and how far its seeds differ."""
    metric = inputs.settings.headline[0]
    spreads = {row["baseline"]: number(row["sd"]) for row in inputs.seeds[name] if row["metric"] == metric}
    return [
        {
            **cell,
            "sd": spreads.get(cell["baseline"]),
            "origin": origin(inputs.settings.baseline(cell["baseline"]), name),
        }
        for cell in inputs.cells[name]
    ]


def origin(baseline: params.Baseline, benchmark: str) -> str:
    """Say where a cell's parameters come from."""
    if not baseline.parameters(benchmark):
        return "no parameters"
    return "tuned" if baseline.tuned.get(benchmark) else "default parameters"


def columns(settings: params.Params) -> list[str]:
    """Return the metrics of a leaderboard: the headline ones of lists, coverage and Gini, then those of ratings."""
    first = settings.headline[0]
    reach = [
        f"{name}@{first.partition('@')[2]}"
        for name in ("coverage", "gini")
        if name in settings.metrics and "@" in first
    ]
    wanted = [m for m in settings.headline if "@" in m] + reach + [m for m in settings.headline if "@" not in m]
    return list(dict.fromkeys([first, *wanted]))


def overlap(one: Estimate | None, other: Estimate | None) -> bool:
    """Tell whether two numbers have intervals and these overlap."""
    if one is None or other is None or one.low is None or other.low is None:
        return False
    return one.low <= other.high and other.low <= one.high


def falls(metric: str) -> bool:
    """Tell whether a metric falls as a baseline improves: those of ratings are errors."""
    return metrics.is_pooled(metrics.known()[metric.partition("@")[0]])


def _rank(estimate: Estimate | None, lower: bool) -> tuple[bool, float]:
    """Return what sorts the higher (or lower) number first and what is missing last."""
    return (True, 0.0) if estimate is None else (False, estimate.value if lower else -estimate.value)


if __name__ == "__main__":
    run_stage(report)
