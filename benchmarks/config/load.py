"""Read params.yaml and tuned/, and refuse what they do not mean."""

import math
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from benchmarks.config import standing
from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.paths import PARAMS
from benchmarks.contract.settings import document, explained
from benchmarks.protocol import elsewhere

_MOVED = "tuned"  # once a key of a baseline's block
_CLASS = "class"  # with `only` the keys of a baseline's block that are no parameters


def load(path: Path = PARAMS) -> Params:
    """Read and check params.yaml, and the chosen values in tuned/ beside it.

    Of the extra study the blocks below `extra:` take the place of those that others run.
    Raises UserError that names the key for anything missing, misspelt or out of range.
    """
    content: dict[str, Any] = document(path)
    if not content:
        raise UserError(f"{path}: expected a mapping of settings.")
    if paths.is_extra():
        content = _of_extra(content, path)
    blocks = content.get("baselines")
    if isinstance(blocks, dict):
        content["baselines"] = _baselines(blocks, content.get("benchmarks"), path)
    try:
        params = Params.model_validate(content)
    except ValidationError as error:
        raise UserError(f"{path}: {explained(error)}") from error
    standing.check(params, path)
    return params


def extra_benchmarks(path: Path = PARAMS) -> list[str]:
    """Return the benchmarks of the extra study; none where there is no such study."""
    extra = document(path).get(paths.EXTRA)
    of_extra = extra.get("benchmarks") if isinstance(extra, dict) else None
    return list(of_extra) if isinstance(of_extra, dict) else []


def _of_extra(content: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return the settings of the extra study; what nobody clicked on is no part of it."""
    extra = content.pop(paths.EXTRA, None)
    if not isinstance(extra, dict):
        raise UserError(f"{path}: no block `{paths.EXTRA}`, so there is no extra study.")
    content.pop("online", None)
    return content | extra


def _baselines(blocks: dict[str, Any], benchmarks: object, path: Path) -> dict[str, Any]:
    """Put what params.yaml gives a baseline beside what was chosen for it on each benchmark."""
    chosen: dict[str, dict[str, dict[str, Any]]] = {}
    for name, others in _leaderboards(benchmarks).items():
        chosen[name] = _tuned(path.parent / paths.tuned(name))
        for other in others:  # what was not searched there has the values of the benchmark
            chosen[other] = chosen[name] | _tuned(path.parent / paths.tuned(other))
    return {name: _baseline(name, block, chosen, path) for name, block in blocks.items()}


def _leaderboards(benchmarks: object) -> dict[str, list[str]]:
    """Return the names of benchmarks with those of views that stand under another, unchecked."""
    blocks = benchmarks if isinstance(benchmarks, dict) else {}
    others: dict[str, list[str]] = {}
    for name, block in blocks.items():
        views = block.get("views") if isinstance(block, dict) else None
        each = views.values() if isinstance(views, dict) else ()
        named = [view.get("benchmark") for view in each if isinstance(view, dict)]
        others[str(name)] = [other for other in named if isinstance(other, str)]
    return others


def _baseline(
    name: str, block: object, chosen: dict[str, dict[str, dict[str, Any]]], path: Path
) -> dict[str, Any]:
    """Tell a baseline's class and where it runs, if it names them, from its parameters."""
    given = _given(name, block, path)
    tuned = {board: values[name] for board, values in chosen.items() if name in values}
    parameters = {key: value for key, value in given.items() if key not in (_CLASS, standing.ONLY)}
    said: dict[str, Any] = {"given": parameters, "tuned": tuned}
    if _CLASS in given:
        said["defined_in"] = _class_of(name, given[_CLASS], path)
    if standing.ONLY in given:
        said["only"] = given[standing.ONLY]
    return said


def _class_of(name: str, text: object, path: Path) -> str:
    """Check the name of a class in another package; a baseline has one home."""
    elsewhere.place(str(text), f"{path}: baselines.{name}.{_CLASS}")
    own = Path("baselines") / f"{name}.py"
    if (path.parent / own).exists():
        raise UserError(
            f"{path}: baselines.{name}.{_CLASS}: there is {own} as well; "
            "give the baseline another name, or delete one of the two."
        )
    return str(text)


def _given(name: str, block: object, path: Path) -> dict[str, Any]:
    """Check a baseline's block: parameters, or nothing."""
    if block is None:
        return {}
    if not isinstance(block, dict):
        raise UserError(
            f"{path}: baselines.{name}: expected a mapping of parameters, got {block!r}."
        )
    if _MOVED in block:
        raise UserError(
            f"{path}: baselines.{name}.{_MOVED}: chosen values stand in "
            f"{paths.tuned('<benchmark>')} now, as `{name}: {{parameter: value}}`; move them there."
        )
    for key, value in block.items():
        _require_value(key, value, f"{path}: baselines.{name}")
    return block


def _require_value(key: object, value: object, where: str) -> None:
    """Refuse what cannot be given to a class by name, and what no model computes with."""
    if not isinstance(key, str):
        raise UserError(f"{where}: {key!r} is no name of a parameter.")
    if isinstance(value, float) and not math.isfinite(value):
        raise UserError(f"{where}.{key}: expected a finite number, got {value}.")


def _tuned(path: Path) -> dict[str, dict[str, Any]]:
    """Read the values chosen for a leaderboard, by baseline; there may be none yet."""
    if not path.exists():
        return {}
    content = document(path)
    for name, values in content.items():
        if not isinstance(values, dict):
            raise UserError(f"{path}: {name}: expected a mapping of parameters, got {values!r}.")
        for key, value in values.items():
            _require_value(key, value, f"{path}: {name}")
    return {name: dict(values) for name, values in content.items() if isinstance(values, dict)}
