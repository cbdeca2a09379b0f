"""Find the card of a dataset, and what reads its files."""

import importlib
from functools import partial
from pathlib import Path
from typing import cast

from benchmarks.contract import paths
from benchmarks.contract.errors import unknown
from benchmarks.datasets import citation, reading
from benchmarks.datasets.card import Card
from benchmarks.datasets.card_files import read_card
from benchmarks.datasets.dataset import Dataset, ReadsFiles

_READERS = Path(__file__).parent / "readers"


def known() -> list[str]:
    """Return the names of the cards in this checkout."""
    return sorted(path.stem for path in paths.CARDS.glob("*.yaml"))


def reader_names() -> list[str]:
    """Return the names of the readers for files that need code."""
    return sorted(path.stem for path in _READERS.glob("[!_]*.py"))


def load(name: str) -> Dataset:
    """Return a dataset, as its card describes it.

    Raises UserError that names card and key for what it says wrong.
    """
    if name not in known():
        raise unknown("dataset", name, known(), str(paths.CARDS))
    path = paths.card(name)
    return of_card(read_card(path), name, path)


def of_card(card: Card, name: str, path: Path) -> Dataset:
    """Return the dataset of a card that lies at `path`."""
    record = paths.checksums(name)
    sources = [block.place(path.parent, Path(), record) for block in card.sources]
    rows = card.interactions
    code = _reader(card.reader, path) if card.reader else None
    return Dataset(
        title=card.title,
        licence=card.licence,
        citation=citation.sentence(card.citation),
        users_are=card.users_are,
        sources=sources,
        read=code.read if code else partial(reading.read_card_tables, card),
        rating_scale=card.rating_scale,
        repeats=rows.duplicates == "keep" if rows else card.repeats,
        relative_times=bool(rows and rows.columns.time and rows.columns.time.is_relative),
    )


def _reader(reader: str, path: Path) -> ReadsFiles:
    if reader not in reader_names():
        raise unknown("reader", reader, reader_names(), str(path))
    return cast(ReadsFiles, importlib.import_module(f"benchmarks.datasets.readers.{reader}"))
