"""Servers and archives that mean harm: refused in our words, and nothing stays of them."""

import gzip
import io
import itertools
import re
import socket
import stat
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Timer
from types import SimpleNamespace

import pytest

from benchmarks.contract import bounds
from benchmarks.contract.errors import UserError
from benchmarks.datasets import fetching
from benchmarks.datasets.archives import extract
from benchmarks.datasets.obtaining import obtain
from benchmarks.datasets.sources import Remote
from benchmarks.datasets.text_files import unpacked
from benchmarks.exchange.submissions.reading import _open
from tests.worlds.server import serving

BODY = b"1 2 3\n"


class Handler(BaseHTTPRequestHandler):
    """Answer by the path: a status, a place to go to, or a body in some manner."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        kind, _, rest = self.path[1:].partition("/")
        if kind == "to":
            self._head(302, Location=rest.format(port=self.server.server_port))
        elif kind == "status":
            self._head(int(rest.partition("?")[0]))
        elif kind == "head":
            self._trickle(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000)
        else:
            self._head(200, **({"Content-Length": rest} if kind == "announced" else {}))
            {"slow": self._slow, "endless": self._endless}.get(kind, self._body)()

    def _head(self, status: int, **fields: str) -> None:
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def _body(self) -> None:
        self.wfile.write(BODY)

    def _slow(self) -> None:
        self._trickle(b"a" * 1000)

    def _trickle(self, letters: bytes) -> None:
        for letter in letters:
            try:
                self.wfile.write(bytes([letter]))
            except OSError:
                return
            time.sleep(0.02)

    def _endless(self) -> None:
        try:
            while True:
                self.wfile.write(b"a" * 65536)
        except OSError:
            return


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("LEVELGROUND_CACHE", str(tmp_path / "cache"))
    with serving(Handler) as address:
        yield address


def refusal(address: str, folder: Path) -> str:
    """Return why an address is refused; nothing of what it sent may be left."""
    source = Remote("home", address, sha256=sha256(BODY).hexdigest(), kept_as="file.txt")
    with pytest.raises(UserError) as caught:
        obtain([source], folder / "raw")
    assert not (folder / "raw").exists()
    assert not list((folder / "cache").glob("*"))
    return str(caught.value)


@pytest.mark.parametrize("hop", ["", "to//", "to/http://127.0.0.1:{port}/", "to//to//"])
def test_a_redirect_on_the_same_server_is_followed(hop: str, url: str, tmp_path: Path) -> None:
    source = Remote("home", f"{url}/{hop}fine", sha256=sha256(BODY).hexdigest(), kept_as="file.txt")
    obtain([source], tmp_path / "raw")
    assert (tmp_path / "raw/file.txt").read_bytes() == BODY


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ("ftp://example.org/a", "which is no http or https"),
        ("file:///etc/passwd", "which is no http or https"),
        ("data:,hello", "which is no http or https"),
        ("http://127.0.0.1:1/a", "an address of this machine or its network"),
        ("http://localhost:1/a", "an address of this machine or its network"),
        ("http://[::1]/a", "an address of this machine or its network"),
        ("http://[::ffff:127.0.0.1]/a", "an address of this machine or its network"),
        ("http://2130706433/a", "an address of this machine or its network"),
        ("http://0.0.0.0/a", "an address of this machine or its network"),
        ("http://169.254.169.254/latest/meta-data", "an address of this machine or its network"),
        ("http://10.1.2.3/a", "an address of this machine or its network"),
        ("https://192.168.1.1/a", "an address of this machine or its network"),
        ("http://[fe80::1]/a", "an address of this machine or its network"),
        ("//10.1.2.3/a", "an address of this machine or its network"),
    ],
)
def test_a_redirect_elsewhere_is_refused(there: str, words: str, url: str, tmp_path: Path) -> None:
    assert words in refusal(f"{url}/to/{there}", tmp_path)


def test_from_https_no_redirect_leads_to_http() -> None:
    first = fetching.urlsplit("https://example.org/a")
    with pytest.raises(UserError, match="which is no https"):
        fetching._followed("https://example.org/a", "http://example.org/a", first, "")


def test_redirects_come_to_an_end(url: str, tmp_path: Path) -> None:
    assert "leads on more than 10 times" in refusal(f"{url}/" + "to//" * 11 + "fine", tmp_path)


@pytest.mark.parametrize(("status", "words"), [(404, "Not Found"), (503, "Service Unavailable")])
def test_what_the_server_answers_is_told(status: int, words: str, url: str, tmp_path: Path) -> None:
    answer = refusal(f"{url}/status/{status}", tmp_path)
    assert f"/status/{status}: the server answers {status}, {words}." in answer


def test_a_body_that_trickles_is_not_waited_for(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = itertools.count(0, 12)  # between looks at the clock
    monkeypatch.setattr(fetching, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    assert re.search(r"too slow, \d+ bytes came in 72 s", refusal(f"{url}/slow/", tmp_path))


def test_a_head_that_trickles_is_not_waited_for(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "ANSWER_SECONDS", 0.2)
    assert "nothing came for 0.2 s" in refusal(f"{url}/head/", tmp_path)


def test_a_head_that_ends_as_its_time_is_over_is_not_followed_by_a_body_that_is_cut(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_over, end, answer = threading.Event(), fetching._end, Handler._head

    def slowly(connected: socket.socket, late: threading.Event) -> None:
        is_over.set()
        time.sleep(0.2)
        end(connected, late)

    def answered(handler: Handler, status: int, **fields: str) -> None:
        is_over.wait()
        answer(handler, status, **fields)

    monkeypatch.setattr(fetching, "_end", slowly)
    monkeypatch.setattr(Handler, "_head", answered)
    monkeypatch.setattr(fetching.threading, "Timer", lambda _, *given: Timer(0, *given))
    assert "nothing came for" in refusal(f"{url}/fine", tmp_path)


def test_a_body_without_an_end_is_cut(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1_000_000)
    words = "does not end after 1000000 bytes; download it by hand"
    assert words in refusal(f"{url}/endless/", tmp_path)


def test_what_is_too_large_for_the_disk_is_not_begun(url: str, tmp_path: Path) -> None:
    answer = refusal(f"{url}/announced/{10**18}", tmp_path)
    assert f"it has {10**18} bytes, and " in answer


def test_secrets_of_an_address_are_not_told(url: str, tmp_path: Path) -> None:
    answer = refusal(f"{url}/status/404?token=abc123", tmp_path)
    assert "/status/404?token=***: " in answer
    assert "abc123" not in answer


def zipped(path: Path) -> Path:
    """Write a zip with a file, a link and a folder, and names that lead out."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("set/ratings.txt", "../out.txt", "/etc/out.txt"):
            archive.writestr(name, BODY)
        link = zipfile.ZipInfo("set/link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("set/folder/", "")
        archive.writestr("set/bomb.txt", bytes(100_000))
    return path


def tarred(path: Path) -> Path:
    """Write a packed tar with the same."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in (
            ("set/ratings.txt", BODY),
            ("../out.txt", BODY),
            ("/etc/out.txt", BODY),
        ):
            _add(archive, name, content)
        for kind, name in (
            (tarfile.SYMTYPE, "link"),
            (tarfile.LNKTYPE, "hard"),
            (tarfile.FIFOTYPE, "pipe"),
        ):
            info = tarfile.TarInfo(f"set/{name}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("set/folder/")
        info.type = tarfile.DIRTYPE
        archive.addfile(info)
        _add(archive, "set/bomb.txt", bytes(100_000))
        _add(archive, "set/after.txt", BODY)
    return path


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))


@pytest.fixture(params=[zipped, tarred])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    return request.param(tmp_path / "here/archive")


@pytest.mark.parametrize("member", ["set/ratings.txt", "../out.txt", "/etc/out.txt"])
def test_a_member_is_kept_in_the_folder_whatever_its_path(
    member: str, archive: Path, tmp_path: Path
) -> None:
    extract(archive, (member,), "", tmp_path / "here/raw")
    (kept,) = (tmp_path / "here/raw").iterdir()
    assert kept.read_bytes() == BODY
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


@pytest.mark.parametrize("name", ["link.txt", "hard.txt", "pipe.txt", "folder/"])
def test_links_pipes_and_folders_are_not_files(name: str, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"is not a file: a folder or a link|no member"):
        extract(archive, (f"set/{name}",), "", tmp_path / "raw")
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize("name", ["bomb.txt", "after.txt"])
def test_what_unpacks_to_far_more_than_it_has_is_not_unpacked(
    name: str, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "FREE", 1000)
    monkeypatch.setattr(bounds, "TIMES", 20)
    with pytest.raises(UserError, match=r"bomb.txt'.*more|no member 'set/after.txt'"):
        extract(archive, (f"set/{name}",), "", tmp_path / "raw")
    assert not (tmp_path / "raw").exists()


def test_a_member_larger_than_its_header_says_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "archive")
    content = path.read_bytes()
    path.write_bytes(content.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(UserError, match=r"'set/bomb.txt' cannot be read: Bad CRC-32"):
        extract(path, ("set/bomb.txt",), "", tmp_path / "raw")
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize("opened", [_open, lambda path: unpacked(path, None)])
def test_a_packed_table_that_is_far_larger_is_not_read_on(
    opened: Callable[[Path], io.BufferedIOBase], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lists.csv.gz"
    path.write_bytes(gzip.compress(bytes(100_000)))
    with opened(path) as stream:
        assert len(stream.read()) == 100_000
    monkeypatch.setattr(bounds, "FREE", 1000)
    monkeypatch.setattr(bounds, "TIMES", 20)
    with opened(path) as stream, pytest.raises(UserError, match="more comes out of it than 20"):
        stream.read()
