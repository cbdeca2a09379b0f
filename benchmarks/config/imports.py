"""Which files of given packages a module imports, read from the source without running it."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FIRST_PARTY = ("benchmarks", "baselines")


def imported(path: Path, root: Path = Path(), packages: Iterable[str] = FIRST_PARTY) -> set[str]:
    """Return the files of some packages that a module imports, directly or through others.

    path : of the module, relative to `root`, the folder that holds the packages, by default the
    checkout; so are the files returned
    """
    root = root.absolute()  # what is remembered of a file is of this folder alone
    files: set[str] = set()
    waiting = [path]
    while waiting:
        new = _direct(root / waiting.pop(), root, packages) - files
        files |= new
        waiting += [Path(name) for name in new]
    return files


def holds_only_a_docstring(path: Path) -> bool:
    """Tell whether a module, such as a package's `__init__`, has nothing to import."""
    return [type(node) for node in ast.parse(path.read_bytes()).body] == [ast.Expr]


def _direct(path: Path, root: Path, packages: Iterable[str]) -> set[str]:
    """Return the files of the packages that a module names itself."""
    tree = ast.parse(path.read_bytes())
    package = path.relative_to(root).parent.parts if path.is_relative_to(root) else ()
    names = [name for node in ast.walk(tree) for name in _names(node, package)]
    inside = [name for name in names if name.partition(".")[0] in packages]
    home = root.absolute()  # what is remembered must not follow the working directory
    return {file for name in inside if (file := _file(name, home))}


def _names(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    """Return the modules that an import may mean; `from a import b` may mean a or a.b."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    above = package[: len(package) + 1 - node.level] if node.level else ()
    source = ".".join([*above, *([node.module] if node.module else [])])
    return [source, *(f"{source}.{alias.name}" for alias in node.names)]


@cache
def _file(module: str, root: Path) -> str | None:
    """Return the file of a module below a folder, or None."""
    parts = module.split(".")
    for candidate in (Path(*parts).with_suffix(".py"), Path(*parts, "__init__.py")):
        if (root / candidate).is_file():
            return candidate.as_posix()
    return None
