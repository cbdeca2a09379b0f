"""The text of a baseline that adapts a class of a library: its family, parameters and searches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.contract.errors import UserError, one_line
from benchmarks.exchange.new.parameters import Parameter, checks, fixed, parameters, seed_of, space
from benchmarks.protocol import elsewhere

_WIDTH = 100
_OPTION = "--wrap"
_RESERVED = {"Model", "Any", "Training", "FloatArray", "IntArray", "Integers", "Floats", "Space"}


@dataclass(frozen=True)
class Family:
    """Classes with one interface, and how they are adapted.

    adapter : the module in baselines/shared that does it
    data : what they learn from, in words; needs : what the data must have
    methods : the template of what a baseline of this family answers
    """

    adapter: str
    data: str
    needs: str = ""
    methods: str = "lists"


IMPLICIT = Family("wrap_implicit", "the positives")
SURPRISE = Family("wrap_surprise", "all ratings", needs="ratings", methods="ratings")
CORNAC = Family("wrap_cornac", "the positives")
ESTIMATOR = Family("wrap_estimator", "the users' rows of positives")
_BY_PACKAGE = {"implicit": IMPLICIT, "surprise": SURPRISE, "cornac": CORNAC}


def text(name: str, wrapped: str, template: Callable[..., str]) -> str:
    """Return the file of a baseline that adapts `module:Class`.

    template : gives the text of a template with its words in place

    Raises UserError where the class is not there, or of no family that can be adapted.
    """
    at = elsewhere.place(wrapped, _OPTION)
    target = _loaded(wrapped)
    family = family_of(target, wrapped)
    shown = parameters(target, wrapped)
    seed = seed_of(target)
    class_name = "Wrapped" if at.class_ in _RESERVED else at.class_
    alias = f" as {class_name}" if class_name != at.class_ else ""
    searched = {each.name: found for each in shown if (found := space(each))}
    keeps_seed = family is CORNAC and seed is not None
    return template(
        "wrapper",
        name=name,
        wrapped=wrapped,
        class_name=class_name,
        package=at.package,
        data=family.data,
        imports=_imports(f"from {at.module} import {at.class_}{alias}", family, searched),
        needs=_needs(family),
        objective='\n    objective = "rmse"' if family.needs == "ratings" else "",
        search=_search(searched),
        signature=_signature(shown, takes_seed=seed is not None),
        checks=checks(shown, searched),
        options=_options(shown, fixed(target), seed),
        seed="\n        self.seed = seed" if keeps_seed else "",
        fit=_fit(family, keeps_seed),
        methods=template(family.methods),
    )


def _loaded(wrapped: str) -> Any:
    """Import a class; what goes wrong in its module is no fault of this program."""
    try:
        return elsewhere.load(wrapped, _OPTION)
    except UserError:
        raise
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {one_line(error)}"
        raise UserError(f"{_OPTION} {wrapped}: its module cannot be imported: {why}.") from error


def family_of(target: Any, wrapped: str) -> Family:
    """Return the family of a class, or of a function that makes one; UserError without any."""
    classes = [target, *getattr(target, "__mro__", ())]
    packages = {each.__module__.partition(".")[0] for each in classes}
    for package, family in _BY_PACKAGE.items():
        if package in packages:
            return family
    reduces = hasattr(target, "transform") or hasattr(target, "fit_transform")
    if hasattr(target, "fit") and (reduces or hasattr(target, "kneighbors")):
        return ESTIMATOR
    raise UserError(
        f"{_OPTION} {wrapped}: neither a model of implicit or Cornac, nor an algorithm of Surprise,"
        " nor an estimator with `fit` and `transform` or `kneighbors`; run `new baseline` without"
        f" {_OPTION}, and call it in `fit` and `scores` yourself."
    )


def _imports(library: str, family: Family, searched: dict[str, str]) -> str:
    kinds = sorted({words.partition("(")[0] for words in searched.values()}) or ["Space"]
    helpers = ["check", family.adapter] if searched else [family.adapter]
    lines = [
        library,
        "",
        f"from baselines.shared import {', '.join(helpers)}",
        "from benchmarks.contract.arrays import FloatArray, IntArray",
        f"from benchmarks.contract.spaces import {', '.join(kinds)}",
        "from benchmarks.protocol.training import Training",
    ]
    return "\n".join(lines)


def _needs(family: Family) -> str:
    if family.needs:
        return f' = frozenset({{"{family.needs}"}})'
    return ": frozenset[str] = frozenset()"


def _search(searched: dict[str, str]) -> str:
    if not searched:
        return ": dict[str, Space] = {}"
    lines = [f'        "{name}": {words},' for name, words in searched.items()]
    guessed = "  # guessed from names and defaults; take what its authors search"
    return "\n".join([f" = {{{guessed}", *lines, "    }"])


def _signature(shown: list[Parameter], takes_seed: bool) -> str:
    """Return the head of `__init__`, in as few lines as a formatter would take."""
    arguments = [each.declared for each in shown] + (["seed: int = 0"] if takes_seed else [])
    inside = ["self", "*", *arguments] if arguments else ["self"]
    flat = ", ".join(inside)
    in_one = f"    def __init__({flat}) -> None:"
    if len(in_one) <= _WIDTH:
        return in_one
    hanging = f"        {flat}"
    if len(hanging) <= _WIDTH:
        return "\n".join(["    def __init__(", hanging, "    ) -> None:"])
    lines = [f"        {argument}," for argument in inside]
    return "\n".join(["    def __init__(", *lines, "    ) -> None:"])


def _options(shown: list[Parameter], constant: dict[str, str], seed: str | None) -> str:
    """Return the library's names for what `__init__` was given."""
    values = {each.original: each.name for each in shown} | constant
    if seed is not None:
        values[seed] = "seed"
    if not values:
        return "{}"
    lines = [f'            "{name}": {value},' for name, value in values.items()]
    return "\n".join(["{", *lines, "        }"])


def _fit(family: Family, keeps_seed: bool) -> str:
    seed = (", seed=self.seed" if keeps_seed else ", seed=0") if family is CORNAC else ""
    return f"{family.adapter}.fitted(model, train{seed})"
