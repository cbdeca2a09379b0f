"""Values of params.yaml that mean nothing: one line in our words, with the key and what to do.

Numbers in comments are those of docs/inputs.md.
"""

import json
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from benchmarks.config import load as config
from benchmarks.config import plan
from benchmarks.contract.errors import UserError
from tests.worlds.params import DOCUMENT, changed, load, refusal

SPLIT = DOCUMENT["benchmarks"]["films"]["split"]
TWICE = [  # 13: what stands twice in a list
    ("cutoffs", [10, 5, 10], "cutoffs: 10 stands there twice; name it once."),
    ("metrics", ["ndcg", "rmse", "ndcg"], "metrics: 'ndcg' stands there twice; name it once."),
    ("headline", ["ndcg@10", "ndcg@10"], "headline: 'ndcg@10' stands there twice; name it once."),
    ("groups", {"users": ["age", "age"]}, "groups.users: 'age' stands there twice; name it once."),
    *(
        (f"benchmarks.films.{key}", value, f"benchmarks.films.{key}{inner}: {said} stands there")
        for key, inner, value, said in [
            ("baselines", "", ["ease", "ease"], "'ease'"),
            ("metrics", "", ["ap", "ap"], "'ap'"),
            ("catalogue", ".exclude", {"exclude": ["a=b", "a=b"]}, "'a=b'"),
            ("split", ".known", SPLIT | {"kind": "cold_users", "known": [0, 0]}, "0"),
        ]
    ),
    ("baselines.ease", {"only": ["films", "films"]}, "baselines.ease.only: 'films' stands there"),
]


@pytest.mark.parametrize(("where", "value", "message"), TWICE)
def test_what_stands_twice_in_a_list_is_refused(where, value, message, tmp_path):
    assert refusal(tmp_path, changed(where, value)).startswith(message)


KINDS = [  # 26: a value of another kind, or out of range
    ("seeds", True, "expected a whole number, got true"),
    ("seeds", "2", "expected a whole number, got '2'"),
    ("seeds", 2.5, "expected a whole number, got 2.5"),
    ("seeds", None, "expected a whole number, got nothing"),
    ("seeds", 1_000_000, "must be 100 or less, got 1000000"),
    ("seeds", -1, "must be 1 or more, got -1"),
    ("headline", "ndcg@10", "expected a list, such as [a, b], got 'ndcg@10'"),
    ("benchmarks", [1], "expected a block of settings, a key a line, got a list"),
    ("benchmarks.films", None, "expected a block of settings, a key a line, got nothing"),
    ("benchmarks.films.views.all", "x", "expected a block of settings, a key a line, got 'x'"),
    ("benchmarks.films.views.all.mask", "sen", "must be 'seen' or 'none', got 'sen' (did you mean"),
    ("benchmarks.films.split.test", True, "expected a number, got true"),
    ("benchmarks.films.split.test", "0.2", "expected a number, got '0.2'"),
    ("benchmarks.films.split.test", 1, "must be below 1, got 1"),
    ("benchmarks.films.tuned_by", 3, "expected words, got 3"),
    ("cutoffs", [], "needs at least 1, got an empty list"),
    ("tuning", {"trials": 10**9}, "must be 10000 or less, got 1000000000"),
]


@pytest.mark.parametrize(("where", "value", "message"), KINDS)
def test_a_value_of_another_kind_is_told_what_was_expected_and_what_stands_there(
    where, value, message, tmp_path
):
    said = refusal(tmp_path, changed(where, value))
    assert said.startswith(where)
    assert message in said


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf"])
@pytest.mark.parametrize(
    "where", ["benchmarks.films.relevance.min_rating", "benchmarks.films.fresh_days"]
)
def test_a_number_is_a_finite_one(where, number, tmp_path):  # 26
    with pytest.raises(UserError, match=f"{where}: .*(finite number|above 0), got"):
        config.load(_written(tmp_path, changed(where, "HERE"), '"HERE"', number))


def test_so_is_a_parameter(tmp_path):
    document = changed("baselines.ease", {"regularization": "HERE"})
    with pytest.raises(UserError, match=r"ease\.regularization: expected a finite number, got nan"):
        config.load(_written(tmp_path, document, '"HERE"', ".nan"))


def test_so_is_a_tuned_one(tmp_path):
    path = _written(tmp_path, DOCUMENT, "", "")
    (tmp_path / "tuned/films.yaml").write_text("ease: {rate: .inf}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"films\.yaml: ease\.rate: expected a finite number"):
        config.load(path)


def _written(folder: Path, document: dict, old: str, new: str) -> Path:
    """Write a document, then a value that JSON does not know in the place of another."""
    load(folder, DOCUMENT)
    path = folder / "params.yaml"
    text = json.dumps(document)
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


HEADLINES = [  # 26
    ("ndcg", "'ndcg' is not computed; write ndcg@5 or ndcg@10."),
    ("ndcg@7", "'ndcg@7' is not computed; write ndcg@5 or ndcg@10."),
    ("rmse@10", "'rmse@10' is not computed; write rmse."),
    ("ndgc@10", "'ndgc@10' is not computed (did you mean 'ndcg@10'?)."),  # 33
    ("zzz", "'zzz' is not computed; name its metric in `metrics`."),
]


@pytest.mark.parametrize(("name", "message"), HEADLINES)
def test_a_headline_that_is_not_computed_is_told_what_to_write(name, message, tmp_path):
    assert refusal(tmp_path, changed("headline", [name])) == f"headline: {message}"


def test_one_number_for_all_lists_is_no_headline(tmp_path):  # 26
    document = changed("metrics", ["ndcg", "coverage"]) | {"headline": ["coverage@10"]}
    assert refusal(tmp_path, document).startswith("headline: of coverage@10 neither more nor less")


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("metrics", ["rmse", "ndgc"]),
        ("benchmarks.films.metrics", ["ndgc"]),
        ("online", {"logs": "x", "reader": "y", "plan": {"outcomes": ["ndgc@10"]}}),
    ],
)
def test_a_metric_that_is_misspelt_anywhere_is_answered_with_the_nearest(where, value, tmp_path):
    message = refusal(tmp_path, changed(where, value))
    assert message.startswith(where)
    assert "unknown metric 'ndgc'. Did you mean 'ndcg'?" in message


