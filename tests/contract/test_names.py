"""Names are split and joined in one place, and come back as they were."""

import ast
from pathlib import Path

import pytest

from benchmarks.contract import names

ROOT = Path(__file__).parents[2]
SIGNS = {"@", "=", "|"}
SPLITS = {"split", "rsplit", "partition", "rpartition", "join", "startswith", "endswith"}
# What has the signs for another reason: the names of online.csv as it was before its tables had
# columns of their own, flags of XLA, and what ranx calls its metrics.
ELSEWHERE = {"tools/online_v1.py", "benchmarks/contract/kernels.py", "tools/peers/speed.py"}
ELSEWHERE |= {"benchmarks/contract/secrets.py", "tools/sbom.py"}  # of addresses, of packages


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


@pytest.mark.parametrize("name", ["ml-100k", "a", "30music", "tiny_v1-5", "x" * 64, "e5", "nan-1"])
def test_a_plain_name_can_be_that_of_a_dataset(name):
    assert names.refusal(name) == ""
    assert names.named(name) == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "at least one letter"),
        ("tiny-v1.5", "'.' separates keys in DVC"),
        ("tiny (5-core)", "' ' means something to a shell"),
        ("100%", "'%' means something to a shell"),
        ("a/b", "'/' separates folders"),
        ("a\\b", "separates folders"),
        ("../a", "separates"),
        ("<b>", "'<' means something to a shell, a file system or a page"),
        ("Tiny", "capital letters are not kept apart by every file system"),
        ("β", "'β' is not written the same everywhere"),
        ("豆瓣", "'豆' is not written the same everywhere"),
        ("-a", "must begin and end with a letter or a digit"),
        ("a-", "must begin and end with a letter or a digit"),
        ("a_", "must begin and end with a letter or a digit"),
        ("con", "Windows keeps this name"),
        ("lpt1", "Windows keeps this name"),
        ("100", "YAML reads it as a value"),
        ("1e5", "YAML reads it as a value"),
        ("0x1f", "YAML reads it as a value"),
        ("1_000", "YAML reads it as a value"),
        ("null", "YAML reads it as a value"),
        ("off", "YAML reads it as a value"),
        ("nan", "YAML reads it as a value"),
        ("x" * 65, "it has 65 letters"),
        ("a\n", "means something to a shell"),
    ],
)
def test_a_name_that_tools_misread_is_refused_with_the_reason(name, why):
    assert why in names.refusal(name)
    with pytest.raises(ValueError, match="cannot be a name"):
        names.named(name)


@pytest.mark.parametrize("words", ["My Shop", "ÄÖÜ", "100", "con", "...", "x" * 99, "a--", ""])
def test_the_nearest_name_of_anything_can_be_one(words):
    assert names.refusal(names.nearest(words)) == ""
