"""YAML that cannot be read is refused by line and remedy, whichever of two parsers reads it."""

import pytest
from ruamel.yaml import YAML

from benchmarks.contract import yaml_text
from benchmarks.contract.errors import UserError

REFUSED = {
    "a: 1\n\tb: 1\n": "line 2: a tab; indent with spaces",
    "x: 1\r\na:\r\n\tb: 1\r\n": "line 3: a tab; indent with spaces",
    "a: 1\n# 😀 é\na: 2\n": "line 3: key `a` stands there twice; keep one",
    "{{a: 1}: 2}": "line 1: a key is a word",
    "a: b: c\n": "line 1: a colon out of place; put the words in quotes",
    "a:1\nb: 2\n": "line 2: a colon out of place; .* with a space after each key's colon",
    'a: "\\q"\n': "line 1: a backslash means something in double quotes",
    'a:\n  "b\nc: 1\n': "line 4: the quote that opens in line 2 is not closed",
    "a:\n  [1, 2\nb: 3\n": "line 3: the bracket that opens in line 2 is not closed",
    "a: {b: 1\n": "line 2: the bracket that opens in line 1 is not closed",
    "a: 1\nb\nc: 2\n": "line 3: words without a key; write `key: value`",
    "a:\n  b: 1\n c: 2\n": "line 3: out of place; indent alike",
    "a: b\n- c\n": "line 2: out of place; indent alike",
    "a: 'x' y\n": "line 1: out of place; .* quotes",
    "a: >x\n": "line 1: `>` and `|` begin a text of several lines",
    "a: @x\n": "line 1: `@` begins nothing; put the words in quotes",
    "é: 1\n\nb: %x\n": "line 3: `%` begins nothing; put the words in quotes",
    "a: *x\n": "line 1: `\\*` refers to something named above; put the words in quotes",
    "a: &\n": "line 1: `&` gives a name to what follows; put the words in quotes",
    "a: !!python/object:os.system 1\n": "line 1: `!` is not for settings",
    "a: !!binary x\n": "line 1: `!` is not for settings",
    "%YAML 9.9\n---\na: 1\n": "line 1: `%` is not for settings",
    "a: 1\n---\nb: 2\n": "line 2: a second document begins; a file holds one",
    "a:\n  <<: 1\n": "line 2: `<<` takes a block of settings",
    "a: 1\nb: \0\n": "line 2: a letter of control",
    "a: 2020-13-45\n": "a value that is none .month must be in 1..12.; put it in quotes",
}


@pytest.mark.parametrize("is_pure", [False, True], ids=["libyaml", "python"])
@pytest.mark.parametrize("text", REFUSED, ids=lambda text: REFUSED[text][:40])
def test_it_is_said_in_which_line_and_what_to_do(text: str, is_pure: bool) -> None:
    reader = YAML(typ="safe", pure=is_pure)
    message = rf"^a\.yaml: cannot be read: ({REFUSED[text]}).*\.$"
    with pytest.raises(UserError, match=message), yaml_text.refusals(text, "a.yaml"):
        reader.load(text)


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "{a: "])
def test_what_is_too_deep_for_the_parser_is_refused(opening: str) -> None:
    with pytest.raises(UserError, match=r"^a\.yaml: cannot be read: too many blocks or brackets"):
        yaml_text.mapping(opening * 50_000, "a.yaml")


def test_a_mapping_is_read_and_nothing_is_an_empty_one() -> None:
    assert yaml_text.mapping("a: [1, x]\n", "a.yaml") == {"a": [1, "x"]}
    assert yaml_text.mapping("# nothing yet\n", "a.yaml") == {}


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(UserError, match=r"^HEAD:a\.yaml: expected a mapping of settings\.$"):
        yaml_text.mapping("- a\n", "HEAD:a.yaml")
