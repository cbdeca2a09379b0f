"""Open a file of text as UTF-8 bytes: unpacked, from any encoding, with separators of one byte."""

import bz2
import codecs
import gzip
import io
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from benchmarks.contract.bounds import bounded
from benchmarks.datasets.card_tables import Compression, TableFile

# A control character that text hardly has: stands for separators of more than one byte.
STAND_IN = "\x1f"
_PIECE = 1 << 22  # bytes

_ENDS: dict[str, Compression] = {".gz": "gz", ".xz": "xz", ".bz2": "bz2"}
_OPENERS: dict[Compression, Callable[..., IO[Any]]] = {
    "gz": gzip.open,
    "xz": lzma.open,
    "bz2": bz2.open,
}


def unpacked(path: Path, compression: Compression | None) -> IO[bytes]:
    """Open a file; what it is packed with is told by `compression`, or else by its name."""
    packed = compression or _ENDS.get(path.suffix)
    if packed is None:
        return path.open("rb")
    opener = _OPENERS[packed]
    return bounded(opener(path, "rb"), path.stat().st_size, str(path))


def opened(path: Path, table: TableFile, separator: str) -> IO[bytes]:
    """Open a text file as UTF-8 without a byte-order mark, `separator` as one byte."""
    stream = unpacked(path, table.compression)
    plain = codecs.lookup(table.encoding).name == "utf-8" and len(separator.encode()) == 1
    if plain:
        return stream
    return io.BufferedReader(_Recoded(stream, table.encoding, separator), _PIECE)


class _Recoded(io.RawIOBase):
    """A stream of bytes in another encoding, as UTF-8 and with `STAND_IN` for the separator."""

    def __init__(self, stream: IO[bytes], encoding: str, separator: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._separator = separator if len(separator.encode()) > 1 else ""
        self._kept = ""  # the end of a piece, where a separator may begin
        self._ready = b""
        self._is_first = True

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fill the buffer; 0 is the end."""
        while not self._ready:
            piece = self._stream.read(_PIECE)
            self._ready = self._recoded(piece)
            if not piece:
                break
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def close(self) -> None:
        """Close what is read from."""
        self._stream.close()
        super().close()

    def _recoded(self, piece: bytes) -> bytes:
        text = self._kept + self._decoder.decode(piece, final=not piece)
        if self._is_first:
            text, self._is_first = text.removeprefix("\ufeff"), not text
        if not self._separator:
            return text.encode()
        if STAND_IN in text:
            raise ValueError(f"it holds {STAND_IN!r}, which stands for the separator here")
        text = text.replace(self._separator, STAND_IN)  # first: what ends with one is whole
        whole, self._kept = _divided(text, self._separator) if piece else (text, "")
        return whole.encode()


def _divided(text: str, separator: str) -> tuple[str, str]:
    """Divide text without separators before an end with which one may begin."""
    for size in range(len(separator) - 1, 0, -1):
        if text.endswith(separator[:size]):
            return text[:-size], text[-size:]
    return text, ""
