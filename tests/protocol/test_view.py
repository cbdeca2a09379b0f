"""The rules of a view: what lists may hold, and that nobody else has rules of their own."""

import ast
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

import benchmarks
from benchmarks.protocol.view import View, is_cold

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
    limits = View(mask=mask, candidates=candidates).limits(SEEN)
    assert limits.allow(USERS, ITEMS).tolist() == allowed
    assert (limits.masked is None) == (mask == "none")
    assert (limits.excluded is None) == (candidates == "all")


def test_no_pairs_are_allowed_of_none():
    nobody = np.zeros(0, dtype=np.int32)
    assert View(mask="seen", candidates="cold").limits(SEEN).allow(nobody, nobody).tolist() == []


def test_an_item_is_cold_where_nobody_has_it():
    assert is_cold(SEEN).tolist() == [False, False, True]


RULES = {"mask", "candidates"}


def test_only_the_module_of_views_reads_what_a_view_masks_and_which_candidates_it_has():
    package = Path(benchmarks.__file__).parent
    readers = {
        f"{path.relative_to(package)}:{node.lineno}"
        for path in sorted(package.rglob("*.py"))
        if path != package / "protocol/view.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in RULES and not _is_of_a_module(node)
    }
    assert readers == set()


def _is_of_a_module(node: ast.Attribute) -> bool:
    """Tell a function `candidates.candidates` of online from the field of a view."""
    return isinstance(node.value, ast.Name) and node.value.id == "candidates"