BASELINES = ["two-tower", "EASE", "1st", "import", "class", "null", "on", "__init__", "x.y", ""]


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_is_named_like_a_module(name, tmp_path):  # 6, 26
    blocks = DOCUMENT["baselines"] | {name: {}}
    message = refusal(tmp_path, changed("baselines", blocks))
    assert message.startswith(f"baselines.{name}: '{name}' cannot be a ")


@pytest.mark.parametrize(
    ("name", "near"), [("os", ""), ("zzz", ""), ("easee", " (did you mean 'ease'?)")]
)
def test_a_baseline_without_a_file_is_refused_where_its_cell_is_planned(name, near, tmp_path):  # 26
    params = load(tmp_path, changed(f"baselines.{name}", {}))
    with pytest.raises(UserError) as caught:
        plan.cell("films", name, params)
    assert str(caught.value) == (
        f"params.yaml: baselines.{name}: there is no baselines/{name}.py{near}; "
        "write it, or name a class elsewhere as `class: package.module:Class`."
    )


@pytest.mark.parametrize(
    "name", ["2024-01-01", "on", "100", "1e5", "tiny-v1.5", "-x", "a b", "豆瓣"]
)
@pytest.mark.parametrize("where", ["benchmarks", "datasets", "benchmarks.films.views"])
def test_a_name_that_tools_misread_is_refused_wherever_it_stands(where, name, tmp_path):  # 6
    document = changed(where, {})
    block = document
    original = DOCUMENT
    for key in where.split("."):
        block, original = block[key], original[key]
    block |= original | {name: next(iter(original.values()))}
    message = refusal(tmp_path, document)
    assert message.startswith(f"{where}.{name}: '{name}' cannot be a name: ")


@pytest.mark.parametrize(
    ("given", "shown"), [("2017-11-27", "'2017-11-27'"), ("2017-11-27T05:00:00", None), (1, "1")]
)
def test_a_moment_has_a_time_zone(given, shown, tmp_path):
    split = {"kind": "temporal", "test_from": given, "validation_from": "2017-01-01T00:00:00Z"}
    message = refusal(tmp_path, changed("benchmarks.films.split", split))
    assert message == (
        "benchmarks.films.split.test_from: a moment has day, time and zone, such as "
        f"2017-11-27T05:00:00Z, got {shown or repr(given)}."
    )


UNDER = {"mask": "none", "benchmark": "again"}
COLLIDING = [  # 22: two values under one key
    (
        {"all": {}, "b": {"mask": "none", "benchmark": "films"}},
        "all and b would both be what 'films'",
    ),
    ({"all": {}, "b": UNDER, "c": UNDER}, "b and c would both be what 'again' is judged by"),
]


@pytest.mark.parametrize(("views", "message"), COLLIDING)
def test_a_name_is_judged_by_one_view(views, message, tmp_path):
    assert message in refusal(tmp_path, changed("benchmarks.films.views", views))


ANYTHING = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text(max_size=6)
    | some.sampled_from(["ndcg", "seen", "films", "ease", "2024-01-01T00:00:00Z", "temporal"]),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)


def _places(block: dict, before: str = "") -> list[str]:
    """Return where each value of a document stands, as `a.b.c`."""
    places = []
    for key, value in block.items():
        places.append(before + key)
        if isinstance(value, dict):
            places += _places(value, f"{before}{key}.")
    return places


PLACES = [*_places(DOCUMENT), "groups", "comparison", "tuning", "online", "extra", "kernels"]
OF_A_LIBRARY = ("Input should", "Value error", "validation error", "pydantic", "valid dictionary")


@settings(
    max_examples=150,
    deadline=None,  # nothing here is about speed
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(where=some.sampled_from(PLACES), value=ANYTHING)
@example(where="benchmarks.films.split", value={"kind": "k_fold", "folds": math.inf})
@example(where="online", value={})
@example(where="tuning", value={"trials": []})
def test_whatever_stands_in_params_is_read_or_refused_in_one_line_of_our_words(
    tmp_path, where, value
):
    try:
        load(tmp_path, changed(where, value))
    except UserError as error:
        said = str(error)
        assert "\n" not in said
        assert said.startswith(str(tmp_path))
        assert not any(words in said for words in OF_A_LIBRARY), said
