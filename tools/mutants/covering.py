"""Which tests run which lines, by coverage.py: no other test can notice a mutant of a line."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

_FILE = "covered.sqlite"  # in the copy of the checkout


class Tracing:
    """A plugin of pytest that writes down which lines each test runs."""

    def __init__(self, package: str) -> None:
        """Begin to trace what is imported from now on; package : a folder of benchmarks/."""
        folder = str(Path("benchmarks", package).resolve())
        self._coverage = coverage.Coverage(_FILE, config_file=False, source=[folder])
        self._coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Keep the lines that one test runs under its name."""
        self._coverage.switch_context(item.nodeid)
        yield
        self._coverage.switch_context("")

    def pytest_sessionfinish(self) -> None:
        """Write what was seen, for `read`."""
        self._coverage.stop()
        self._coverage.save()


@dataclass(frozen=True)
class Covering:
    """Tests by file and line; what ran as a module was imported belongs to every test."""

    tests: dict[Path, dict[int, list[str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, package: str) -> "Covering":
        """Read what a traced run has written."""
        data = coverage.CoverageData(_FILE)
        data.read()
        files = Path("benchmarks", package).glob("*.py")
        return cls({path: data.contexts_by_lineno(str(path.resolve())) for path in files})

    def of(self, path: Path, line: int) -> list[str] | None:
        """Return the tests that run the statement at a line; None if any may depend on it.

        A test that finds in a cache what another has computed is missing here.
        """
        first, last = _statement(path, line)
        by_line = self.tests.get(path, {})
        found = {test for at in range(first, last + 1) for test in by_line.get(at, [])}
        return None if "" in found or not found else sorted(found)


def _statement(path: Path, line: int) -> tuple[int, int]:
    """Return the first and the last line of the smallest statement around a line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = (node for node in ast.walk(tree) if isinstance(node, ast.stmt))
    around = [span for span in map(_span, statements) if span[0] <= line <= span[1]]
    return min(around, key=lambda span: span[1] - span[0])


def _span(node: ast.stmt) -> tuple[int, int]:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min(part.lineno for part in (node, *decorators))
    return first, node.end_lineno or node.lineno
