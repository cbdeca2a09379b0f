"""Read YAML that people write: what cannot be read is refused by line, in words that help."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.reader import ReaderError

from benchmarks.contract.errors import UserError, one_line

_DEEPEST = 100  # blocks and brackets within others
_QUOTE = "put the words in quotes"
_TAB = "a tab; indent with spaces"
_NO_TAGS = f"`!` is not for settings; {_QUOTE}"
# What to say by what the library says; its first group, or the line where a bracket opens, goes in.
_SAID = {
    r"duplicate key \"(.*?)\"": "key `{0}` stands there twice; keep one",
    r"a tab character": _TAB,
    r"unhashable key": "a key is a word, no block and no list",
    r"mapping values are not allowed": (
        f"a colon out of place; {_QUOTE}, or indent alike, with a space after each key's colon"
    ),
    r"unknown escape": "a backslash means something in double quotes; take single ones",
    r"scanning a quoted scalar": "the quote that opens in line {opened} is not closed",
    r"parsing a flow": "the bracket that opens in line {opened} is not closed",
    r"could not find expected ':'": "words without a key; write `key: value`",
    r"parsing a block|block sequence entries": f"out of place; indent alike, or {_QUOTE}",
    r"scanning a block scalar": f"`>` and `|` begin a text of several lines; {_QUOTE}",
    r"undefined alias|scanning an alias": f"`*` refers to something named above; {_QUOTE}",
    r"scanning an anchor": f"`&` gives a name to what follows; {_QUOTE}",
    r"constructor for|scanning a tag|base64|timestamp|ordered map": _NO_TAGS,
    r"scanning a directive|incompatible": f"`%` is not for settings; {_QUOTE}",
    r"another document|<document start>": "a second document begins; a file holds one",
    r"for merging": "`<<` takes a block of settings",
}


def mapping(text: str, where: Path | str) -> dict[str, object]:
    """Read YAML that holds a mapping; an empty text is an empty one. No tag is executed.

    where : the file that an error is to name

    Raises UserError if it cannot be read or holds something else.
    """
    content = value(text, where)
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise UserError(f"{where}: expected a mapping of settings.")
    return content


def value(text: str, where: Path | str) -> Any:
    """Read YAML, whatever it holds; UserError if it cannot be read."""
    with refusals(text, where):
        _refuse_depth(text)
        return YAML(typ="safe").load(text)


def _refuse_depth(text: str) -> None:
    """Raise RecursionError where the parser of C, which has no limit, would end the process."""
    depth = 0
    for event in YAML(typ="safe").parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _DEEPEST:
            raise RecursionError


@contextmanager
def refusals(text: str, where: Path | str) -> Iterator[None]:
    """Turn whatever reading a text raises into a UserError that names line and remedy.

    A date in month 13 is a ValueError.
    """
    try:
        yield
    except (ValueError, TypeError, AttributeError, RecursionError, YAMLError) as error:
        raise UserError(f"{where}: cannot be read: {_reason(error, text)}.") from error


def _reason(error: Exception, text: str) -> str:
    """Say what is wrong, and where that is known."""
    if isinstance(error, RecursionError):
        return "too many blocks or brackets within others"
    if isinstance(error, MarkedYAMLError):
        return _explained(error, text)
    if isinstance(error, ReaderError):
        return f"line {text.count(chr(10), 0, error.position) + 1}: a letter of control"
    return f"a value that is none ({one_line(error)}); put it in quotes"


def _explained(error: MarkedYAMLError, text: str) -> str:
    """Return line and remedy; what is not known here, as the library says it."""
    mark, opening = error.problem_mark or error.context_mark, error.context_mark
    line = mark.line + 1 if mark else 1
    opened = opening.line + 1 if opening else line
    said = one_line(f"{error.context or ''} {error.problem or ''}")
    if "cannot start any token" in said:
        return f"line {line}: {_begun(text[mark.index : mark.index + 1])}"
    for pattern, words in _SAID.items():
        found = re.search(pattern, said)
        if found:
            return f"line {line}: {words.format(*found.groups(), opened=opened)}"
    return f"line {line}: {said}"


def _begun(letter: str) -> str:
    """Say what is wrong with the letter that something begins with."""
    return _TAB if letter == "\t" else f"`{letter}` begins nothing; {_QUOTE}"
