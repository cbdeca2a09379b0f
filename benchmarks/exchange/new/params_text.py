"""Put a dataset, a benchmark or a baseline into params.yaml as text: its comments stay."""

import re
from pathlib import Path

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import whole_file
from benchmarks.contract.settings import document
from benchmarks.contract.yaml_text import mapping

_INDENT = "  "


def read(path: Path) -> str:
    """Return params.yaml with its own ends of lines; UserError where it cannot be read."""
    document(path)
    return path.read_bytes().decode("utf-8")


def write(path: Path, text: str) -> None:
    """Write a text whole, with its own ends of lines."""
    with whole_file(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def with_benchmark(text: str, name: str, block: list[str], path: Path) -> str:
    """Return params.yaml with `name` below `datasets` and a block below `benchmarks`.

    block : lines of the benchmark's settings, without indentation

    Raises UserError where it has such a name, or where the text is not laid out in blocks.
    """
    lines = [f"{name}:", *(f"{_INDENT}{line}" for line in block)]
    with_dataset = _with_entry(text, "datasets", name, [f"{name}: {{}}"], path)
    return _with_entry(with_dataset, "benchmarks", name, lines, path)


def with_baseline(text: str, name: str, path: Path) -> str:
    """Return params.yaml with `name: {}` below `baselines`.

    Raises UserError where it has such a name, or where the text is not laid out in blocks.
    """
    if has_baseline(text, name, path):
        raise UserError(f"{path}: baselines.{name} is there already; choose another name.")
    return _with_entry(text, "baselines", name, [f"{name}: {{}}"], path)


def has_baseline(text: str, name: str, path: Path) -> bool:
    """Tell whether params.yaml has a baseline of this name."""
    return name in _block(mapping(text, path), "baselines")


def require_new(text: str, name: str, path: Path) -> None:
    """Raise UserError where params.yaml has a dataset, benchmark or view of this name.

    Or where YAML would not read it as a name: 2024-05-01 is a day.
    """
    if name not in mapping(f"{name}: {{}}", path):
        raise UserError(f"YAML reads '{name}' as a value and not as a name; give one by `--name`.")
    content = mapping(text, path)
    for place, names in _taken(content).items():
        if name in names:
            raise UserError(f"{path}: {place}.{name} is there; take another one by `--name`.")


def _taken(content: dict[str, object]) -> dict[str, set[str]]:
    """Return the names that datasets, benchmarks and views have, in both studies."""
    taken = {}
    for prefix, study in (("", content), ("extra.", _block(content, "extra"))):
        benchmarks = _block(study, "benchmarks")
        taken[f"{prefix}datasets"] = set(_block(study, "datasets"))
        taken[f"{prefix}benchmarks"] = {*benchmarks, *_names_of_views(benchmarks)}
    return taken


def _names_of_views(benchmarks: dict[str, object]) -> set[str]:
    names = set()
    for benchmark in benchmarks.values():
        views = _block(benchmark, "views") if isinstance(benchmark, dict) else {}
        named = [view.get("benchmark") for view in views.values() if isinstance(view, dict)]
        names |= set(map(str, filter(None, named)))
    return names


def _with_entry(text: str, key: str, name: str, entry: list[str], path: Path) -> str:
    """Return the text with an entry at the end of a block; nothing else may mean other things."""
    changed = _appended(text, key, entry, path)
    before, after = mapping(text, path), mapping(changed, path)
    expected = {**_block(before, key), name: _block(after, key).get(name)}
    if name not in _block(after, key) or after != {**before, key: expected}:
        raise _by_hand(key, path)
    return changed


def _block(content: dict[str, object], key: str) -> dict[str, object]:
    block = content.get(key)
    return block if isinstance(block, dict) else {}


def _appended(text: str, key: str, entry: list[str], path: Path) -> str:
    """Put lines behind the last entry of a block, as far indented as its entries are."""
    lines = text.splitlines(keepends=True)
    first = next((at for at, line in enumerate(lines) if _opens(line, key)), None)
    if first is None:
        raise _by_hand(key, path)
    newline = "\r\n" if lines[first].endswith("\r\n") else "\n"
    inside = _inside(lines, first)
    last = inside[-1] if inside else first
    if not lines[last].endswith("\n"):
        lines[last] += newline
    indent = _indent_of(lines[inside[0]]) if inside else _INDENT
    added = [f"{indent}{line}{newline}" for line in entry]
    return "".join([*lines[: last + 1], *added, *lines[last + 1 :]])


def _opens(line: str, key: str) -> bool:
    """Tell whether a block of lines begins here."""
    return re.match(rf"{re.escape(key)}:\s*(#.*)?$", line) is not None


def _inside(lines: list[str], first: int) -> list[int]:
    """Return which lines hold the entries of a block; a comment is none."""
    inside = []
    for at, line in enumerate(lines[first + 1 :], first + 1):
        is_entry = bool(line.strip()) and not line.lstrip().startswith("#")
        if is_entry and not _indent_of(line):
            break
        if is_entry:
            inside.append(at)
    return inside


def _indent_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _by_hand(key: str, path: Path) -> UserError:
    return UserError(
        f"{path}: cannot put a line at the end of `{key}:`; give each key a line of its own."
    )
