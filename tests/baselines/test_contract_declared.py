"""The contract of docs/contract.md: what a baseline says of itself. See test_contract.py."""

import inspect
import json
from typing import Any, get_args

from benchmarks.contract.errors import UserError
from benchmarks.contract.spaces import Choices, Space
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training
from tests.baselines.promised import (
    broken,
    built,
    expect,
    model_class,
)


def test_its_parameters_are_keyword_only_and_have_defaults(name: str) -> None:
    for parameter in inspect.signature(model_class(name)).parameters.values():
        expect(
            parameter.kind is inspect.Parameter.KEYWORD_ONLY,
            name,
            "parameters are keyword-only",
            f"`{parameter}` is not",
            "write `def __init__(self, *, …)`, without *args and **kwargs",
        )
        expect(
            parameter.default is not inspect.Parameter.empty,
            name,
            "every parameter has a default",
            f"`{parameter.name}` has none",
            "give it one: it is what runs before anything is tuned",
        )


def test_its_parameters_can_be_written_down(name: str) -> None:
    signature = inspect.signature(model_class(name)).parameters
    for parameter in (signature[each] for each in contract.accepted(model_class(name))):
        try:
            json.dumps(parameter.default, allow_nan=False)
        except (TypeError, ValueError) as error:
            broken(
                name,
                "defaults are numbers, words, true, false, null or lists of them",
                f"`{parameter.name}`: {error}",
                "take a name or a number, and make the object of it in `fit`",
            )


def test_it_takes_the_parameters_that_params_gives_it(name: str) -> None:
    built(name)


def test_its_search_space_is_of_its_parameters_and_holds_the_defaults(name: str) -> None:
    search = contract.search_space(model_class(name))
    signature = inspect.signature(model_class(name)).parameters
    for parameter, space in search.items():
        expect(
            parameter in signature,
            name,
            "`search` names parameters of `__init__`",
            f"`{parameter}` is none; there are {', '.join(signature) or 'none'}",
            "rename it, or take it out of `search`",
        )
        expect(
            isinstance(space, get_args(Space)),
            name,
            "`search` holds Integers, Floats or Choices",
            f"`{parameter}` has {space!r}",
            "import them from benchmarks.contract.spaces",
        )
        default = signature[parameter].default
        expect(
            _holds(space, default),
            name,
            "a default lies in its space, as it is the first trial of a search",
            f"`{parameter}` is {default!r}, its space {space!r}",
            "widen the space, or choose another default",
        )


def _holds(space: Any, value: Any) -> bool:
    if isinstance(space, Choices):
        return value in space.choices
    return isinstance(value, int | float) and space.low <= value <= space.high


def test_it_refuses_a_parameter_out_of_range(name: str) -> None:
    """A searched number that is never negative stands for the rest."""
    for parameter, space in contract.search_space(model_class(name)).items():
        if isinstance(space, Choices) or space.low < 0:
            continue
        try:
            contract.build(name, model_class(name), {parameter: -1}, seed=0)
        except UserError:
            continue
        broken(
            name,
            "`__init__` raises a ValueError for a parameter out of range",
            f"it takes {parameter} = -1",
            f"add `check.at_least(0, {parameter}={parameter})`, of baselines.shared",
        )


def test_it_needs_what_data_can_have(name: str, train: Training) -> None:
    words = train.has()
    unknown = sorted(set(model_class(name).needs) - words)
    expect(
        not unknown,
        name,
        "`needs` is made of the words that data can have",
        f"{', '.join(unknown)} is none of them",
        f"choose among {', '.join(sorted(words))}",
    )


def test_it_says_what_it_is_tuned_for(name: str) -> None:
    objective = contract.objective(model_class(name))
    expect(
        objective in (contract.LISTS, contract.RATINGS),
        name,
        "`objective` is what parameters are chosen by",
        f"it is {objective!r}",
        f"write `{contract.LISTS}`, or `{contract.RATINGS}` for what predicts ratings",
    )


def test_it_says_what_it_is_in_its_first_line(name: str) -> None:
    described = model_class(name)
    module = inspect.getmodule(described)
    expect(
        inspect.getdoc(described) or (module and inspect.getdoc(module)),
        name,
        "a docstring says what it is; the report cites its first line",
        "there is none",
        "write a sentence and the source of the method",
    )
