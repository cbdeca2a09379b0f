"""Read params.yaml and tuned/, and refuse what they do not mean."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.paths import PARAMS
from benchmarks.contract.settings import document, explained
from benchmarks.protocol import elsewhere

_MOVED = "tuned"  # once a key of a baseline's block
_CLASS = "class"  # the key of a baseline's block that is no parameter


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
    _check_names(params, path)
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
    names = [str(name) for name in benchmarks] if isinstance(benchmarks, dict) else []
    chosen = {name: _tuned(path.parent / paths.tuned(name)) for name in names}
    return {name: _baseline(name, block, chosen, path) for name, block in blocks.items()}


def _baseline(
    name: str, block: object, chosen: dict[str, dict[str, dict[str, Any]]], path: Path
) -> dict[str, Any]:
    """Tell a baseline's class, if it names one, from its parameters."""
    given = _given(name, block, path)
    tuned = {benchmark: values[name] for benchmark, values in chosen.items() if name in values}
    if _CLASS not in given:
        return {"given": given, "tuned": tuned}
    parameters = {key: value for key, value in given.items() if key != _CLASS}
    defined_in = _class_of(name, given[_CLASS], path)
    return {"given": parameters, "tuned": tuned, "defined_in": defined_in}


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
    return block


def _tuned(path: Path) -> dict[str, dict[str, Any]]:
    """Read the values chosen for a benchmark, by baseline; there may be none yet."""
    if not path.exists():
        return {}
    content = document(path)
    for name, values in content.items():
        if not isinstance(values, dict):
            raise UserError(f"{path}: {name}: expected a mapping of parameters, got {values!r}.")
    return {name: dict(values) for name, values in content.items() if isinstance(values, dict)}


def _check_reported(params: Params, path: Path) -> None:
    """Refuse two benchmarks that would be reported under one name."""
    home: dict[str, str] = {}
    for view in params.reported():
        if home.setdefault(view.name, view.benchmark) != view.benchmark:
            raise UserError(
                f"{path}: results of {home[view.name]} and of {view.benchmark} would both stand "
                f"under '{view.name}'; give one another name."
            )


def _check_names(params: Params, path: Path) -> None:
    """Refuse a name that stands for nothing, or for something else."""
    for name in params.benchmarks:
        if name == "setup" or name.startswith("comparison-"):
            raise UserError(
                f"{path}: benchmarks.{name}: a file of reports/tables/ has this name; take another."
            )
    for name, block in params.benchmarks.items():
        if block.dataset not in params.datasets:
            raise unknown("dataset", block.dataset, params.datasets, f"{path}: benchmarks.{name}")
    _check_reported(params, path)
    for name in params.extra.benchmarks if params.extra else ():
        if name in params.benchmarks:
            raise UserError(
                f"{path}: extra.benchmarks.{name}: a benchmark of the default study has this name; "
                "give it another."
            )
    for name in params.online.plan.benchmarks if params.online else ():
        if name not in params.benchmarks:
            raise unknown("benchmark", name, params.benchmarks, f"{path}: online.plan.benchmarks")
    reference = params.comparison.reference
    if reference is not None and reference not in params.baselines:
        raise unknown("baseline", reference, params.baselines, f"{path}: comparison.reference")
