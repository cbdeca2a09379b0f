"""The tables of searches: a row for each trial, and the rule by which they were made."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field
from ruamel.yaml import YAML

from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.documents import Document
from benchmarks.contract.facts import Space
from benchmarks.contract.files import text_digest
from benchmarks.contract.settings import ViewRules
from benchmarks.contract.yaml_text import refusals

LABELS = ("trial", "space", "value", "chosen")  # the columns before those of the parameters


class Rule(Document):
    """What the trials of a search depend on, but for the baseline's code.

    data : what of the benchmark's settings decides which rows there are, and which are relevant
    view : the ranking that is judged; objective : `ndcg@10` or `rmse`
    defaults : of all parameters, trial 0; space : of those that are searched
    trials, beyond : the budget, and the further one of a search that ends at an edge
    at_random : how many of the first trials learn nothing from others, the default among them
    batch : how many trials are proposed together, from what earlier batches found
    extended : the space with the edges at which the search ended moved outwards, or called natural
    where the class takes nothing beyond; none where it ended at no edge
    """

    made_by: ClassVar[str] = "make tune"

    data: dict[str, Any]
    view: ViewRules
    objective: str
    defaults: dict[str, Any]
    space: dict[str, Space]
    trials: int
    beyond: int
    seed: int
    most_epochs: int
    at_random: int
    batch: int
    extended: dict[str, Space] = Field(default={})

    def values_agree_with(self, other: "Rule") -> bool:
        """Tell whether equal parameters have equal values by both rules."""
        return all(
            getattr(self, name) == getattr(other, name)
            for name in ("data", "view", "objective", "defaults", "most_epochs")
        )

    def is_that_of(self, finished: "Rule") -> bool:
        """Tell whether a search that ended was made by this rule."""
        return self == finished.model_copy(update={"extended": {}})

    def digest(self) -> str:
        """Return what tells this rule from others in a table, whatever edges were extended."""
        return text_digest(self.model_copy(update={"extended": {}}).model_dump(mode="json"))


def read_rule(path: Path) -> Rule | None:
    """Read a rule; None where there is none, as beside the tables of earlier versions."""
    return Rule.read(path) if path.exists() else None


def finished(leaderboard: str, baseline: str) -> list[dict[str, str]] | None:
    """Read the trials of a search that ended; None where there is none."""
    path = paths.trials(leaderboard, baseline)
    return read_csv(path) if path.exists() else None


def parameters(trial: Mapping[str, str]) -> dict[str, Any]:  # whatever a baseline takes
    """Return the parameters of a row, with their types; an empty cell stands for None."""
    reader = YAML(typ="safe")
    found: dict[str, Any] = {}
    for name, text in trial.items():
        if name not in LABELS:
            with refusals(text, f"a trial's {name}"):
                found[name] = reader.load(text) if text else None
    return found


def as_json(given: Mapping[str, Any]) -> str:
    """Return parameters as a cell of a table, equal ones as equal text."""
    return json.dumps(given, sort_keys=True, ensure_ascii=False)
