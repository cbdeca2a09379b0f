"""What is wrong with a value in a block of settings, in words for whoever wrote it."""

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from benchmarks.contract.errors import hint, one_line

_LONGEST = 60  # letters of a value that is shown
_WHOLE, _NUMBER = "expected a whole number", "expected a number"
_LIST, _BLOCK = "expected a list, such as [a, b]", "expected a block of settings, a key a line"
_TEXT, _LOGICAL = "expected words", "expected true or false"
# What a value of another kind should have been, by the beginning of pydantic's name of the mistake.
_EXPECTED = {
    "int_from_float": _WHOLE,
    "int": _WHOLE,
    "float": _NUMBER,
    "finite_number": "expected a finite number",
    "string_type": _TEXT,
    "bool": _LOGICAL,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _BLOCK,
    "mapping_type": _BLOCK,
    "model": _BLOCK,
    "none_required": "expected nothing",
}
# What a value in range has, of what pydantic says about the range.
_RANGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "greater_than": lambda ends: f"must be above {ends['gt']:g}",
    "greater_than_equal": lambda ends: f"must be {ends['ge']} or more",
    "less_than": lambda ends: f"must be below {ends['lt']:g}",
    "less_than_equal": lambda ends: f"must be {ends['le']} or less",
}
# What is to be written, by a part of the pattern that it must have.
_PATTERNS = {
    "{32}": "must be 32 digits from 0-9 and a-f",
    "{64}": "must be 64 digits from 0-9 and a-f",
    "https?": "must begin with https:// or http://",
}


def explained(error: ValidationError, block: str, keys: Iterable[str]) -> str:
    """Say each mistake as `key: what is wrong`.

    block : where the keys stand, or ""; keys : those that there are, of which the nearest is a hint
    """
    known_keys = sorted(keys)
    said = [_mistake(detail, block, known_keys) for detail in error.errors(include_url=False)]
    return "; ".join(dict.fromkeys(said)) + "."


def _mistake(detail: ErrorDetails, block: str, known_keys: list[str]) -> str:
    inner = [str(key) for key in detail["loc"] if not _is_a_tag(key)]
    keys = [block, *inner] if block else inner
    where = one_line(".".join(keys))
    what = _what(detail, keys[-1] if keys else "", known_keys)
    return f"{where}: {what}" if where else what


def _is_a_tag(key: int | str) -> bool:
    """Tell whether pydantic names no key here but a kind, as `[key]` or `list[str]`."""
    return isinstance(key, str) and bool(re.fullmatch(r"\[key\]|(list|dict)\[.*\]|str|float", key))


def _what(detail: ErrorDetails, key: str, known_keys: list[str]) -> str:
    kind, said = detail["type"], detail["msg"].removeprefix("Value error, ")
    if kind == "value_error":
        return one_line(said, 1000)
    if kind == "missing":
        return "missing, write it"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(key, [name for name in known_keys if name != key], n=1)
        return "unknown key" + (f", did you mean '{near[0]}'?" if near else "")
    got = f", got {shown(detail['input'])}"
    of_kind = [words for beginning, words in _EXPECTED.items() if kind.startswith(beginning)]
    if of_kind:
        return f"{of_kind[0]}{got}"
    context = detail.get("ctx", {})
    names = re.findall(r"'([^']*)'", str(context.get("expected", "")))
    return _of_its_kind(kind, context) + got + hint(str(detail["input"]), names)


def _of_its_kind(kind: str, context: dict[str, Any]) -> str:
    """Say what is wrong with a value of the right kind."""
    if kind in _RANGES:
        return _RANGES[kind](context)
    if kind in ("too_short", "string_too_short"):
        return f"needs at least {context['min_length']}"
    if kind in ("too_long", "string_too_long"):
        return f"has more than {context['max_length']}"
    if kind == "literal_error":
        return f"must be {context['expected']}"
    if kind == "string_pattern_mismatch":
        written = (words for part, words in _PATTERNS.items() if part in context["pattern"])
        return next(written, "has a letter that it cannot have")
    return "means nothing here"


def shown(value: object) -> str:
    """Return a value as a message shows it: short, in one line.

    >>> shown("three"), shown({"a": 1}), shown([])
    ("'three'", 'a block', 'an empty list')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return "a time"
    if isinstance(value, dict):
        return "a block" if value else "an empty block"
    if isinstance(value, (list, tuple)):
        return "a list" if value else "an empty list"
    return one_line(repr(value), _LONGEST)


def repeated(value: object) -> str:
    """Return the first entry of a list that stands there before; "" where each is there once.

    >>> repeated([10, 5, 10]), repeated([1, 2]), repeated("aa")
    ('10', '', '')
    """
    if not isinstance(value, list):
        return ""
    again = (entry for place, entry in enumerate(value) if entry in value[:place])
    return next((shown(entry) for entry in again), "")
