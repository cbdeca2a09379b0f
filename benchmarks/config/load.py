"""Read params.yaml and refuse what it does not mean."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from benchmarks.config.model import Params
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.paths import PARAMS

_RESERVED = {"tuned"}


def load(path: Path = PARAMS) -> Params:
    """Read and check params.yaml.

    Raises UserError that names the key for anything missing, misspelt or out of range.
    """
    try:
        document = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise UserError(f"{path}: expected a mapping of settings.")
    blocks = document.get("baselines")
    if isinstance(blocks, dict):
        document["baselines"] = {
            name: _baseline(name, block, path) for name, block in blocks.items()
        }
    try:
        params = Params.model_validate(document)
    except ValidationError as error:
        raise UserError(f"{path}: {_explain(error)}") from error
    for name, block in params.benchmarks.items():
        if block.dataset not in params.datasets:
            raise unknown("dataset", block.dataset, params.datasets, f"{path}: benchmarks.{name}")
    for name in params.online.plan.benchmarks if params.online else ():
        if name not in params.benchmarks:
            raise unknown("benchmark", name, params.benchmarks, f"{path}: online.plan.benchmarks")
    reference = params.comparison.reference
    if reference is not None and reference not in params.baselines:
        raise unknown("baseline", reference, params.baselines, f"{path}: comparison.reference")
    for name, block in params.baselines.items():
        for benchmark in block.tuned:
            if benchmark not in params.benchmarks:
                raise unknown(
                    "benchmark", benchmark, params.benchmarks, f"{path}: baselines.{name}.tuned"
                )
    return params


def _baseline(name: str, block: Any, path: Path) -> dict[str, Any]:
    """Tell a block's own parameters from its reserved keys."""
    if block is None:
        block = {}
    if not isinstance(block, dict):
        raise UserError(
            f"{path}: baselines.{name}: expected a mapping of parameters, got {block!r}."
        )
    reserved = {key: block[key] for key in _RESERVED & block.keys()}
    return {
        "defaults": {key: value for key, value in block.items() if key not in _RESERVED},
        **reserved,
    }


def _explain(error: ValidationError) -> str:
    """Say each mistake as `key: what is wrong`."""
    lines = []
    for detail in error.errors():
        where = ".".join(str(part) for part in detail["loc"])
        what = (
            "unknown key"
            if detail["type"] == "extra_forbidden"
            else detail["msg"].removeprefix("Value error, ")
        )
        lines.append(f"{where}: {what}" if where else what)
    return "; ".join(lines) + "."
