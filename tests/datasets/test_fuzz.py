"""Whatever stands in a card or in a file of a dataset: read, or refused in one line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.datasets import cards
from benchmarks.datasets.canonical import canonical, facts
from benchmarks.datasets.card import Card
from benchmarks.datasets.card_files import read_card
from benchmarks.datasets.card_tables import Interactions
from benchmarks.datasets.rows import interactions
from benchmarks.exchange.new import dataset as new_dataset
from tests.datasets.test_cards import CARD

MANY = settings(
    max_examples=60,
    deadline=None,  # nothing here is about speed
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
COLUMNS = {"user": "a", "item": "b", "rating": "c", "time": "d", "quantity": "e"}
WORDS = some.sampled_from(
    ["", "1", "007", "-1", "1e400", "nan", "inf", "NULL", "ä", '"', "::", "\x00", "\x1f", "1,5"]
) | some.text(max_size=6)
LINES = some.lists(some.lists(WORDS, min_size=1, max_size=6), max_size=5)
ENCODINGS = ["utf-8", "utf-16", "latin-1", "cp1252", "shift_jis", "utf-7", "idna"]


def fine_or_one_line(act: Callable[[], Any]) -> None:
    """Do it: it works, or the reason is one line."""
    assert "\n" not in refusal(act)


def refusal(act: Callable[[], Any]) -> str:
    """Return why it is refused; "" where it works."""
    try:
        act()
    except UserError as error:
        return str(error)
    return ""


@MANY
@given(some.binary(max_size=200) | some.text(max_size=200).map(lambda text: text.encode()))
def test_any_bytes_as_a_card(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    fine_or_one_line(lambda: read_card(path))


VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(sorted(Card.model_fields)), inner, max_size=3)
    ),
    max_leaves=6,
)


@MANY
@given(some.dictionaries(some.sampled_from(sorted(Card.model_fields)), VALUES))
def test_any_values_in_a_card(tmp_path: Path, content: dict) -> None:
    path = tmp_path / "any.yaml"
    path.write_text(json.dumps(content), encoding="utf-8")
    fine_or_one_line(lambda: read_card(path))


@MANY
@given(content=some.text(max_size=60), place=some.integers(0, len(CARD)))
def test_any_text_put_into_a_good_card(tmp_path: Path, content: str, place: int) -> None:
    path = tmp_path / "any.yaml"
    path.write_text(CARD[:place] + content + CARD[place:], encoding="utf-8", newline="")
    fine_or_one_line(lambda: cards.of_card(read_card(path), "any", path))


@pytest.mark.parametrize("form", ["csv", "tsv", "parquet", "jsonl", "recbole", "pickle"])
@MANY
@given(content=some.binary(max_size=120))
def test_any_bytes_as_a_table(form: str, tmp_path: Path, content: bytes) -> None:
    table = Interactions.model_validate({"file": "t", "format": form, "columns": COLUMNS})
    (tmp_path / "t").write_bytes(content)
    fine_or_one_line(lambda: interactions(table, tmp_path))


@MANY
@given(
    lines=LINES,
    separator=some.sampled_from([",", "\t", "::", ";", "ab", "¦", " "]),
    encoding=some.sampled_from(ENCODINGS),
    written=some.sampled_from(ENCODINGS[:4]),
    quoted=some.booleans(),
    unit=some.sampled_from(["s", "ms", "iso", "year", "days", "title_year"]),
)
def test_any_words_in_a_text_file_from_file_to_canonical_tables(
    tmp_path: Path,
    lines: list,
    separator: str,
    encoding: str,
    written: str,
    quoted: bool,
    unit: str,
) -> None:
    text = "\n".join(separator.join(words) for words in [list("abcde"), *lines])
    (tmp_path / "t").write_bytes(text.encode(written, errors="replace"))
    columns = {**COLUMNS, "time": {"column": "d", "unit": unit}}
    table = {"file": "t", "format": "csv", "columns": columns, "duplicates": "keep"}
    how = {"separator": separator, "encoding": encoding, "quoted": quoted, "missing": "drop"}
    content = {"title": "t", "licence": "l", "citation": "c", "sources": [{"path": "t"}]}
    card = Card.model_validate({**content, "interactions": table | how})
    described = cards.of_card(card, "t", tmp_path / "t.yaml")

    def prepared() -> None:
        facts(canonical(described.read(tmp_path), described, "t"), described, "t")

    fine_or_one_line(prepared)


@MANY
@given(
    content=some.binary(max_size=200)
    | LINES.map(lambda rows: "\n".join(map(",".join, rows)).encode(errors="replace")),
    end=some.sampled_from(["csv", "tsv", "jsonl", "parquet", "inter", "csv.gz"]),
)
def test_any_file_looked_at_leaves_a_card_that_can_be_read_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, end: str
) -> None:
    monkeypatch.chdir(tmp_path)
    paths.PARAMS.write_text("datasets:\n  old: {}\nbenchmarks:\n  old: {}\n")
    card = paths.card("fuzz")
    card.unlink(missing_ok=True)
    Path(f"fuzz.{end}").write_bytes(content)
    fine_or_one_line(lambda: new_dataset.main(f"fuzz.{end}"))
    if card.exists():
        cards.load("fuzz").read(tmp_path)
    else:
        assert "fuzz" not in paths.PARAMS.read_text()
