"""The tables for papers: all of reports/tables/."""

from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.files import whole_folder, write_text
from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.latex import across, against, board
from benchmarks.report.latex.setup import experimental_setup
from benchmarks.report.latex.table import Table
from benchmarks.report.sections import chosen, verdicts
from benchmarks.report.sections.across import across as section


def write(inputs: Inputs) -> None:
    """Write reports/tables/."""
    with whole_folder(paths.REPORTS / "tables") as folder:
        write_text(folder / "setup.tex", experimental_setup(inputs))
        together = section(inputs)
        _write(folder / "across.tex", across.table(together) if together else None)
        for shown in inputs.shown:
            for name, table in _of(shown, inputs).items():
                _write(folder / f"{name}.tex", table)


def _of(shown: Leaderboard, inputs: Inputs) -> dict[str, Table | None]:
    """Return the tables of a leaderboard by the names of their files; None without any number."""
    everything, best = chosen.everything(shown, inputs), chosen.best(shown, inputs)
    standings = verdicts.standings(shown.name, inputs)
    return {
        shown.name: board.full(everything, inputs) if everything else None,
        f"{shown.name}-short": board.brief(best, inputs) if best else None,
        f"comparison-{shown.name}": against.table(shown, standings, inputs),
    }


def _write(path: Path, table: Table | None) -> None:
    if table:
        write_text(path, table.written())
