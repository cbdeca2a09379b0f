"""The first rows of a file that nobody has described yet, and in what form they are."""

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.contract.damage import reason
from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.json_lines import json_object
from benchmarks.datasets.card_tables import Compression, Format
from benchmarks.datasets.text_files import unpacked
from benchmarks.exchange.new.usual_names import name_users_and_items

ROWS = 2_000  # that are looked at
_BYTES = 1 << 20
_SEPARATORS = ("::", "\t", ";", "|", ",", " ")
_ENDS: dict[str, Format] = {
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".inter": "recbole",
    ".user": "recbole",
    ".item": "recbole",
    ".tsv": "tsv",
}
_PACKED: dict[str, Compression] = {".gz": "gz", ".xz": "xz", ".bz2": "bz2"}
_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\0\0": "utf-32",  # before the shorter one that it begins with
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"\0\0\xfe\xff": "utf-32",
}
_DAMAGES = (OSError, EOFError, ValueError, pa.ArrowException, csv.Error, RecursionError)


@dataclass(frozen=True)
class Sample:
    """The first rows of a file.

    columns : text by name; "" where there is nothing
    separator : of a text file
    has_header : whether the first line names the columns; else they are numbered
    has_mark : whether it begins with a byte-order mark
    """

    format: Format
    columns: dict[str, list[str]]
    separator: str = ","
    encoding: str = "utf-8"
    has_header: bool = True
    has_mark: bool = False


def sample(path: Path) -> Sample:
    """Look at the first rows of a file.

    Raises UserError for a file that is empty or in no form that is known.
    """
    form = _format(path)
    try:
        found = Sample(form, _of_parquet(path)) if form == "parquet" else _of_text(path, form)
    except _DAMAGES as error:
        raise UserError(f"{path}: cannot be read as {form}: {reason(error, form)}.") from error
    if len(found.columns) < 2:
        names = one_line(", ".join(found.columns)) or "none"
        raise UserError(
            f"{path}: a table of users and items has two columns or more; here: {names}."
        )
    return found


def _format(path: Path) -> Format:
    plain = path.with_suffix("") if path.suffix in _PACKED else path
    return _ENDS.get(plain.suffix.lower(), "csv")


def _of_parquet(path: Path) -> dict[str, list[str]]:
    batches = pq.ParquetFile(path).iter_batches(ROWS)
    first = next(batches, None)
    names = pq.read_schema(path).names
    if first is None or not first.num_rows:
        raise ValueError("it has no rows")
    return {name: [_word(value) for value in first[name].to_pylist()] for name in names}


def _of_text(path: Path, form: Format) -> Sample:
    with unpacked(path, None) as stream:
        head = stream.read(_BYTES)
        mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
        encoding = _MARKS[mark] if mark else _encoding(head, stream)
    if b"\0" in head and encoding not in ("utf-16", "utf-32"):
        raise ValueError("it is no text; save it as CSV or Parquet")
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    lines = text.split("\n")
    whole = lines[:-1] if len(head) == _BYTES else lines  # the last one is cut
    rows = [line.rstrip("\r") for line in whole if line.strip()][: ROWS + 1]
    if not rows:
        raise ValueError("it has no rows")
    if form == "jsonl":
        return Sample(form, _of_lines(rows), ",", encoding, has_mark=bool(mark))
    separator = "\t" if form == "recbole" else _separator(rows)
    cells = _cells(rows, separator)
    has_header = form == "recbole" or _is_header(cells)
    names = cells[0] if has_header else [f"column{place + 1}" for place in range(len(cells[0]))]
    names = [name.partition(":")[0] for name in names] if form == "recbole" else names
    columns = _columns(names, cells[1:] if has_header else cells)
    kind: Format = "tsv" if form == "csv" and separator == "\t" else form
    return Sample(kind, columns, separator, encoding, has_header, bool(mark))


def _encoding(head: bytes, stream: IO[bytes]) -> str:
    """Return UTF-8 if it is that to its end; `stream` has what follows the head."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while piece := stream.read(_BYTES):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _separator(rows: list[str]) -> str:
    """Return what stands as often in most lines as in the first; of several the longest."""
    for separator in _SEPARATORS:
        counts = Counter(row.count(separator) for row in rows)
        n_first = rows[0].count(separator)
        if n_first and counts[n_first] >= 0.8 * len(rows):
            return separator
    return ","


def _cells(rows: list[str], separator: str) -> list[list[str]]:
    if len(separator) > 1:
        return [row.split(separator) for row in rows]
    text = io.StringIO("\n".join(rows), newline="")
    if separator == "\t":
        return list(csv.reader(text, delimiter=separator, quoting=csv.QUOTE_NONE))
    return list(csv.reader(text, delimiter=separator))


def _is_header(cells: list[list[str]]) -> bool:
    """Tell whether the first row names columns: words, all different, over at least one number.

    The first name may be empty: pandas and R write the numbers of rows so.
    """
    first = cells[0]
    if name_users_and_items(first) and not any(map(is_number, first)):
        return True
    named = first[1:] if not first[0].strip() else first
    if any(is_number(word) or not word.strip() for word in named) or len(set(first)) < len(first):
        return False
    below = [word for row in cells[1:] for word in row]
    return len(cells) == 1 or any(map(is_number, below)) or not set(first) & set(below)


def _columns(names: list[str], rows: list[list[str]]) -> dict[str, list[str]]:
    if not rows:
        raise ValueError("it has no rows below its header")
    named = [name for name in names if name.strip()]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"two columns are called '{twice}'")
    fitting = [row for row in rows if len(row) == len(names)]
    return {name: [row[place] for row in fitting] for place, name in enumerate(names)}


def _of_lines(rows: list[str]) -> dict[str, list[str]]:
    documents = [json_object(row, number) for number, row in enumerate(rows, start=1)]
    names = dict.fromkeys(name for document in documents for name in document)
    return {name: [_word(document.get(name)) for document in documents] for name in names}


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def is_row_number(name: str) -> bool:
    """Tell whether a column has the numbers of rows, which pandas and R write without a name.

    >>> is_row_number(""), is_row_number("Unnamed: 0"), is_row_number("user")
    (True, True, False)
    """
    return not name.strip() or re.fullmatch(r"Unnamed: \d+", name) is not None


def is_number(word: str) -> bool:
    """Tell whether a word is a number.

    >>> is_number("1e3"), is_number("a1"), is_number("nan")
    (True, False, False)
    """
    try:
        number = float(word)
    except ValueError:
        return False
    return number == number
