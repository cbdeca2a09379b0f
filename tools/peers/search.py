"""Search a library's parameters as ours are searched; an interrupted search goes on.

Optuna's TPE, the default as trial 0, a seed for each trial, and a budget by one rule: 20 trials for
one or two parameters, 60 for three and more. A search that ends at an edge of its space ends there:
the spaces are wide instead. Each trial is a line of a file as soon as it ends.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optuna
from optuna.distributions import BaseDistribution
from optuna.trial import TrialState, create_trial

STARTUP_TRIALS = 8  # drawn at random before the sampler learns from them
FEW, MANY = 20, 60
# What is the machine's fault, or that of how a library is called, and no trial's.
_NOT_OF_PARAMETERS = (MemoryError, ImportError, TypeError, AttributeError, NameError)
Parameters = dict[str, Any]


def budget(n_parameters: int) -> int:
    """Return how many trials a method with so many parameters has."""
    return FEW if n_parameters <= 2 else MANY


@dataclass(frozen=True)
class Found:
    """What a search chose, and what it was worth on the validation part."""

    parameters: Parameters
    value: float
    trials: int


def search(
    space: Mapping[str, BaseDistribution],
    default: Parameters,
    judge: Callable[[Parameters], float],
    table: Path,
    n_trials: int,
    seed: int = 0,
) -> Found:
    """Run the trials that are missing from a table of them, and return the best.

    A fit that the library refuses is a trial that found nothing; it counts.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize")
    for line in _whole_lines(table):
        study.add_trial(_recalled(json.loads(line), space))
    while (done := len(study.trials)) < n_trials:
        study.sampler = optuna.samplers.TPESampler(
            seed=seed + done, n_startup_trials=STARTUP_TRIALS
        )
        if done == 0:
            study.enqueue_trial(default)
        trial = study.ask(dict(space))
        line = _tried(trial.params, judge)
        study.tell(trial, line["value"])
        with table.open("a") as stream:
            stream.write(json.dumps(line) + "\n")
    return Found(dict(study.best_params), float(study.best_value), len(study.trials))


def _whole_lines(table: Path) -> list[str]:
    """Return the lines of a table; what a killed process left of one is cut off in the file too."""
    content = table.read_bytes() if table.exists() else b""
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        with table.open("r+b") as stream:
            stream.truncate(len(whole))
    return whole.decode().splitlines()


def _tried(parameters: Parameters, judge: Callable[[Parameters], float]) -> dict[str, Any]:
    """Judge parameters; return the line of the trial."""
    start = time.process_time()
    try:
        value, problem = judge(parameters), ""
    except _NOT_OF_PARAMETERS:
        raise
    except Exception as error:  # libraries have errors of their own, as implicit where it diverges
        value, problem = 0.0, f"{type(error).__name__}: {error}"
    seconds = round(time.process_time() - start, 3)
    return {"value": value, "parameters": parameters, "cpu_seconds": seconds, "problem": problem}


def _recalled(
    line: dict[str, Any], space: Mapping[str, BaseDistribution]
) -> optuna.trial.FrozenTrial:
    return create_trial(
        params=line["parameters"],
        distributions=dict(space),
        value=line["value"],
        state=TrialState.COMPLETE,
    )
