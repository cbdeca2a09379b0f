"""Names are split and joined in one place, and come back as they were."""

import ast
from pathlib import Path

import pytest

from benchmarks.contract import names

ROOT = Path(__file__).parents[2]
SIGNS = {"@", "=", "|"}
SPLITS = {"split", "rsplit", "partition", "rpartition", "join", "startswith", "endswith"}
# The names of online.csv as it was before its tables had columns of their own.
ELSEWHERE = {"tools/online_v1.py"}


@pytest.mark.parametrize("name", ["ndcg@10", "rmse", "recall_capped@5"])
def test_a_column_comes_back_as_it_was(name):
    assert names.column_name(*names.column(name)) == name


@pytest.mark.parametrize("name", ["gender=F", "age=", "words=a=b"])
def test_a_group_comes_back_as_it_was(name):
    assert names.group_name(*names.group(name)) == name


def splitters(path):
    """Return the lines of a module that split or join on a sign, or look for one."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            values = [a.value for a in node.args if isinstance(a, ast.Constant)]
            own = node.func.value
            values += [own.value] if isinstance(own, ast.Constant) else []
            if node.func.attr in SPLITS and SIGNS & {v for v in values if isinstance(v, str)}:
                lines.append(node.lineno)
        if isinstance(node, ast.JoinedStr):
            texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            lines += [node.lineno] if SIGNS & set(texts) else []
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Constant):
            of_membership = all(isinstance(op, ast.In | ast.NotIn) for op in node.ops)
            if of_membership and node.left.value in SIGNS:
                lines.append(node.lineno)
    return lines


MINE = [
    *("benchmarks/contract", "benchmarks/results", "benchmarks/stages/score.py"),
    *("benchmarks/stages/collect.py", "benchmarks/stages/tables.py", "tools"),
]


def test_nothing_but_the_contract_splits_names_on_their_signs():
    paths = [path for name in MINE for path in _modules(ROOT / name)]
    found = {path.relative_to(ROOT).as_posix(): splitters(path) for path in paths}
    assert {name: lines for name, lines in found.items() if lines and name not in ELSEWHERE} == {}


def _modules(path):
    return [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))
