"""Read the card of a dataset from its file: plain YAML, small, without tags or references."""

from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent

from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.names import refusal
from benchmarks.contract.settings import explained, mapping
from benchmarks.datasets.card import Card

LARGEST = 200_000  # bytes


def read_card(path: Path) -> Card:
    """Read and check a card.

    Raises UserError, in one line, for anything that is missing, misspelt or means nothing.
    """
    why = refusal(path.stem)
    if why:
        raise UserError(f"{path}: a dataset cannot be called '{path.stem}': {why}.")
    content = mapping(_text(path), path)
    try:
        return Card.model_validate(content)
    except ValidationError as error:
        raise UserError(f"{path}: {explained(error)}") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(f"{path}: more than {LARGEST} bytes; that is no card.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}; a card is UTF-8.") from error
    _refuse_references(text, path)
    return text


def _refuse_references(text: str, path: Path) -> None:
    """Stop at `*name`: a few lines of references can stand for more than a machine holds."""
    try:
        events = list(YAML(typ="safe").parse(text))
    except (ValueError, TypeError, AttributeError, RecursionError, YAMLError) as error:
        raise UserError(f"{path}: cannot be read: {one_line(error)}") from error
    if any(isinstance(event, AliasEvent) for event in events):
        raise UserError(f"{path}: a card has no references (`*name`); write it out.")
