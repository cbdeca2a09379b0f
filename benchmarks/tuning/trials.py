"""The trials of a search: what was tried, the best of them, and the tables that they are kept in.

While a search goes on they lie in tuned/unfinished/, which git carries from machine to machine;
nothing but a search reads that.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contract import paths
from benchmarks.contract import trials as rows_of_trials
from benchmarks.contract.csv import as_csv, read_csv
from benchmarks.contract.files import write_text
from benchmarks.contract.removal import remove
from benchmarks.contract.trials import LABELS, Rule, read_rule
from benchmarks.protocol.model import RATINGS

_TRIALS, _RULE = "trials.csv", "rule.json"  # of an unfinished search
_MOST_TRIES = 100  # of what another process undoes in the same moment
_DECIMALS = 6  # of values that are told apart, as the tables have them


@dataclass(frozen=True)
class Trial:
    """What a trial tried and found.

    space : 0 for the declared space, 1 for the extended one
    parameters : those that were searched, and what early stopping found
    """

    number: int
    space: int
    value: float
    parameters: dict[str, Any]
    seconds: float


def of(number: int, space: int, value: float, parameters: dict[str, Any], seconds: float) -> Trial:
    """Return a trial whose value is rounded as the tables have it, so that it repeats from them."""
    return Trial(number, space, round(value, _DECIMALS), parameters, seconds)


def of_row(row: Mapping[str, str], drawn: Mapping[str, Any]) -> Trial:
    """Return the trial of a row.

    drawn : its searched parameters, as proposed
    """
    texts = {name: text for name, text in row.items() if name != "seconds"}
    parameters = rows_of_trials.parameters(texts) | dict(drawn)
    numbers = int(row["trial"]), int(row["space"]), float(row["value"])
    return of(*numbers, parameters, float(row["seconds"]))


def best(trials: Sequence[Trial], objective: str) -> Trial:
    """Return the best trial, the earliest of equals.

    objective : `ndcg@10`, which is to be high, or `rmse`
    """
    sign = 1 if objective == RATINGS else -1
    return min(trials, key=lambda trial: sign * trial.value)


def best_value(values: Sequence[float], objective: str | None) -> float:
    """Return the best of values by an objective."""
    return min(values) if objective == RATINGS else max(values)


def is_flat(trials: Sequence[Trial]) -> bool:
    """Tell whether there is nothing to choose by: all values are one."""
    return len({trial.value for trial in trials}) == 1


def write_unfinished(leaderboard: str, baseline: str, rule: Rule, trials: Sequence[Trial]) -> None:
    """Keep what was tried so far; at any moment the trials before the last one are there."""
    rows = [_row(trial) | {"seconds": trial.seconds} for trial in trials]
    names = [*LABELS, "seconds", *trials[0].parameters]
    folder = paths.unfinished(leaderboard, baseline)
    if read_rule(folder / _RULE) != rule:
        remove(folder)
        _make(folder)
        rule.write(folder / _RULE)
    write_text(folder / _TRIALS, as_csv(names, rows))


def _make(folder: Path) -> None:
    """Make a folder, while searches that end remove those above it that are empty."""
    for _ in range(_MOST_TRIES):
        with suppress(FileNotFoundError):
            folder.mkdir(parents=True, exist_ok=True)
            return


def write_finished(leaderboard: str, baseline: str, rule: Rule, trials: Sequence[Trial]) -> None:
    """Write the trials of a search that ended, its rule, and apart from them what they took."""
    chosen = best(trials, rule.objective)
    rows = [_row(trial) | {"chosen": "yes" if trial is chosen else ""} for trial in trials]
    seconds = [{"trial": trial.number, "seconds": trial.seconds} for trial in trials]
    table = as_csv((*LABELS, *trials[0].parameters), rows)
    remove(paths.rule(leaderboard, baseline))  # the table is no longer by that one
    write_text(paths.trial_seconds(leaderboard, baseline), as_csv(("trial", "seconds"), seconds))
    write_text(paths.trials(leaderboard, baseline), table)
    rule.write(paths.rule(leaderboard, baseline))  # last: without it the search is done again
    forget_unfinished(leaderboard, baseline)


def forget_unfinished(leaderboard: str, baseline: str) -> None:
    """Delete what was kept of a search while it went on."""
    folder = paths.unfinished(leaderboard, baseline)
    remove(folder)
    for parent in folder.parents[:2]:
        with suppress(OSError):  # other searches have theirs there, or ended at this moment
            parent.rmdir()


def is_finished(leaderboard: str, baseline: str, rule: Rule) -> bool:
    """Tell whether a search by this rule has ended."""
    made_by = read_rule(paths.rule(leaderboard, baseline))
    has_table = paths.trials(leaderboard, baseline).exists()
    return has_table and made_by is not None and rule.is_that_of(made_by)


def earlier(leaderboard: str, baseline: str, rule: Rule) -> list[dict[str, str]]:
    """Return the rows of an earlier search whose values count by this rule; maybe none.

    Of an unfinished search before a finished one, as that is the later.
    """
    folder = paths.unfinished(leaderboard, baseline)
    made_by = read_rule(folder / _RULE)
    if made_by and made_by.values_agree_with(rule) and (folder / _TRIALS).exists():
        return read_csv(folder / _TRIALS)
    made_by = read_rule(paths.rule(leaderboard, baseline))
    table = paths.trials(leaderboard, baseline)
    if made_by and made_by.values_agree_with(rule) and table.exists():
        seconds = _seconds(paths.trial_seconds(leaderboard, baseline))
        return [row | {"seconds": seconds.get(row["trial"], "0")} for row in read_csv(table)]
    return []


def tried(leaderboard: str, baseline: str) -> list[dict[str, str]]:
    """Return the rows of a search as it goes on; maybe none."""
    try:
        return read_csv(paths.unfinished(leaderboard, baseline) / _TRIALS)
    except FileNotFoundError:  # not begun, or ended at this moment in another process
        return []


def text(value: Any) -> str:  # whatever a baseline takes
    """Return a value as a cell of the table; None is an empty one."""
    return "" if value is None else f"{value}"


def _row(trial: Trial) -> dict[str, Any]:
    labels = {"trial": trial.number, "space": trial.space, "value": trial.value, "chosen": ""}
    return labels | {name: text(value) for name, value in trial.parameters.items()}


def _seconds(path: Path) -> dict[str, str]:
    return {row["trial"]: row["seconds"] for row in read_csv(path)} if path.exists() else {}
