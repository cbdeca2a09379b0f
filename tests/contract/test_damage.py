"""What is wrong with a file of data is said in words for whoever made it."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from benchmarks.contract.damage import reason

ROWS = b"user,item,rank\n" + b"".join(b"u%d,i%d,1\n" % (n, n % 7) for n in range(500))
NUMBERS = pyarrow.csv.ConvertOptions(column_types={"user": pa.string(), "rank": pa.float64()})
IN_TURN = pyarrow.csv.ReadOptions(use_threads=False)


def table(content: bytes, **options: Any) -> None:
    pyarrow.csv.read_csv(BytesIO(content), convert_options=NUMBERS, **options)


def parquet(begin: int, end: int) -> None:
    """Read a file of which some bytes were overwritten."""
    stream = BytesIO()
    pyarrow.parquet.write_table(pa.table({"user": ["a", "b"] * 50}), stream)
    content = bytearray(stream.getvalue())
    content[begin:end] = b"\xff" * len(content[begin:end])
    pyarrow.parquet.read_table(BytesIO(content))


SHORT = b"user,item,rank\nu1,i1\n"
WORD = b"user,item,rank\nu1,i1,first\n"
LATIN = "user,item,rank\nü,i1,1\n".encode("latin-1")
PARQUET = "it is no Parquet, or damaged or cut"
ARCHIVE = "the archive is damaged or cut; pack or download it again"
DAMAGES: dict[str, tuple[Callable[[], Any], str]] = {
    "short": (lambda: table(SHORT), "a row has 2 columns and not 3: u1,i1"),
    "short row": (
        lambda: table(SHORT, read_options=IN_TURN),
        "row 2 has 2 columns and not 3: u1,i1",
    ),
    "word": (lambda: table(WORD), "column 3: 'first' is no number"),
    "word in a row": (
        lambda: table(WORD, read_options=IN_TURN),
        "row 2, column 3: 'first' is no number",
    ),
    "latin": (lambda: table(LATIN), "the text is not in UTF-8; save it as UTF-8"),
    "latin row": (
        lambda: table(LATIN, read_options=IN_TURN),
        "row 2: the text is not in UTF-8; save it as UTF-8",
    ),
    "bytes": (lambda: b"\xff".decode(), "the text is not in UTF-8; save it as UTF-8"),
    "no gzip": (lambda: gzip.decompress(ROWS), "it is not packed as it says"),
    "no xz": (lambda: lzma.decompress(ROWS), "it is not packed as it says"),
    "cut gzip": (lambda: gzip.decompress(gzip.compress(ROWS)[:-12]), ARCHIVE),
    "wrong sum": (lambda: gzip.decompress(gzip.compress(ROWS)[:-8] + b"\0" * 8), ARCHIVE),
    "no deflate": (lambda: zlib.decompress(b"\xff" * 40), ARCHIVE),
    "no bz2": (lambda: bz2.decompress(b"\xff" * 40), ARCHIVE),
    "no parquet": (lambda: pyarrow.parquet.read_table(BytesIO(ROWS)), PARQUET),
    "nothing": (lambda: pyarrow.parquet.read_table(BytesIO(b"")), PARQUET),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_it_is_said_in_our_words(what: str) -> None:
    read, words = DAMAGES[what]
    with pytest.raises(Exception) as caught:  # noqa: PT011  of five libraries
        read()
    assert reason(caught.value, "parquet" if "parquet" in what else "") == words


@pytest.mark.parametrize("part", [(10, 30), (-60, -10)], ids=["pages", "footer"])
def test_a_damaged_parquet_is_called_so_whatever_the_library_says(part: tuple[int, int]) -> None:
    with pytest.raises((pa.ArrowException, OSError)) as caught:
        parquet(*part)
    assert reason(caught.value, "parquet").startswith(PARQUET)


def test_what_is_not_known_stays_as_it_was_said() -> None:
    assert reason(ValueError("no\nroom.")) == "no room"
