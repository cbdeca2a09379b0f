"""What people call baselines in place of their names, in all that a section holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

Section = TypeVar("Section")
Called = Callable[[str], str]
# Words of the data, which may be spelled as a baseline is; what has its names, or needs ours.
_KEPT = {
    *("ahead", "attribute", "behind", "family", "group", "label", "metric", "status", "title"),
    *("audit", "catalogue", "dataset", "fingerprints", "relevance", "source", "split"),
    *("lead", "matrix", "opening", "views", "workbench"),
}


def named(section: Section, called: Called) -> Section:
    """Return a section with other names of baselines, wherever its dataclasses hold them.

    called : what people call a baseline; any other text it returns as it is
    """
    renamed: Section = _named(section, called)
    return renamed


def _named(value: Any, called: Called) -> Any:  # whatever a section holds
    """Return a value with other names; the very value where it has none."""
    if isinstance(value, str):
        name = called(value)
        return value if name == value else name
    if isinstance(value, Mapping):
        pairs = _each([part for pair in value.items() for part in pair], called)
        return dict(zip(pairs[::2], pairs[1::2], strict=True)) if pairs else value
    if isinstance(value, (list, tuple)):
        parts = _each(value, called)
        if parts is None:
            return value
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    if is_dataclass(value) and not isinstance(value, type):
        shown = [part.name for part in fields(value) if part.init and part.name not in _KEPT]
        parts = _each([getattr(value, name) for name in shown], called)
        return replace(value, **dict(zip(shown, parts, strict=True))) if parts else value
    return value


def _each(values: Sequence[Any], called: Called) -> list[Any] | None:
    """Return values with other names; None where they stay as they are."""
    parts = [_named(value, called) for value in values]
    is_same = all(part is value for part, value in zip(parts, values, strict=True))
    return None if is_same else parts
