"""A comparison as JSON, for programs; docs/comparing.md says what each key holds."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from benchmarks.exchange.comparing.comparison import Comparison
from benchmarks.exchange.comparing.parts import Part
from benchmarks.exchange.comparing.sentences import sentence
from benchmarks.exchange.comparing.significance import Change

SCHEMA = 1  # counts up when a key or a meaning goes


def as_json(comparison: Comparison, parts: Mapping[str, Part]) -> str:
    """Return a comparison as indented JSON, keys in the order of the documentation.

    parts : what else changed, kind by kind
    """
    total = comparison.total
    content = {
        "schema": SCHEMA,
        "before": comparison.before,
        "after": comparison.after,
        "same": comparison.is_same,
        "sentence": sentence(comparison),
        "figures": total.figures,
        "figures_same": total.same,
        "tables": {name: compared.figures for name, compared in comparison.tables.items()},
        "tables_gone": comparison.gone,
        "tables_new": comparison.new,
        "tested": comparison.tested,
        "shared": comparison.shared,
        "went": comparison.went,
        "changes": [_change(change) for change in comparison.changes],
        "differences": [asdict(each) for each in total.differences],
        "cells": _cells(comparison),
        "costs": {cost.column: cost.ratios for cost in comparison.costs},
        **{kind: _part(part) for kind, part in parts.items()},
    }
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


def _change(change: Change) -> dict[str, Any]:
    content = asdict(change)
    del content["figure"]
    return change.figure._asdict() | {"difference": change.difference} | content


def _cells(comparison: Comparison) -> dict[str, Any]:
    cells = comparison.cells
    return asdict(cells) | {
        "failed": [change._asdict() for change in cells.failed],
        "changed": [change._asdict() for change in cells.changed],
    }


def _part(part: Part) -> dict[str, Any]:
    return {"reason": part.reason, "changes": [change._asdict() for change in part.changes]}
