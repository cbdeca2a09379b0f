"""What is wrong with a file of data, of what the libraries that read it say."""

import re

import pyarrow as pa

from benchmarks.contract.errors import one_line

_CUT_ARCHIVE = "the archive is damaged or cut; pack or download it again"
_NO_PARQUET = "it is no Parquet, or damaged or cut"
_NO_UTF8 = "the text is not in UTF-8; save it as UTF-8"
# What to say by what a library says, whose groups go in.
_SAID = {
    r"Row #(?P<row>\d+): Expected (?P<has>\d+) columns, got (?P<n>\d+): (?P<text>.*)": (
        "row {row} has {n} columns and not {has}: {text}"
    ),
    r"Expected (?P<has>\d+) columns, got (?P<n>\d+): (?P<text>.*)": (
        "a row has {n} columns and not {has}: {text}"
    ),
    r"column #(?P<column>\d+): Row #(?P<row>\d+): .*invalid value '(?P<text>.*)'": (
        "row {row}, column {column}: '{text}' is no number"
    ),
    r"column #(?P<column>\d+): .*invalid value '(?P<text>.*)'": (
        "column {column}: '{text}' is no number"
    ),
    r"column #(?P<column>\d+): Row #(?P<row>\d+): .*UTF8": f"row {{row}}: {_NO_UTF8}",
    r"UTF8": _NO_UTF8,
    r"codec can't (de|en)code": _NO_UTF8,
    r"Not a gzipped file|Invalid magic|format not supported": "it is not packed as it says",
    r"^Compressed file ended|while decompressing|CRC check|Invalid data|Corrupt": _CUT_ARCHIVE,
    r"Parquet magic bytes|Parquet file size": _NO_PARQUET,
}


def reason(error: Exception, form: str = "") -> str:
    """Return what is wrong in words for whoever made the file; else those of the library.

    form : in which the file is, if it is in one that a library alone can judge, such as `parquet`

    >>> reason(ValueError("CSV parse error: Row #2: Expected 3 columns, got 2: u1,i1"))
    'row 2 has 2 columns and not 3: u1,i1'
    """
    said = one_line(error).rstrip(".")
    for pattern, words in _SAID.items():
        found = re.search(pattern, said)
        if found:
            known = found.groupdict()
            if "column" in known:
                known["column"] = str(int(known["column"]) + 1)  # pyarrow counts from 0
            return words.format(**known)
    of_arrow = isinstance(error, pa.ArrowException) or getattr(error, "errno", 0) is None
    return f"{_NO_PARQUET} ({said})" if form == "parquet" and of_arrow else said
