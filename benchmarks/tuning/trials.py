"""The trials of a search: the journal that they are kept in as they end, and their tables."""

import warnings
from typing import Any, Literal

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_text

Direction = Literal["minimize", "maximize"]
LABELS = ("trial", "value", "chosen")  # the columns before those of the parameters


def open_study(benchmark: str, baseline: str, direction: Direction) -> optuna.Study:
    """Open the journal of a search; a trial that was cut short counts as failed and is done again.

    Raises UserError if the journal is of a search in the other direction: Optuna would go on in
    that.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
    path = paths.journal(benchmark, baseline)
    path.parent.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(path))),
        study_name=f"{benchmark}/{baseline}",
        direction=direction,
        load_if_exists=True,
    )
    if (kept := study.direction.name.lower()) != direction:
        raise UserError(
            f"{path}: these trials {kept} another objective, and now we {direction}; "
            "delete this file."
        )
    for trial in study.get_trials(states=(TrialState.RUNNING, TrialState.WAITING)):
        study.tell(trial.number, state=TrialState.FAIL)
    return study


def complete(study: optuna.Study) -> list[FrozenTrial]:
    """Return the trials that ended with a value."""
    return study.get_trials(states=(TrialState.COMPLETE,))


def best(study: optuna.Study) -> FrozenTrial:
    """Return the best trial, the earliest of equals."""
    sign = 1 if study.direction is optuna.study.StudyDirection.MINIMIZE else -1
    return min(complete(study), key=lambda trial: sign * round(value_of(trial), 6))


def value_of(trial: FrozenTrial) -> float:
    """Return the value of a complete trial."""
    if trial.value is None:
        raise ValueError(f"trial {trial.number} has no value")
    return trial.value


def write_tables(study: optuna.Study, benchmark: str, baseline: str) -> None:
    """Write the trials, and apart from them what they took."""
    ended, chosen = complete(study), best(study).number
    names = list(ended[0].user_attrs["parameters"])
    rows = [_row(number, trial, trial.number == chosen) for number, trial in enumerate(ended)]
    write_text(paths.trials(benchmark, baseline), as_csv((*LABELS, *names), rows))
    seconds = [
        {"trial": number, "seconds": trial.user_attrs["seconds"]}
        for number, trial in enumerate(ended)
    ]
    write_text(paths.trial_seconds(benchmark, baseline), as_csv(("trial", "seconds"), seconds))


def _row(number: int, trial: FrozenTrial, chosen: bool) -> dict[str, Any]:
    """Return a row of the table; None is an empty cell."""
    labels = {"trial": number, "value": trial.value, "chosen": "yes" if chosen else ""}
    parameters = trial.user_attrs["parameters"]
    texts = {name: None if value is None else f"{value}" for name, value in parameters.items()}
    return labels | texts
