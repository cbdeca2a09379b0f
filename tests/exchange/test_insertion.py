"""A line is added to a block of a YAML file; nothing else changes."""

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.exchange.insertion import inserted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("b:\n  x: {}\n", "b:\n  x: {}\n  new: {}\n"),
        ("b:\n  x: {}", "b:\n  x: {}\n  new: {}\n"),
        ("b:   # words\n    x: {}\nc: 1\n", "b:   # words\n    x: {}\n    new: {}\nc: 1\n"),
        ("b:\n  x: {}\n\n# of c\nc: 1\n", "b:\n  x: {}\n  new: {}\n\n# of c\nc: 1\n"),
        ("b:\n  x:\n    y: 1\n  # the end\n", "b:\n  x:\n    y: 1\n  new: {}\n  # the end\n"),
        ("b:\r\n  x: {}\r\nc: 1\r\n", "b:\r\n  x: {}\r\n  new: {}\r\nc: 1\r\n"),
        ("b:\nc: 1\n", "b:\n  new: {}\nc: 1\n"),
        ("a:\n  b:\n    z: 1\nb:\n  x: {}\n", "a:\n  b:\n    z: 1\nb:\n  x: {}\n  new: {}\n"),
    ],
)
def test_the_line_is_the_last_of_its_block(before: str, after: str) -> None:
    assert inserted(before, "b", "new", "{}", "file") == after


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("b: {x: {}}\n", r"^file: no block `b:` written line by line; add `new: \{\}` to it"),
        ("c:\n  x: {}\n", r"^file: no block `b:`"),
        ("b:\n  new: {x: 1}\n", r"^file: b.new is there already; choose another name"),
        ("b:\n  - x\n", r"^file: cannot be added to safely; add `b.new: \{\}` yourself"),
    ],
)
def test_what_cannot_be_added_to_is_refused(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        inserted(text, "b", "new", "{}", "file")
