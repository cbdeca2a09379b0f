"""Put a dataset and a benchmark into params.yaml as text, so that its comments stay."""

import re
from pathlib import Path

from benchmarks.contract.errors import UserError
from benchmarks.contract.settings import mapping

_TOP = re.compile(r"^[A-Za-z_][\w-]*\s*:", re.MULTILINE)


def with_benchmark(text: str, name: str, block: list[str], path: Path) -> str:
    """Return params.yaml with `name` below `datasets` and a block below `benchmarks`.

    block : lines of the benchmark's settings, without indentation

    Raises UserError where it has such a name, or where the text is not laid out in blocks.
    """
    before = mapping(text, path)
    lines = [f"  {name}:", *(f"    {line}" for line in block)]
    changed = _appended(text, "datasets", [f"  {name}: {{}}"], path)
    changed = _appended(changed, "benchmarks", lines, path)
    after = mapping(changed, path)
    for key in ("datasets", "benchmarks"):
        others = {each: value for each, value in _block(after, key).items() if each != name}
        if others != _block(before, key) or name not in _block(after, key):
            raise _by_hand(key, path)
    return changed


def require_new(text: str, name: str, path: Path) -> None:
    """Raise UserError where params.yaml has a dataset or benchmark of this name."""
    content = mapping(text, path)
    for key in ("datasets", "benchmarks"):
        if name in _block(content, key):
            raise UserError(f"{path}: {key}.{name} is there; take another one by `--name`.")


def _block(content: dict[str, object], key: str) -> dict[str, object]:
    block = content.get(key)
    return block if isinstance(block, dict) else {}


def _appended(text: str, key: str, lines: list[str], path: Path) -> str:
    """Put lines at the end of a block, before the empty lines and comments of what follows."""
    head = re.search(rf"^{key}:[ \t]*(#.*)?$", text, re.MULTILINE)
    if head is None:
        raise _by_hand(key, path)
    following = _TOP.search(text, head.end())
    end = following.start() if following else len(text)
    body = text[head.end() : end].split("\n")
    last = max((place for place, line in enumerate(body) if _is_inside(line)), default=0)
    body[last + 1 : last + 1] = lines
    joined = "\n".join(body)
    tail = text[end:]
    return text[: head.end()] + joined + ("" if joined.endswith("\n") else "\n") + tail


def _is_inside(line: str) -> bool:
    """Tell whether a line is indented and holds something."""
    return line.startswith(" ") and bool(line.strip())


def _by_hand(key: str, path: Path) -> UserError:
    return UserError(
        f"{path}: cannot put a line at the end of `{key}:`; give each key a line of its own."
    )
