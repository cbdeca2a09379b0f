"""Read the card of a dataset from its file: plain YAML, small, without tags or references."""

from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.events import AliasEvent

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_text
from benchmarks.contract.names import refusal
from benchmarks.contract.settings import explained
from benchmarks.contract.yaml_text import mapping, refusals
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
    if path.exists() and path.stat().st_size > LARGEST:
        raise UserError(f"{path}: more than {LARGEST} bytes; that is no card.")
    text = read_text(path)
    _refuse_references(text, path)
    return text


def _refuse_references(text: str, path: Path) -> None:
    """Stop at `*name`: a few lines of references can stand for more than a machine holds."""
    with refusals(text, path):
        events = list(YAML(typ="safe").parse(text))
    if any(isinstance(event, AliasEvent) for event in events):
        raise UserError(f"{path}: a card has no references (`*name`); write it out.")
