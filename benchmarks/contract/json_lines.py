"""Read an object a line, as JSON."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from benchmarks.contract.files import parsed_json

_LINES = 100_000  # at a time

Objects = dict[int, dict[str, Any]]


def blocks(stream: Iterable[bytes]) -> Iterator[Objects]:
    """Yield objects by the number of their line, some lines after others; blank ones hold none.

    Raises ValueError for a line that is no object.
    """
    lines, number = iter(stream), 0
    while some := list(islice(lines, _LINES)):
        yield {
            at: json_object(line, at) for at, line in enumerate(some, number + 1) if line.strip()
        }
        number += len(some)


def json_object(line: str | bytes, number: int) -> dict[str, Any]:
    """Return the object that a line holds; ValueError where it is none."""
    try:
        found = parsed_json(line)
    except ValueError as error:
        raise ValueError(f"line {number} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"line {number} is no object with names")  # noqa: TRY004
    return found
