"""Which figures a benchmark gets, and what their captions need."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from benchmarks.contract.documents import Reported
from benchmarks.report.figures import bars, saving
from benchmarks.report.figures.lines import Looks, curves
from benchmarks.report.figures.style import SERIES, Dot
from benchmarks.report.figures.tradeoffs import Drawn, tradeoffs
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.leaderboard import in_order, on_average
from benchmarks.report.sections.verdicts import Standing
from benchmarks.report.sections.views import histories, second_views
from benchmarks.report.text import display, slug


def illustrations(
    shown: Reported,
    board: dict[str, Any],
    found: dict[str, Standing],
    inputs: Inputs,
    folder: Path,
) -> list[dict[str, Any]]:
    """Draw a benchmark's figures; return their names, their SVG for the page, and what the captions need.

    Figures of measured values get no file: reports/figures is compared byte for byte.
    """
    metric = board["metric"]
    parts = (
        *_dots(shown, "all", metric, inputs, found.get(metric)),
        *_over_k(shown, metric, inputs, found.get(metric)),
        *tradeoffs(shown, metric, inputs),
        *(
            drawn
            for part in second_views(shown, inputs)
            for drawn in _dots(shown, part, metric, inputs, None)
        ),
        *_over_history(shown, metric, inputs, found.get(metric)),
    )
    return [
        _figure(f"{shown.name}-{end}", kind, picture, facts, folder)
        for kind, end, picture, facts in parts
    ]


def _figure(
    name: str, kind: str, picture: Figure, facts: dict[str, Any], folder: Path
) -> dict[str, Any]:
    """Write a figure's files unless it is of measured values; return what the templates need."""
    measured = facts.get("measured", False)
    svg = saving.drawn(picture) if measured else saving.save(picture, folder, name)
    return {"kind": kind, "slug": name, "svg": svg, **facts, "measured": measured}


def _dots(
    shown: Reported, part: str, metric: str, inputs: Inputs, standing: Standing | None
) -> Iterator[Drawn]:
    numbers = inputs.estimates.get((shown.name, part, metric), {})
    names = in_order(numbers, metric)
    if not names:
        return
    leader = numbers[names[0]]
    tied = standing.tied if standing else names[:1]
    rows = [Dot(name, one.value, one.low, one.high, name in tied) for name, one in numbers.items()]
    rows.sort(key=lambda row: names.index(row.name))
    end = slug(metric) if part == "all" else f"{part}-{slug(metric)}"
    facts = {
        "part": part,
        "leader": leader,
        "first": rows[0],
        "last": rows[-1],
        "n": len(rows),
        "standing": standing,
    }
    yield "dots", end, bars.dots(rows, display(metric)), facts


def _over_k(
    shown: Reported, metric: str, inputs: Inputs, standing: Standing | None
) -> Iterator[Drawn]:
    name, _, cutoff = metric.partition("@")
    cutoffs = inputs.settings.cutoffs
    if not cutoff or len(cutoffs) < 2:
        return
    at = {k: inputs.estimates.get((shown.name, "all", f"{name}@{k}"), {}) for k in cutoffs}
    lines = _lines(at, metric)
    if lines:
        label = f"{display(name)}@k"
        tied = standing.tied if standing else []
        looks = Looks(_coloured(inputs), tied)
        picture = curves(lines, cutoffs, label, "k, length of the list", looks)
        facts = {"part": "all", "leaders": _leaders(at, metric), "tied": tied}
        yield "curves", f"{slug(name)}-over-k", picture, facts


def _over_history(
    shown: Reported, metric: str, inputs: Inputs, standing: Standing | None
) -> Iterator[Drawn]:
    slices = histories(shown, inputs)
    at = {
        size: inputs.estimates.get((shown.name, part, metric), {}) for size, part in slices.items()
    }
    lines = _lines(at, metric)
    if len(at) < 2 or not lines:
        return
    label = "interactions known of a new user"
    tied = standing.tied if standing else []
    picture = curves(lines, list(at), display(metric), label, Looks(_coloured(inputs), tied))
    facts = {"part": "known", "leaders": _leaders(at, metric), "tied": tied}
    yield "known", f"{slug(metric)}-over-history", picture, facts


def _lines(at: dict[int, dict[str, Any]], metric: str) -> list[tuple[str, list[float]]]:
    """Return the values of each baseline that has one everywhere, the leading one at the last place first."""
    names = in_order(at[max(at)], metric) if at else []
    return [
        (name, [numbers[name].value for numbers in at.values()])
        for name in names
        if all(name in numbers for numbers in at.values())
    ]


def _leaders(at: dict[int, dict[str, Any]], metric: str) -> list[tuple[int, str]]:
    """Return the leading baseline at each place."""
    return [(place, in_order(numbers, metric)[0]) for place, numbers in at.items()]


def _coloured(inputs: Inputs) -> list[str]:
    """Return the baselines that have a colour in all figures: those that rank high on average."""
    return on_average(inputs)[: len(SERIES)]
