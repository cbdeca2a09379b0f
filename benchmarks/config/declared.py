"""What a baseline's source declares: parameters, seeds, search space; read without importing it.

An import takes seconds (JAX, scikit-learn), a look at the source does not. Only what is not
written out there, such as an inherited `__init__`, is asked of the class itself.
"""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.contract.errors import UserError, hint
from benchmarks.contract.paths import PARAMS
from benchmarks.contract.spaces import Choices, Floats, Integers, Space
from benchmarks.protocol import elsewhere, model

_SPACES: dict[str, Callable[..., Space]] = {
    "Integers": Integers,
    "Floats": Floats,
    "Choices": Choices,
}
_SEED = "seed"
_HOME = Path("baselines")


@dataclass(frozen=True)
class Declared:
    """What the class of a baseline says of itself.

    parameters : with their defaults; search : the space of each parameter that is searched
    """

    summary: str
    parameters: dict[str, Any]
    stochastic: bool
    personalized: bool
    title: str = ""
    family: str = ""
    objective: str = model.LISTS
    search: dict[str, Space] = field(default_factory=dict)
    cheap: bool = False


def declared(name: str, defined_in: str = "") -> Declared | None:
    """Return what a baseline declares; None where it is broken, which its fit will say.

    defined_in : `module:Class` where it lives in another package, else "" for baselines/<name>.py
    """
    try:
        tree, class_name = _source(name, defined_in)
        try:
            return _read(tree, class_name)
        except (ValueError, LookupError, TypeError):  # not written out
            return _asked(model.load(name, defined_in), tree, class_name)
    except (Exception, SystemExit):  # anybody's code; the cell that runs it names the error
        return None


def require_file(name: str) -> None:
    """Raise UserError for a baseline that has no file here, with the nearest that has one."""
    files = sorted(path.stem for path in _HOME.glob("[!_]*.py"))
    if files and name not in files:
        raise UserError(
            f"{PARAMS}: baselines.{name}: there is no {_HOME / name}.py{hint(name, files)}; "
            "write it, or name a class elsewhere as `class: package.module:Class`."
        )


def _source(name: str, defined_in: str) -> tuple[ast.Module, str]:
    """Return the source of a baseline's module, empty where there is none, and its class's name."""
    if not defined_in:
        return ast.parse((_HOME / f"{name}.py").read_bytes()), "Model"
    at = elsewhere.place(defined_in, name)
    found = elsewhere.source(at)
    text = (found.root / found.file).read_bytes() if found else b""
    return ast.parse(text), at.class_


def _read(tree: ast.Module, class_name: str) -> Declared:
    """Read the declarations; LookupError, ValueError or TypeError where they are not literal."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    body = classes[class_name].body
    methods = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    arguments = methods["__init__"].args
    if arguments.posonlyargs or arguments.args[1:] or arguments.vararg or arguments.kwarg:
        raise ValueError("not by keyword only")
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    defaults = {argument.arg: default for argument, default in pairs}
    return Declared(
        summary=_summary(tree, class_name),
        parameters={key: _literal(node) for key, node in defaults.items() if key != _SEED},
        stochastic=_SEED in defaults,
        personalized=bool(_literal(_attribute(body, "personalized"))),
        title=_word(body, "title"),
        family=_word(body, "family"),
        objective=_objective(body),
        search=_space(body),
        cheap=_cheap(body),
    )


def _attribute(body: list[ast.stmt], name: str) -> ast.expr:
    """Return what a class sets an attribute to."""
    for node in body:
        if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == [name]:
            return node.value
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name and node.value:
            return node.value
    raise LookupError(name)


def _word(body: list[ast.stmt], name: str) -> str:
    """Return what a class may say of itself; "" where it does not."""
    try:
        return str(_literal(_attribute(body, name)))
    except LookupError:
        return ""


def _objective(body: list[ast.stmt]) -> str:
    try:
        return str(_literal(_attribute(body, "objective")))
    except LookupError:
        return model.LISTS


def _cheap(body: list[ast.stmt]) -> bool:
    try:
        return bool(_literal(_attribute(body, "cheap")))
    except LookupError:
        return False


def _literal(node: ast.expr | None) -> Any:
    if node is None:
        raise ValueError("no default")
    return ast.literal_eval(node)


def _space(body: list[ast.stmt]) -> dict[str, Space]:
    """Read `search`, which a class without anything to tune may lack."""
    try:
        node = _attribute(body, "search")
    except LookupError:
        return {}
    if not isinstance(node, ast.Dict):
        raise TypeError("not a dictionary as it stands")
    return {
        _literal(key): _one_space(value) for key, value in zip(node.keys, node.values, strict=True)
    }


def _one_space(node: ast.expr) -> Space:
    """Make the space that a call such as `Integers(8, 256, log=True)` makes."""
    if not isinstance(node, ast.Call):
        raise TypeError("not a call")
    kind = _SPACES[ast.unparse(node.func)]
    named = {keyword.arg or "": _literal(keyword.value) for keyword in node.keywords}
    return kind(*(_literal(argument) for argument in node.args), **named)


def _asked(model_class: model.ModelClass, tree: ast.Module, class_name: str) -> Declared:
    """Ask the class itself."""
    signature = inspect.signature(model_class).parameters
    defaults = {key: p.default for key, p in signature.items() if p.default is not p.empty}
    return Declared(
        summary=_summary(tree, class_name) or _first_line(inspect.getdoc(model_class)),
        parameters={key: value for key, value in defaults.items() if key != _SEED},
        stochastic=_SEED in signature,
        personalized=bool(model_class.personalized),
        title=model.title(model_class),
        family=model.family(model_class),
        objective=model.objective(model_class),
        search=model.search_space(model_class),
        cheap=model.is_cheap(model_class),
    )


def _summary(tree: ast.Module, class_name: str) -> str:
    """Return the first line about a baseline: of its file, or of its class among others."""
    named = [node for node in tree.body if getattr(node, "name", "") == class_name]
    own = [ast.get_docstring(node) for node in named if isinstance(node, ast.ClassDef)]
    said = [ast.get_docstring(tree), *own] if class_name == "Model" else own
    return _first_line(next(filter(None, said), ""))


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0]
