"""Download one file from an address: in time, of a bounded size, from where the address says.

A redirect may go on to a server in the internet, or stay on its own; it may not lead to another
scheme, nor to an address of this machine or network, where a stranger's server has no business.
"""

import http.client
import ipaddress
import shutil
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import SplitResult, urljoin, urlsplit

from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.secrets import redacted

ANSWER_SECONDS = 60  # until the answer begins, and between two pieces of it
PATIENCE_SECONDS = 60  # then so much must have come in each second, on average
SLOWEST = 1024  # bytes a second
LARGEST = 8 << 30  # bytes
SPARED = 1 << 30  # bytes of the disk that stay free
_HOPS = 10
_PIECE = 1 << 16  # bytes
_NEXT = {"http": ("http", "https"), "https": ("https",)}  # where a redirect may lead
_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}
_GET_IT = "download it by hand and give the card its `path`"


class _InTime(http.client.HTTPConnection):
    """A connection that ends where the head of the answer takes too long, however it trickles."""

    def getresponse(self) -> http.client.HTTPResponse:
        """Return the answer; TimeoutError where its head does not come in time."""
        late, connected = threading.Event(), self.sock
        timer = threading.Timer(ANSWER_SECONDS, _end, [connected, late])
        timer.start()
        try:
            response = super().getresponse()
        except (OSError, http.client.HTTPException):
            if late.is_set():
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
            timer.join()  # that it ends the connection now is known then
        if late.is_set():  # the head was cut, which looks like its end
            raise TimeoutError
        return response


class _InTimeToo(_InTime, http.client.HTTPSConnection):
    """The same, with TLS."""


def _end(connected: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


class _Http(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_InTime, request)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_InTimeToo, request)


class _NotFollowed(urllib.request.HTTPRedirectHandler):
    """Lets a redirect come back as the answer that it is."""

    def redirect_request(self, *_: Any) -> None:
        return None


def fetch(url: str, target: Path) -> None:
    """Download a file to `target`.

    Raises UserError, with the address but without its secrets, for whatever comes instead of it.
    """
    where = redacted(url)
    try:
        with _answer(url, where) as response, target.open("wb") as stream:
            expected = response.headers.get("Content-Length")
            _keep(response, stream, _room(target, where, expected), where)
    except HTTPError as error:
        status = http.client.responses.get(error.code, "no status that is known")
        raise UserError(f"{where}: the server answers {error.code}, {status}.") from error
    except TimeoutError as error:
        raise UserError(f"{where}: nothing came for {ANSWER_SECONDS} s; try again.") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UserError(f"{where}: {one_line(error) or type(error).__name__}") from error
    size = target.stat().st_size
    if expected is not None and str(size) != expected.strip():
        raise UserError(f"{where}: truncated, {size} of {expected.strip()} bytes came; try again.")


@contextmanager
def _answer(url: str, where: str) -> Iterator[http.client.HTTPResponse]:
    """Yield the answer of an address, redirects followed."""
    first = urlsplit(url)
    opener = urllib.request.build_opener(_Http, _Https, _NotFollowed)
    for _ in range(_HOPS):
        try:
            response = opener.open(url, timeout=ANSWER_SECONDS)
        except HTTPError as error:
            there = error.headers.get("Location")
            if error.code not in _REDIRECTS or there is None:
                raise
            error.close()
            url = _followed(url, there, first, where)
            continue
        with response:
            yield response
        return
    raise UserError(f"{where}: leads on more than {_HOPS} times; {_GET_IT}.")


def _followed(url: str, there: str, first: SplitResult, where: str) -> str:
    """Return where a redirect leads, if it may lead there."""
    url = urljoin(url, there)
    parts = urlsplit(url)
    to = f"{where}: the server leads on to {redacted(url)}"
    if parts.scheme not in _NEXT[first.scheme]:
        raise UserError(f"{to}, which is no {' or '.join(_NEXT[first.scheme])}; {_GET_IT}.")
    if _server(parts) != _server(first) and not _is_public(parts.hostname or ""):
        near = "an address of this machine or its network"
        raise UserError(f"{to}, {near}; if that is meant, give the card that address.")
    return url


def _server(parts: SplitResult) -> tuple[str | None, int | None]:
    return parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _is_public(host: str) -> bool:
    """Tell whether a name leads to addresses of the internet alone.

    A name that is not known here is left to the proxy, or fails.
    """
    try:
        known = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    return all(_global(str(address[0])) for *_, address in known)


def _global(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(parsed, "ipv4_mapped", None)
    return (inner or parsed).is_global


def _room(target: Path, where: str, expected: str | None) -> int:
    """Return how many bytes may come; UserError where more are announced."""
    free = shutil.disk_usage(target.parent).free - SPARED
    room = min(LARGEST, free)
    if expected is not None and expected.strip().isdecimal() and int(expected) > room:
        of_disk = f"the disk of {target.parent} has {max(free, 0)} to spare"
        why = of_disk if free < LARGEST else f"more than {LARGEST} are not taken; {_GET_IT}"
        raise UserError(f"{where}: it has {expected.strip()} bytes, and {why}.")
    return room


def _keep(response: http.client.HTTPResponse, stream: IO[bytes], room: int, where: str) -> None:
    """Write an answer to a file; UserError for one that is too slow or has no end."""
    n_bytes, begun = 0, time.monotonic()
    while piece := response.read1(_PIECE):
        n_bytes += len(piece)
        seconds = time.monotonic() - begun
        if n_bytes > room:
            raise UserError(f"{where}: does not end after {room} bytes; {_GET_IT}.")
        if seconds > PATIENCE_SECONDS and n_bytes < SLOWEST * seconds:
            slow = f"{n_bytes} bytes came in {seconds:.0f} s"
            raise UserError(f"{where}: too slow, {slow}; try again or use another source.")
        stream.write(piece)
