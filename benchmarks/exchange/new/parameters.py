"""The parameters of a library's class, as a baseline takes them, and what to search of them."""

import builtins
import inspect
import json
import keyword
import math
from dataclasses import dataclass
from typing import Any

from benchmarks.contract.errors import UserError

# Of a library's parameters, by name: those that are no choice of a method, with the value they get.
_FIXED = {"num_threads": "1", "verbose": "False", "use_gpu": "False"}
_SEEDS = ("random_state", "seed")
_LEFT_OUT = {
    *_FIXED,
    *_SEEDS,
    "name",
    "trainable",
    "use_native",
    "use_cg",
    "calculate_training_loss",
    "verify_negative_samples",
    "n_jobs",
    "copy_x",
}
# What usually decides, and on which scale it is searched.
_SIZES = {"factors", "n_factors", "k", "n_components", "n_neighbors", "K"}
_STEPS = {"iterations", "epochs", "n_epochs", "max_iter"}
_RATES = {
    "regularization",
    "learning_rate",
    "alpha",
    "lambda_reg",
    "lambda_u",
    "lambda_v",
    "lr_all",
    "reg_all",
    "reg_pu",
    "reg_qi",
}
_A_SIZE = 32  # where a library leaves a size open


@dataclass(frozen=True)
class Parameter:
    """A parameter with its default: the library's name for it, and ours, in small letters."""

    original: str
    default: bool | int | float | str

    @property
    def name(self) -> str:
        """Our name."""
        small = self.original.lower()
        return f"{small}_" if hasattr(builtins, small) or keyword.iskeyword(small) else small

    @property
    def declared(self) -> str:
        """How `__init__` declares it."""
        return f"{self.name}: {type(self.default).__name__} = {written(self.default)}"


def parameters(target: Any, wrapped: str) -> list[Parameter]:
    """Return what a baseline takes: numbers, words and switches with a default.

    Raises UserError where the class cannot be called without being told more.
    """
    chosen = []
    for name, parameter in _signature(target, wrapped).items():
        is_several = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        if is_several or name in _LEFT_OUT:
            continue
        if parameter.default is parameter.empty:
            raise UserError(
                f"--wrap {wrapped}: its parameter `{name}` has no default; run `new baseline` "
                "without --wrap, and make the object in `fit` yourself."
            )
        default = parameter.default
        if name in _SIZES and not isinstance(default, int):
            default = _A_SIZE
        if type(default) in (bool, int, float, str) and _is_writable(default):
            chosen.append(Parameter(name, default))
    return _of_other_names(chosen)


def _of_other_names(chosen: list[Parameter]) -> list[Parameter]:
    """Leave out, at its own default, what in small letters is called like another one."""
    taken = {"seed", "self"}
    kept = []
    for parameter in chosen:
        if parameter.name not in taken:
            kept.append(parameter)
        taken.add(parameter.name)
    return kept


def seed_of(target: Any) -> str | None:
    """Return a class's own name for its seed, None where it draws no random numbers."""
    names = inspect.signature(target).parameters
    return next((name for name in _SEEDS if name in names), None)


def fixed(target: Any) -> dict[str, str]:
    """Return what a class is always told: one thread, no words, no other processor."""
    names = inspect.signature(target).parameters
    return {name: value for name, value in _FIXED.items() if name in names}


def space(parameter: Parameter) -> str | None:
    """Return where a parameter is searched, as source; None where nothing is guessed.

    >>> space(Parameter("n_factors", 100)), space(Parameter("learning_rate", 0.01))
    ('Integers(8, 256, log=True)', 'Floats(0.001, 0.1, log=True)')
    """
    name, default = parameter.original, parameter.default
    if isinstance(default, bool | str) or default <= 0:
        return None
    if name in _SIZES:
        return f"Integers({min(8, int(default))}, {max(256, int(default))}, log=True)"
    if name in _STEPS:
        return f"Integers({max(1, int(default) // 4)}, {max(2, int(default) * 4)}, log=True)"
    if name in _RATES:
        low, high = (written(float(f"{default * by:.3g}")) for by in (0.1, 10))
        return f"Floats({low}, {high}, log=True)"
    return None


def checks(shown: list[Parameter], searched: dict[str, str]) -> str:
    """Return the lines that refuse what is out of range, of the parameters that are searched."""
    lines = []
    for name in (each.name for each in shown if each.name in searched):
        least = 1 if searched[name].startswith("Integers") else 0
        lines.append(f"        check.at_least({least}, {name}={name})\n")
    return "".join(lines)


def written(value: bool | int | float | str) -> str:
    """Return a value as a formatter would write it."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _is_writable(value: bool | int | float | str) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _signature(target: Any, wrapped: str) -> dict[str, inspect.Parameter]:
    try:
        return dict(inspect.signature(target).parameters)
    except (TypeError, ValueError) as error:
        raise UserError(
            f"--wrap {wrapped}: its parameters cannot be read ({error}); run `new baseline` "
            "without --wrap, and make the object in `fit` yourself."
        ) from error
