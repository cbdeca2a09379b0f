"""The names of MLflow's columns."""

from hypothesis import given, settings
from hypothesis import strategies as some
from mlflow.utils.validation import _validate_metric_name

from benchmarks.tracking.columns import allowed, scored

GROUPS = ["C#", "C*", "C/", "C ", "C", "C+", "C and more", "C++", "c", "β", "豆瓣", "", ".", ".."]


def test_two_groups_have_two_names_that_mlflow_takes():  # 10 of docs/inputs.md
    groups = [f"{attribute}={label}" for attribute in ("a", "a b") for label in (*GROUPS, "b C")]
    groups += ["a", "a b", "a=" + 300 * "x", "a=" + 300 * "x" + "y"]
    names = [allowed(group) for group in groups]
    assert len(set(names)) == len(groups)
    for group in groups:
        ((name, _, _),) = scored("ndcg@10", group, 1.0, [])
        _validate_metric_name(name)


LETTERS = some.text("Ca #*/+=.é", max_size=5)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(first=LETTERS, second=LETTERS)
def test_names_are_equal_only_of_equal_groups(first, second):
    assert (allowed(f"g={first}") == allowed(f"g={second}")) == (first == second)
