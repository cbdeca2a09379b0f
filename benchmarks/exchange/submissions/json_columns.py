"""Columns of lists and ratings out of objects in JSON, whose values may be of any kind."""

from typing import Any

import pyarrow as pa

from benchmarks.contract.json_lines import Objects
from benchmarks.exchange.submissions.columns import EMPTY, VAGUE, WORDS


def table(objects: Objects, chosen: dict[str, str]) -> pa.Table:
    """Return the chosen columns under their own names, a row for each object.

    Words are dictionaries of text, numbers float64; what is missing is null.
    Raises ValueError, by line, for a value that is neither.
    """
    columns = {}
    for ours, theirs in chosen.items():
        values = {line: each.get(theirs) for line, each in objects.items()}
        if ours in WORDS:
            words = [_word(value, line, theirs) for line, value in values.items()]
            columns[theirs] = pa.array(words, pa.string()).dictionary_encode()
        else:
            numbers = [_number(value, line, theirs) for line, value in values.items()]
            columns[theirs] = pa.array(numbers, pa.float64())
    return pa.table(columns)


def _word(value: Any, line: int, name: str) -> str | None:
    """Return an identifier; 12.0 names who 12 names."""
    if value is None or isinstance(value, str):
        return value
    if not _is_number(value):
        raise ValueError(f"line {line}: {name} is {value!r:.60}, neither text nor a number")
    if isinstance(value, float) and not abs(value) < VAGUE:
        raise ValueError(f"line {line}: {name} is {value}; write identifiers as text")
    return str(int(value)) if value == int(value) else str(value)


def _number(value: Any, line: int, name: str) -> float | None:
    """Return a number, also one that is written as text."""
    if value is None or (isinstance(value, str) and value in EMPTY):
        return None
    try:
        if _is_number(value) or (isinstance(value, str) and "_" not in value):
            return float(value)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"line {line}: {name} is {value!r:.60}, no number")


def _is_number(value: Any) -> bool:
    """Tell whether JSON has a number there; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
