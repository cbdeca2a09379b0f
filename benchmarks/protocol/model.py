"""What a baseline is: find its class, give it its parameters, and tell what it needs.

The Protocols say what the class `Model` of a baseline has; docs/contract.md says it at length.
"""

import importlib
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol, runtime_checkable

from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.spaces import Space
from benchmarks.protocol import elsewhere
from benchmarks.protocol.training import Training

# Of the arrays that grow with the square of the catalogue; a larger model is not applicable.
MOST_GIGABYTES = 4
LISTS, RATINGS = "ndcg@10", "rmse"  # what parameters are chosen by
_NOT_TUNED = {"seed"}
_CONTRACT = "docs/contract.md says what a baseline has"


class Model(Protocol):
    """A baseline with its parameters."""

    def fit(self, train: Training) -> object:
        """Learn from the training part."""

    def scores(self, users: IntArray) -> FloatArray:
        """Return (len(users), n_items), higher is better; a constant row says "cannot tell"."""


@runtime_checkable
class PredictsRatings(Protocol):
    """A model that predicts ratings as well."""

    def ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return the predicted ratings of pairs, (len(users),)."""


@runtime_checkable
class TakesNewItems(Protocol):
    """A model that takes new items in after a fit, by their features alone.

    Then `scores` returns (len(users), n_items + n_new), the new items last; nothing is fitted
    again, and the scores of the others do not change.
    """

    def add_items(self, features: csr_matrix) -> None:
        """Take items in: (n_new, n_item_features), ones and zeros, as in `train.item_features`."""


@runtime_checkable
class StopsEarly(Protocol):
    """A model that finds its number of epochs while parameters are searched."""

    def fit_until(self, train: Training, validate: Callable[[], float]) -> dict[str, int]:
        """Fit, ask `validate` after each epoch (higher is better); return the parameters found."""


class ModelClass(Protocol):
    """The class `Model` of a baseline's file.

    Optional: `objective`, `search`, `cheap`, `gigabytes`.
    """

    needs: ClassVar[frozenset[str]]
    personalized: ClassVar[bool]

    def __call__(self, **parameters: Any) -> Model:
        """Make a model; a ValueError for a parameter out of range."""


def names() -> list[str]:
    """Return the baselines that have a file."""
    stems = [path.stem for path in Path("baselines").glob("*.py")]
    return sorted(stem for stem in stems if not stem.startswith("_"))


def load(name: str, defined_in: str = "") -> ModelClass:
    """Return the class `Model` of baselines/<name>.py, or the class that `module:Class` names.

    defined_in : `module:Class` of a baseline in another package, else ""

    Raises UserError where there is none, or where it lacks what every baseline has.
    """
    if defined_in:
        where = f"params.yaml: baselines.{name}.class"
        return _checked(elsewhere.load(defined_in, where), f"{where}: {defined_in}")
    if name not in names():
        raise unknown("baseline", name, names(), "baselines/")
    module = importlib.import_module(f"baselines.{name}")
    if not hasattr(module, "Model"):
        raise UserError(f"baselines/{name}.py: defines no class `Model`; {_CONTRACT}.")
    return _checked(module.Model, f"baselines/{name}.py: Model")


def _checked(found: Any, where: str) -> ModelClass:
    """Refuse a class that lacks what every baseline has; what it lacks is named."""
    lacking = [name for name in ("needs", "personalized") if not hasattr(found, name)]
    lacking += [f"{name}()" for name in ("fit", "scores") if not callable(getattr(found, name, 0))]
    if lacking:
        raise UserError(
            f"{where} has no {', no '.join(lacking)}; {_CONTRACT}, and "
            "`python -m benchmarks new baseline NAME --wrap module:Class` adapts a library's class."
        )
    model_class: ModelClass = found
    return model_class


def accepted(model_class: ModelClass) -> list[str]:
    """Return the parameters that may be set."""
    return [name for name in inspect.signature(model_class).parameters if name not in _NOT_TUNED]


def is_stochastic(model_class: ModelClass) -> bool:
    """Tell whether a baseline draws random numbers: it does if it takes `seed`."""
    return "seed" in inspect.signature(model_class).parameters


def stops_early(model_class: ModelClass) -> bool:
    """Tell whether a baseline finds its number of epochs itself: its models are `StopsEarly`."""
    return hasattr(model_class, "fit_until")


def search_space(model_class: ModelClass) -> dict[str, Space]:
    """Return the space of each parameter that is searched, in the order of the search."""
    return dict(getattr(model_class, "search", {}))


def title(model_class: ModelClass) -> str:
    """Return what people call a baseline; "" where it says none."""
    return str(getattr(model_class, "title", ""))


def family(model_class: ModelClass) -> str:
    """Return which family of methods a baseline says it belongs to; "" where it says none."""
    return str(getattr(model_class, "family", ""))


def is_cheap(model_class: ModelClass) -> bool:
    """Tell whether a baseline says that its search may be repeated with other seeds: `cheap`."""
    return bool(getattr(model_class, "cheap", False))


def objective(model_class: ModelClass) -> str:
    """Return what parameters are chosen by: `ndcg@10`, or `rmse` if made to predict ratings."""
    return str(getattr(model_class, "objective", LISTS))


def build(
    name: str,
    model_class: ModelClass,
    parameters: Mapping[str, Any],
    seed: int,
    where: str = "params.yaml: baselines.",
) -> Model:
    """Make a model; a parameter that its `__init__` does not take, or refuses, is a `UserError`.

    where : the place of the baseline's parameters, for the error; its name follows
    """
    allowed = accepted(model_class)
    for parameter in parameters:
        if parameter not in allowed:
            raise unknown("parameter", parameter, allowed or ["(none)"], f"{where}{name}")
    extra = {"seed": seed} if is_stochastic(model_class) else {}
    try:
        return model_class(**parameters, **extra)
    except (TypeError, ValueError) as error:
        raise UserError(f"{where}{name}: {error}") from error


def not_applicable(model_class: ModelClass, training: Training) -> str | None:
    """Return why a baseline cannot run on this data, or None if it can."""
    missing = sorted(model_class.needs - training.has())
    if missing:
        return f"needs {', '.join(missing).replace('_', ' ')}"
    size_of: Callable[[Training], float] | None = getattr(model_class, "gigabytes", None)
    gigabytes = size_of(training) if size_of else 0
    return f"needs {gigabytes:.0f} GB" if gigabytes > MOST_GIGABYTES else None
