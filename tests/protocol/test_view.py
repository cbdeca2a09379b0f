"""The rules of a view: what lists may hold, and that nobody else has rules of their own."""

import ast
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

import benchmarks
from benchmarks.protocol.view import View, is_cold, limits

SEEN = csr_matrix([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])  # item 2 is cold
USERS, ITEMS = np.repeat([0, 1], 3), np.tile([0, 1, 2], 2)


@pytest.mark.parametrize(
    ("mask", "candidates", "allowed"),
    [
        ("none", "all", [True, True, True, True, True, True]),
        ("seen", "all", [False, True, True, False, False, True]),
        ("none", "cold", [False, False, True, False, False, True]),
        ("seen", "cold", [False, False, True, False, False, True]),
    ],
)
def test_a_view_allows_what_is_neither_masked_nor_outside_its_candidates(mask, candidates, allowed):
    kept_out = limits(View(mask=mask, candidates=candidates), SEEN)
    assert kept_out.allow(USERS, ITEMS).tolist() == allowed
    assert (kept_out.masked is None) == (mask == "none")
    assert (kept_out.excluded is None) == (candidates == "all")


def test_no_pairs_are_allowed_of_none():
    nobody = np.zeros(0, dtype=np.int32)
    assert limits(View(mask="seen", candidates="cold"), SEEN).allow(nobody, nobody).tolist() == []


def test_an_item_is_cold_where_nobody_has_it():
    assert is_cold(SEEN).tolist() == [False, False, True]


RULES = {"mask", "candidates"}


def test_no_module_but_that_of_the_settings_compares_what_a_view_masks_or_takes_as_candidates():
    package = Path(benchmarks.__file__).parent
    judges = set()
    for path in sorted(package.rglob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        sides = [side for node in nodes if isinstance(node, ast.Compare) for side in _sides(node)]
        if any(isinstance(side, ast.Attribute) and side.attr in RULES for side in sides):
            judges.add(str(path.relative_to(package)))
    assert judges == {"contract/settings.py"}


def _sides(comparison: ast.Compare) -> list[ast.expr]:
    return [comparison.left, *comparison.comparators]
