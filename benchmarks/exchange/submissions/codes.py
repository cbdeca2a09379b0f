"""From a dataset's identifiers to codes, and what became of those that are not there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract.arrays import BoolArray, IntArray

_LOOKED_AT = 100_000  # distinct unknown identifiers that a likely mistake is looked for in
_SHOWN = 3


@dataclass(frozen=True)
class Identified:
    """A column of identifiers.

    words : the distinct identifiers; places : (n_rows,) the place of each row's among them
    codes : (n_rows,) row of the users or items table, -1 for one that is not there
    """

    words: pa.Array
    places: IntArray
    codes: IntArray

    def count(self, rows: BoolArray) -> int:
        """Return how many distinct identifiers some rows have."""
        return len(np.unique(self.places[rows]))

    def unknown(self) -> list[str]:
        """Return the first identifiers that are not in the data."""
        places = np.unique(self.places[self.codes < 0])[:_LOOKED_AT]
        unknown: list[str] = self.words.take(places).to_pylist()
        return unknown


def identify(column: pa.ChunkedArray, identifiers: pa.Array) -> Identified:
    """Look identifiers up.

    column : a dictionary of text; identifiers : those of the data, in the order of their codes
    """
    words, places = distinct(column)
    found = pc.index_in(words, value_set=identifiers).fill_null(-1)
    codes = found.to_numpy(zero_copy_only=False).astype(np.int32)
    return Identified(words, places, codes[places])


def distinct(column: pa.ChunkedArray) -> tuple[pa.Array, IntArray]:
    """Return the distinct words of a dictionary column, "" for none, and each row's among them."""
    combined = column.unify_dictionaries().combine_chunks()
    words = pa.concat_arrays([combined.dictionary, pa.array([""], pa.string())])
    places = combined.indices.fill_null(len(words) - 1).to_numpy()
    return words.fill_null(""), places


def mistakes(unknown: list[str], identifiers: pa.Array, what: str) -> list[str]:
    """Say what identifiers have in common that would be found if they were written otherwise.

    what : users or items
    """
    every = set(identifiers.to_pylist())
    widths = {len(name) for name in every if name.startswith("0")}
    mended: dict[str, Callable[[str], Iterable[str]]] = {
        "have lost leading zeros: read identifiers as text": lambda word: (
            word.zfill(width) for width in widths
        ),
        "end in .0: write whole numbers": lambda word: [word.removesuffix(".0")],
        "have spaces around": lambda word: [word.strip()],
    }
    sentences = []
    for mistake, rewritten in mended.items():
        pairs = []
        for word in unknown:
            match = next((other for other in rewritten(word) if other in every), None)
            if match is not None:
                pairs.append(f"{word!r} for {match!r}")
        if pairs:
            examples = ", ".join(pairs[:_SHOWN])
            sentences.append(f"{len(pairs)} {what} {mistake} ({examples})")
    return sentences
