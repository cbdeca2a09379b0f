"""Read a file of lists or ratings, in any of the formats, as one table of our columns."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from benchmarks.contract import json_lines
from benchmarks.contract.bounds import bounded
from benchmarks.contract.damage import reason
from benchmarks.contract.errors import UserError
from benchmarks.exchange.submissions import json_columns
from benchmarks.exchange.submissions.columns import EMPTY, WORD, WORDS, Wanted, canonical, choose
from benchmarks.exchange.submissions.files import format_of, is_zipped

_HEADER = 1 << 16  # bytes; a longer first line names no columns
_BLOCK = 1 << 24  # bytes that pyarrow reads at a time
_SEPARATORS = {"csv": (",", ";", "\t", "|"), "tsv": ("\t", ",", ";", "|")}
_RUN = ("user", "Q0", "item", "rank", "score", "tag")  # of a TREC run file, which has no header
_UNEVEN = re.compile(rb"\t|  |^ | \r?$", re.MULTILINE)  # what separates columns of a run file
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")
# What readers raise when a file is not what it should be.
_BROKEN = (pa.ArrowException, OSError, EOFError, zlib.error, ValueError, csv.Error)


def read(path: Path, wanted: Wanted) -> pa.Table:
    """Return the columns that are wanted and there, under our names.

    Words are dictionaries of text, numbers float64 and null where empty.
    Raises UserError for whatever cannot be read.
    """
    kind = format_of(path)
    try:
        return _READERS[kind](path, wanted)
    except _BROKEN as error:
        raise UserError(f"{path.name}: cannot be read as {kind}: {reason(error, kind)}.") from error


def _open(path: Path) -> io.BufferedIOBase:
    if not is_zipped(path):
        return path.open("rb")
    return bounded(cast(IO[bytes], gzip.GzipFile(path)), path.stat().st_size, path.name)


def _text(path: Path, wanted: Wanted) -> pa.Table:
    """Read a table with a header; which character separates the columns is found there."""
    header = _header(path)
    separators = _SEPARATORS[format_of(path)]
    separator = _separator(header, separators, wanted)
    chosen = choose(_split(header, separator), wanted, path.name)
    with _open(path) as stream:
        table = pyarrow.csv.read_csv(
            stream,
            read_options=pyarrow.csv.ReadOptions(block_size=_BLOCK),
            parse_options=pyarrow.csv.ParseOptions(delimiter=separator),
            convert_options=_typed(chosen),
        )
    return canonical(table, chosen, path.name)


def _typed(chosen: dict[str, str]) -> pyarrow.csv.ConvertOptions:
    """Say which columns are read, and as what."""
    types = {name: WORD if ours in WORDS else pa.float64() for ours, name in chosen.items()}
    return pyarrow.csv.ConvertOptions(
        column_types=types, include_columns=list(types), null_values=EMPTY
    )


def _header(path: Path) -> str:
    """Return the first line of a file; UserError where it is no text in UTF-8."""
    with _open(path) as stream:
        line = stream.readline(_HEADER).partition(b"\r")[0]  # which ends lines of old Macs
    every_other = (line[:-1:2], line[1::2])  # of UTF-16 without a mark, these are 0
    if line.startswith(_OTHER_ENCODINGS) or any(half and not any(half) for half in every_other):
        raise UserError(f"{path.name}: is in UTF-16; save it as UTF-8.")
    try:
        header = line.decode("utf-8-sig").strip("\n")
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name}: is not in UTF-8; save it as UTF-8.") from error
    if not header.strip():
        raise UserError(f"{path.name}: its first line is empty; it must name the columns.")
    return header


def _split(header: str, separator: str) -> list[str]:
    return next(csv.reader([header], delimiter=separator))


def _separator(header: str, separators: tuple[str, ...], wanted: Wanted) -> str:
    """Return the first separator by which a header has the columns; else the usual one."""
    for separator in separators:
        try:
            choose(_split(header, separator), wanted, "")
        except UserError:
            continue
        return separator
    return separators[0]


def _jsonl(path: Path, wanted: Wanted) -> pa.Table:
    """Read a line at a time: pyarrow takes text for dates, and dies of brackets within brackets."""
    names: dict[str, None] = {}
    chosen: dict[str, str] = {}
    made = []
    with _open(path) as stream:
        for objects in json_lines.blocks(stream):
            names.update(dict.fromkeys(name for each in objects.values() for name in each))
            chosen = choose(list(names), wanted, path.name)
            made.append(json_columns.table(objects, chosen))
    if not made:
        raise ValueError("it has no lines")
    return canonical(pa.concat_tables(made, promote_options="default"), chosen, path.name)


def _parquet(path: Path, wanted: Wanted) -> pa.Table:
    with _open(path) as stream:
        source = pa.BufferReader(stream.read()) if is_zipped(path) else stream
        opened = pyarrow.parquet.ParquetFile(source)
        names = opened.schema_arrow.names
        chosen = choose(names, wanted, path.name)
        table = opened.read(columns=list(chosen.values()))
    return canonical(table, chosen, path.name)


def _run(path: Path, wanted: Wanted) -> pa.Table:
    """Read a TREC run file: query, Q0, document, rank, score, tag, by spaces or tabs."""
    with _open(path) as stream:
        content = stream.read()
    if _UNEVEN.search(content):
        content = re.sub(rb"[ \t]+", b" ", content)
        content = re.sub(rb"^ | (?=\r?$)", b"", content, flags=re.MULTILINE)
    chosen = choose(_RUN, wanted, path.name)
    table = pyarrow.csv.read_csv(
        io.BytesIO(content),
        read_options=pyarrow.csv.ReadOptions(block_size=_BLOCK, column_names=list(_RUN)),
        parse_options=pyarrow.csv.ParseOptions(delimiter=" ", quote_char=False),
        convert_options=_typed(chosen),
    )
    return canonical(table, chosen, path.name)


_READERS: dict[str, Callable[[Path, Wanted], pa.Table]] = {
    "csv": _text,
    "tsv": _text,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "run": _run,
}
