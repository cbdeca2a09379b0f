"""Turn each submission of a benchmark into a cell; one that cannot be read stops no other."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contract import paths, tables
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.files import file_digest, whole_folder, write_json
from benchmarks.contract.reports_beside import SUBMISSIONS
from benchmarks.exchange.submissions import about, lists, ratings, reading
from benchmarks.exchange.submissions.asked import Asked
from benchmarks.exchange.submissions.columns import LISTS, RATINGS
from benchmarks.exchange.submissions.counted import Counted
from benchmarks.exchange.submissions.files import Handed, discover

TIER = "submitted"  # of such a cell, in cells.csv
_LONGEST = 1000  # letters of a reason


def convert(benchmark: str) -> None:
    """Write the cells of a benchmark's submissions, and what was counted while they were read."""
    plan = ScorePlan.read(paths.score_plan(benchmark))
    every = discover(paths.submissions(benchmark), plan.baselines)
    asked = Asked.read(plan) if every else None
    rows = []
    with whole_folder(paths.submitted(benchmark)) as folder:
        for handed in every:
            assert asked is not None  # noqa: S101 -- for mypy: there is something to read
            row = _one(handed, asked, folder / handed.name)
            rows.append({"benchmark": benchmark, **row})
            print(f"{handed.name}: {row['reason'] or 'read'}")
        write_json(folder / "submissions.json", rows)


def _one(handed: Handed, asked: Asked, folder: Path) -> dict[str, Any]:
    """Write one cell, or why there is none; return its row."""
    row: dict[str, Any] = {"baseline": handed.name, "title": handed.name}
    row["file"] = one_line(" ".join(path.name for path in handed.files))
    try:
        row["sha256"] = _digests(handed)
        row |= about.read(handed.about).row(handed.name)
        counted = write(handed, asked, folder).counted
        counts = counted.in_table(SUBMISSIONS.columns) if counted else {}
        return {**row, "reason": "", **counts}
    except Exception as error:  # whatever it is, the others are read
        is_ours = isinstance(error, UserError)
        reason = str(error) if is_ours else f"{type(error).__name__}: {error}"
        printed = one_line(reason, _LONGEST)  # also names of files that are no text
        with whole_folder(folder) as failed:
            write_json(failed / "failure.json", {"reason": printed, "tier": TIER})
        return {**row, "reason": printed}


def _digests(handed: Handed) -> str:
    present = [path for path in handed.files if path.is_file()]
    return " ".join(file_digest(path, "sha256") for path in present)


@dataclass(frozen=True)
class Written:
    """What became of a submission.

    counted : in its lists, None where there are ratings alone; notes : on its ratings
    """

    counted: Counted | None
    notes: list[str]

    def lines(self, longest: int) -> list[str]:
        """Say what was counted and done; longest : the longest cut-off."""
        return [*(self.counted.lines(longest) if self.counted else []), *self.notes]


def write(handed: Handed, asked: Asked, folder: Path) -> Written:
    """Write a submission as a cell: `cell.json`, lists and predictions, exactly as a fit does.

    Raises UserError where it cannot be scored; then nothing is written.
    """
    handed.check()
    ranked, rated = _lists(handed, asked), _ratings(handed, asked)
    state: dict[str, Any] = {
        "parameters": {},
        "origin": "",
        "personalized": None,
        "seeds": max(of.n_seeds for of in (ranked, rated) if of),
        "not_applicable": None,
        "tier": TIER,
        "views": ranked.views if ranked else [],
    }
    with whole_folder(folder) as unfinished:
        write_json(unfinished / "cell.json", state)
        table = ranked.table if ranked else tables.LISTS.empty_table()
        tables.write(unfinished / "lists.parquet", table, tables.LISTS)
        if rated:
            tables.write(unfinished / "predictions.parquet", rated.table, tables.PREDICTIONS)
    return Written(ranked.counted if ranked else None, rated.notes if rated else [])


def _lists(handed: Handed, asked: Asked) -> lists.Lists | None:
    for path in handed.lists:
        return lists.of_table(reading.read(path, LISTS), asked, path.name)
    return None


def _ratings(handed: Handed, asked: Asked) -> ratings.Ratings | None:
    for path in handed.ratings:
        return ratings.of_table(reading.read(path, RATINGS), asked, path.name)
    return None
