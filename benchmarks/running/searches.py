"""Which searches there are, which of them are missing, and which of those take least."""

from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.reading import read
from benchmarks.contract.reports import CELLS, MEASURED
from benchmarks.tuning import trials
from benchmarks.tuning.chosen import write_choice
from benchmarks.tuning.rules import leaderboard_of, rule_of, tuning_of

Cell = tuple[str, str]  # a leaderboard and a baseline
_UNKNOWN = float("inf")  # seconds of a search that nobody made


def tunable(study: Study, leaderboards: list[str], baselines: list[str]) -> list[Cell]:
    """Return the cells that were asked for and have something to search."""
    spaces = tuning_of(study).search
    wanted = leaderboards or list(study.judged())
    for name in wanted:
        leaderboard_of(study, name)  # an unknown one is an error
    for name in baselines:
        study.baseline(name)
    searched = [name for name in baselines or spaces if name in spaces]
    if not searched:
        asked = ", ".join(baselines) or "no baseline"
        raise UserError(
            f"baselines/: {asked} has no search space; give its class `Model` one as `search`."
        )
    return [
        (name, model)
        for name in wanted
        for model in searched
        if model in study.benchmark(leaderboard_of(study, name).benchmark).baselines
    ]


def cheapest_first(cells: list[Cell], study: Study) -> list[Cell]:
    """Return cells in the order of what their searches will take.

    That is by what fits took when they were measured, else by trials of the last search. A view's
    searches take as long as its benchmark's; unknown ones come last.
    """
    fits = _seconds_of_fits()
    return sorted(cells, key=lambda cell: _expected_seconds(cell, study, fits))


def expected(cells: list[Cell], study: Study) -> dict[Cell, float]:
    """Return the seconds that searches will take on one core, of those of which that is known."""
    fits = _seconds_of_fits()
    each = {cell: _expected_seconds(cell, study, fits) for cell in cells}
    return {cell: seconds for cell, seconds in each.items() if seconds < _UNKNOWN}


def missing(cells: list[Cell], study: Study) -> list[Cell]:
    """Return the cells without a search by today's rule; say how many those are, and how long.

    What the others chose is written once more, for whoever was interrupted just before.
    """
    done = [cell for cell in cells if trials.is_finished(*cell, rule_of(*cell, study))]
    for cell in done:
        write_choice(*cell, order=list(study.baselines))
    left = [cell for cell in cells if cell not in done]
    known, impossible = expected(left, study), _impossible(left, study)
    hours, unknown = sum(known.values()) / 3600, len(left) - len(known) - len(impossible)
    print(
        f"{len(done)} searched before, by the same rule; {len(left)} to search: {hours:.1f} h on "
        f"one core by what fits took, {unknown} that nobody measured, and {len(impossible)} that "
        "were not applicable in the last report"
    )
    return left


def _impossible(cells: list[Cell], study: Study) -> list[Cell]:
    """Return the cells whose data lacked what they need; to look again takes them a moment."""
    rows = read(paths.REPORTS, CELLS) if (paths.REPORTS / "cells.csv").exists() else []
    lacking = {
        (row["benchmark"], row["baseline"]) for row in rows if row["status"] == "not applicable"
    }
    benchmarks = {name: leaderboard_of(study, name).benchmark for name, _ in cells}
    return [(name, model) for name, model in cells if (benchmarks[name], model) in lacking]


def _expected_seconds(cell: Cell, study: Study, fits: dict[Cell, float]) -> float:
    """Return the trials of a search times what one takes, if a fit or a trial was measured."""
    leaderboard, baseline = cell
    benchmark = leaderboard_of(study, leaderboard).benchmark
    of_trials = (_mean_seconds(name, baseline) for name in (leaderboard, benchmark))
    known = (seconds for seconds in (fits.get((benchmark, baseline)), *of_trials) if seconds)
    return tuning_of(study).budget(baseline) * next(known, _UNKNOWN)


def _seconds_of_fits() -> dict[Cell, float]:
    """Return CPU seconds of one fit and its rankings, of the cells that the report has."""
    rows = read(paths.REPORTS, MEASURED) if (paths.REPORTS / "measured.csv").exists() else []
    return {
        (row["benchmark"], row["baseline"]): row["fit_cpu_seconds"] + row["rank_cpu_seconds"]
        for row in rows
        if row["fit_cpu_seconds"] and row["rank_cpu_seconds"]
    }


def _mean_seconds(leaderboard: str, baseline: str) -> float | None:
    """Return what a trial of an earlier search took, None if there was none."""
    path = paths.trial_seconds(leaderboard, baseline)
    each = [float(row["seconds"]) for row in read_csv(path)] if path.exists() else []
    return sum(each) / len(each) if each else None
