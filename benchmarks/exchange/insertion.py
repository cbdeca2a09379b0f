"""Add a line to a block of a YAML file that people write, and leave all else as it stands."""

import re

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from benchmarks.contract.errors import UserError

_INDENT = "  "


def inserted(text: str, block: str, name: str, value: str, where: str) -> str:
    """Return the text with `name: value` as the last line of a top-level block.

    where : the file, for errors

    Raises UserError if the block has the name, or is not written line by line.
    """
    lines = text.splitlines(keepends=True)
    entry = f"{name}: {value}"
    first = next((at for at, line in enumerate(lines) if _opens(line, block)), None)
    if first is None:
        raise UserError(
            f"{where}: no block `{block}:` written line by line; add `{entry}` to it yourself."
        )
    if name in (_parsed(text).get(block) or {}):
        raise UserError(f"{where}: {block}.{name} is there already; choose another name.")
    last = _last_of_block(lines, first)
    newline = "\r\n" if lines[first].endswith("\r\n") else "\n"
    before, after = "".join(lines[: last + 1]), "".join(lines[last + 1 :])
    separator = "" if before.endswith("\n") else newline
    result = f"{before}{separator}{_indent(lines, first)}{entry}{newline}{after}"
    if name not in (_parsed(result).get(block) or {}):
        raise UserError(f"{where}: cannot be added to safely; add `{block}.{entry}` yourself.")
    return result


def _opens(line: str, block: str) -> bool:
    """Tell whether a block of lines begins here."""
    return re.match(rf"{re.escape(block)}:\s*(#.*)?$", line) is not None


def _last_of_block(lines: list[str], first: int) -> int:
    """Return the last line of a block that has content; comments after it are the next block's."""
    last = first
    for at in range(first + 1, len(lines)):
        is_indented = lines[at][0] in " \t"
        stripped = lines[at].strip()
        if stripped and not stripped.startswith("#"):
            if not is_indented:
                break
            last = at
    return last


def _indent(lines: list[str], first: int) -> str:
    """Return how far the entries of a block are indented."""
    for line in lines[first + 1 :]:
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            return line[: len(line) - len(line.lstrip())] or _INDENT
    return _INDENT


def _parsed(text: str) -> dict[str, dict[str, object] | None]:
    try:
        content = YAML(typ="safe").load(text)
    except YAMLError:
        return {}
    return content if isinstance(content, dict) else {}
