"""An entry is put at the end of a block of params.yaml; nothing else changes."""

from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.exchange.new.params_text import require_new, with_baseline, with_benchmark

FILE = Path("params.yaml")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("B:\n  x: {}\n", "B:\n  x: {}\n  new: {}\n"),
        ("B:\n  x: {}", "B:\n  x: {}\n  new: {}\n"),
        ("B:   # words\n    x: {}\nc: 1\n", "B:   # words\n    x: {}\n    new: {}\nc: 1\n"),
        ("B:\n  x: {}\n\n# of c\nc: 1\n", "B:\n  x: {}\n  new: {}\n\n# of c\nc: 1\n"),
        ("B:\n  x:\n    y: 1\n  # the end\n", "B:\n  x:\n    y: 1\n  new: {}\n  # the end\n"),
        ("B:\r\n  x: {}\r\nc: 1\r\n", "B:\r\n  x: {}\r\n  new: {}\r\nc: 1\r\n"),
        ("B:\nc: 1\n", "B:\n  new: {}\nc: 1\n"),
        ("a:\n  B:\n    z: 1\nB:\n  x: {}\n", "a:\n  B:\n    z: 1\nB:\n  x: {}\n  new: {}\n"),
    ],
)
def test_a_baseline_is_the_last_of_its_block(before: str, after: str) -> None:
    before, after = (text.replace("B:", "baselines:") for text in (before, after))
    assert with_baseline(before, "new", FILE) == after


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("baselines: {x: {}}\n", r"^params.yaml: cannot put a line at the end of `baselines:`"),
        ("c:\n  x: {}\n", r"^params.yaml: cannot put a line at the end of `baselines:`"),
        ("baselines:\n  new: {x: 1}\n", r"^params.yaml: baselines.new is there already; choose"),
        ("baselines:\n  - x\n", r"^params.yaml: cannot "),
    ],
)
def test_what_cannot_be_added_to_is_refused(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        with_baseline(text, "new", FILE)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("films", r"params.yaml: datasets.films is there"),
        ("again", r"params.yaml: benchmarks.again is there"),
        ("slow", r"params.yaml: extra.benchmarks.slow is there"),
        ("2024-05-01", "YAML reads '2024-05-01' as a value"),
    ],
)
def test_a_name_that_data_benchmarks_or_views_have_is_refused(name: str, message: str) -> None:
    text = (
        "datasets: {films: {}}\n"
        "benchmarks: {films: {views: {all: {}, new: {benchmark: again}}}}\n"
        "extra: {datasets: {films: {}}, benchmarks: {slow: {}}}\n"
    )
    require_new(text, "free", FILE)
    with pytest.raises(UserError, match=message):
        require_new(text, name, FILE)


def test_a_benchmark_is_put_into_its_block_and_its_dataset_into_another() -> None:
    before = "datasets:\n  films: {}\n# between\nbenchmarks:\n    old: {}\nseeds: 1\n"
    assert with_benchmark(before, "shop", ["dataset: shop", "views:", "  all: {}"], FILE) == (
        "datasets:\n  films: {}\n  shop: {}\n# between\nbenchmarks:\n    old: {}\n    shop:\n"
        "      dataset: shop\n      views:\n        all: {}\nseeds: 1\n"
    )
