"""Baselines that live in another package: `module:Class`, found with the reason where it is not."""

import importlib
import importlib.machinery
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from benchmarks.contract.errors import UserError, unknown

FORM = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")


class Place(NamedTuple):
    """Where a class is: `module`, dotted, and the name of the `class_` in it."""

    module: str
    class_: str

    @property
    def package(self) -> str:
        """The outermost package of the module."""
        return self.module.partition(".")[0]


def place(text: str, where: str) -> Place:
    """Read `module:Class`; `where` is the place of the text, for the error."""
    if not FORM.fullmatch(text):
        raise UserError(f"{where}: '{text}' names no class; write it as `package.module:Class`.")
    module, _, name = text.partition(":")
    return Place(module, name)


def load(text: str, where: str) -> Any:
    """Import the class (or the function that makes one) that `module:Class` names.

    Raises UserError where the module or the class is not there.
    """
    at = place(text, where)
    module = _imported(at, where)
    if not hasattr(module, at.class_):
        public = [name for name in vars(module) if not name.startswith("_")]
        callables = [name for name in public if callable(getattr(module, name))]
        raise unknown("class", at.class_, callables or ["(none)"], f"{where}: in {at.module}")
    return getattr(module, at.class_)


def _imported(at: Place, where: str) -> ModuleType:
    """Import a module; where it is missing, say whether it or what it imports is."""
    try:
        return importlib.import_module(at.module)
    except ModuleNotFoundError as error:
        missing = error.name or at.module
        if missing == at.module or at.module.startswith(f"{missing}."):
            reason = f"there is no module `{missing}` here"
        else:
            reason = f"{at.module} imports `{missing}`, which is not here"
        raise UserError(
            f"{where}: {reason}; install its package into the environment that runs the cells, "
            "or put the folder that holds it on PYTHONPATH."
        ) from error


class Source(NamedTuple):
    """The `file` of a module, relative to `root`, the folder that holds its outermost package."""

    file: Path
    root: Path


def source(at: Place) -> Source | None:
    """Return where the source of a module is; None where it has none, or is not there.

    Nothing is imported: the packages around a module are only looked for.
    """
    spec = importlib.util.find_spec(at.package)
    for name in _within(at.module):
        if spec is None:
            return None
        folders = spec.submodule_search_locations
        spec = importlib.machinery.PathFinder.find_spec(name, folders)
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return None
    depth = at.module.count(".") + bool(spec.submodule_search_locations)
    file = Path(spec.origin)
    return Source(file.relative_to(file.parents[depth]), file.parents[depth])


def _within(module: str) -> list[str]:
    """Return the modules from the one below the outermost to this, by their full names.

    >>> _within("a.b.c")
    ['a.b', 'a.b.c']
    """
    parts = module.split(".")
    return [".".join(parts[:end]) for end in range(2, len(parts) + 1)]
