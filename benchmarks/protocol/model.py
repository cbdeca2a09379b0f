"""Find a baseline's class, give it its parameters, and tell what it needs.

CONTRIBUTING.md describes the class. Its optional method `add_items(features: csr_matrix) -> None`
takes new items in after a fit: `features` is (n_new, n_item_features), ones and zeros in the
columns of `train.item_features`. Then `scores` returns (len(users), n_items + n_new), the new items
last, scored by their features alone; nothing is fitted again, and the scores of the others do not
change.
"""

import importlib
import inspect
from pathlib import Path
from typing import Any

from benchmarks.contract.errors import UserError, unknown
from benchmarks.protocol.training import Training

MOST_GIGABYTES = (
    4  # of the arrays that grow with the square of the catalogue; a larger model is not applicable
)
_NOT_TUNED = {"seed"}


def names() -> list[str]:
    """Return the baselines that have a file."""
    return sorted(
        path.stem for path in Path("baselines").glob("*.py") if not path.stem.startswith("_")
    )


def load(name: str) -> type[Any]:
    """Return the class `Model` of baselines/<name>.py."""
    if name not in names():
        raise unknown("baseline", name, names(), "baselines/")
    module = importlib.import_module(f"baselines.{name}")
    if not hasattr(module, "Model"):
        raise UserError(
            f"baselines/{name}.py: defines no class `Model`; see CONTRIBUTING.md for the contract."
        )
    return module.Model


def accepted(model_class: type[Any]) -> list[str]:
    """Return the parameters that params.yaml may set."""
    return [name for name in inspect.signature(model_class).parameters if name not in _NOT_TUNED]


def is_stochastic(model_class: type[Any]) -> bool:
    """Tell whether a baseline draws random numbers: it does if it takes `seed`."""
    return "seed" in inspect.signature(model_class).parameters


def objective(model_class: type[Any]) -> str:
    """Return what a baseline's parameters are chosen by: `ndcg@10`, or `rmse` if it is made to predict ratings."""
    return getattr(model_class, "objective", "ndcg@10")


def build(name: str, model_class: type[Any], parameters: dict[str, Any], seed: int) -> Any:
    """Make a model; a parameter that its `__init__` does not take, or refuses, is a `UserError`."""
    known = accepted(model_class)
    for parameter in parameters:
        if parameter not in known:
            raise unknown(
                "parameter", parameter, known or ["(none)"], f"params.yaml: baselines.{name}"
            )
    extra = {"seed": seed} if is_stochastic(model_class) else {}
    try:
        return model_class(**parameters, **extra)
    except (TypeError, ValueError) as error:
        raise UserError(f"params.yaml: baselines.{name}: {error}") from error


def not_applicable(model_class: type[Any], training: Training) -> str | None:
    """Return why a baseline cannot run on this data, or None if it can."""
    missing = sorted(model_class.needs - training.has())
    if missing:
        return f"needs {', '.join(missing).replace('_', ' ')}"
    gigabytes = model_class.gigabytes(training) if hasattr(model_class, "gigabytes") else 0
    return f"needs {gigabytes:.0f} GB" if gigabytes > MOST_GIGABYTES else None
