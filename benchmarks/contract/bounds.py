"""How much may come out of what is packed: a few bytes can stand for more than a disk holds."""

import io
from typing import IO

from benchmarks.contract.errors import UserError

FREE = 256 << 20  # bytes that may come out of anything
LARGEST = 16 << 30  # bytes that never may
TIMES = 200  # so many times its packed bytes: text has 3 to 50, zeros in a gzip 1,000


def allowed(n_packed: int) -> int:
    """Return how many bytes may come out of so many packed ones."""
    return max(FREE, min(LARGEST, TIMES * n_packed))


class Bounded(io.RawIOBase):
    """What a stream unpacks, up to a number of bytes.

    name : of the file, for the UserError that ends what is larger
    """

    def __init__(self, stream: IO[bytes], n_packed: int, name: str) -> None:
        self._stream, self._left, self._name = stream, allowed(n_packed), name

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fill the buffer; 0 is the end."""
        piece = self._stream.read(len(buffer))
        self._left -= len(piece)
        if self._left < 0:
            raise UserError(
                f"{self._name}: more comes out of it than {TIMES} times its bytes, so it was not "
                "unpacked on; if it is meant, unpack it by hand."
            )
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Close what is read from."""
        self._stream.close()
        super().close()


def bounded(stream: IO[bytes], n_packed: int, name: str) -> io.BufferedReader:
    """Return what a stream unpacks of so many bytes; UserError once it is far more."""
    return io.BufferedReader(Bounded(stream, n_packed, name), 1 << 20)
