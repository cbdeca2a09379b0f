"""What else changed between two sides: parameters, settings, data, packages, the machine, code."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import parsed_json
from benchmarks.contract.reports import CELLS
from benchmarks.contract.yaml_text import mapping
from benchmarks.exchange.comparing import recorded
from benchmarks.exchange.comparing.code import code
from benchmarks.exchange.comparing.comparison import Opened
from benchmarks.exchange.comparing.parts import ABSENT, Change, Part, unlike
from benchmarks.exchange.comparing.reports import Report
from benchmarks.exchange.comparing.sides import Side

LOCK = "requirements.lock"
PROVENANCE = "provenance.json"
_MACHINE = ("python", "kernels", "kernels_chosen", "cpu", "platform")
_DATA = "data/"
_SHORT = 12  # digits of a checksum: enough to tell two apart

Words = dict[str, str]


def changes(before: Opened, after: Opened) -> dict[str, Part]:
    """Return what differs, kind by kind."""
    first, second = before.side, after.side
    return {
        "parameters": _parameters(before.report, after.report),
        "settings": _part(first, second, _settings, str(paths.PARAMS)),
        "data": _part(first, second, _data, recorded.LOCK),
        "packages": _part(first, second, _packages, PROVENANCE),
        "pins": _part(first, second, _pins, LOCK),
        "machine": _part(first, second, _machine, PROVENANCE),
        "code": code(first, second),
    }


def _part(first: Side, second: Side, read: Callable[[Side], Words], source: str) -> Part:
    """Return what differs in what is read of either side; a side without the source is named."""
    words = [read(side) for side in (first, second)]
    for side, of_side in zip((first, second), words, strict=True):
        if not of_side:
            return Part(reason=f"not known: {side.name} has no {source}")
    return Part(list(unlike(*words)))


def _parameters(before: Report, after: Report) -> Part:
    """Return what cells that both have ran with."""
    old, new = (_of_cells(report) for report in (before, after))
    differing: list[Change] = []
    for cell in old:
        if cell in new:
            named = [_named(cell, parameters[cell]) for parameters in (old, new)]
            differing += unlike(*named)
    return Part(differing)


def _named(cell: str, values: Words) -> Words:
    return {f"{cell}, {name}": value for name, value in values.items()}


def _of_cells(report: Report) -> dict[str, Words]:
    """Return the parameters of each cell, and where they came from."""
    parameters = {}
    for row in report.rows(CELLS):
        cell = f"{row['benchmark']} {row['baseline']}"
        values = _json(row["parameters"], f"cells.csv, {cell}")
        parameters[cell] = {name: json.dumps(value) for name, value in values.items()}
    return parameters


def _json(text: str, where: str) -> dict[str, Any]:
    """Return a mapping in JSON; no text is an empty one."""
    try:
        content = parsed_json(text or "{}")
    except ValueError as error:
        raise UserError(f"{where}: no JSON: {error}; `make repro` makes it anew.") from error
    return content if isinstance(content, dict) else {}


def _by_value(parameters: dict[str, Words]) -> Words:
    return {
        f"{cell}, {name}": value
        for cell, values in parameters.items()
        for name, value in values.items()
    }


def _settings(side: Side) -> Words:
    """Return the values of params.yaml by their dotted names."""
    content = mapping(side.text(str(paths.PARAMS)) or "", f"{side}: {paths.PARAMS}")
    return dict(_flat(content)) if content else {}


def _flat(content: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(content, dict) and content:
        for key, value in content.items():
            yield from _flat(value, f"{name}.{key}" if name else str(key))
    else:
        yield name, json.dumps(content, ensure_ascii=False, default=str)


def _data(side: Side) -> Words:
    """Return the checksums of the files and folders of data/ that stages made."""
    checksums = recorded.checksums(side.stages)
    return {
        path: checksum[:_SHORT] for path, checksum in checksums.items() if path.startswith(_DATA)
    }


def _packages(side: Side) -> Words:
    """Return the versions that the report was made with."""
    made_with = _provenance(side).get("packages")
    versions = made_with if isinstance(made_with, dict) else {}
    return {name: str(version or ABSENT) for name, version in versions.items()}


def _pins(side: Side) -> Words:
    """Return the versions that the lock of packages pins."""
    pinned = pins(side.text(LOCK) or "")
    return {name: " or ".join(versions) for name, versions in pinned.items()}


def _machine(side: Side) -> Words:
    """Return what the report was made on."""
    provenance = _provenance(side)
    return {name: listed(provenance[name]) for name in _MACHINE if provenance.get(name)}


def _provenance(side: Side) -> dict[str, Any]:
    return _json(side.of_report(PROVENANCE) or "", f"{side}: {PROVENANCE}")


def listed(names: object) -> str:
    """Return one name or several as words."""
    return ", ".join(map(str, names)) if isinstance(names, list) else str(names)


def pins(lock: str) -> dict[str, list[str]]:
    """Return the versions that a lock pins, by package; several where they depend on Python.

    >>> lines = ["numpy==2.4.6 ; python_version < '3.12'", "numpy==2.5.5", "    # via scipy"]
    >>> pins(chr(10).join(lines))
    {'numpy': ['2.4.6', '2.5.5']}
    """
    versions: dict[str, list[str]] = {}
    for name, pinned in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE):
        versions.setdefault(name, []).append(pinned)
    return versions
