"""Files and folders are whole or not there; what a disk refuses is one line that helps."""

import errno
import os
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import (
    parsed_json,
    read_json,
    whole_file,
    whole_folder,
    write_text,
    writer,
)
from tests.worlds import mounts


def test_a_full_disk_is_named_with_a_remedy_and_what_was_there_stays(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounts.small(disk, kib=64):
        write_text(disk / "table.csv", "before")
        with pytest.raises(UserError, match=r"table\.csv: the disk is full; free some of it, then"):
            write_text(disk / "table.csv", "x" * 200_000)
        assert (disk / "table.csv").read_text() == "before\n"
        full = pytest.raises(UserError, match="cell: the disk is full")
        with full, whole_folder(disk / "cell") as folder:
            (folder / "lists").write_bytes(b"x" * 200_000)
        assert {path.name for path in disk.iterdir()} == {"table.csv"}


def test_a_read_only_disk_is_named_with_a_remedy(tmp_path: Path) -> None:
    with mounts.read_only(tmp_path / "disk"):
        for write in (whole_file, whole_folder):
            refused = pytest.raises(UserError, match="is read-only; make it writable, then")
            with refused, write(tmp_path / "disk/new"):
                (tmp_path / "disk/new").write_text("")


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES])
def test_what_a_disk_refuses_is_an_error_for_a_person(tmp_path: Path, error: int) -> None:
    with pytest.raises(UserError, match="then run again"), whole_file(tmp_path / "a"):
        raise OSError(error, os.strerror(error))


def test_what_another_place_refuses_is_not_said_of_this_one(tmp_path: Path) -> None:
    elsewhere = PermissionError(errno.EACCES, "denied", "/elsewhere/secret")
    with pytest.raises(PermissionError), whole_folder(tmp_path / "cell"):
        raise elsewhere


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"a": 1', "expected otherwise at letter 8"),
        (b"", "expected otherwise at letter 1"),
        (b"[\xff]", "not in UTF-8"),
        (b"1" * 5000, "a number of too many digits"),
        (b"[" * 100_000, "brackets within brackets, too many"),
    ],
)
def test_what_is_no_json_is_a_value_error_in_our_words(text: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        parsed_json(text)
    if said != "not in UTF-8":
        with pytest.raises(ValueError, match=f"^{said}$"):
            parsed_json(text.decode())


def test_json_may_begin_with_a_mark_of_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_json(tmp_path / "a.json") == {"a": 1}


def test_another_process_that_writes_the_same_folder_is_left_alone(tmp_path: Path) -> None:
    others = tmp_path / ".cell.1.tmp"
    others.mkdir()
    with whole_folder(tmp_path / "cell") as folder:
        (folder / "a").write_text("a")
    assert others.exists()
    assert (tmp_path / "cell/a").read_text() == "a"


def test_a_temporary_path_names_the_process_that_writes_it(tmp_path: Path) -> None:
    for write in (whole_file, whole_folder):
        with write(tmp_path / "a") as temporary:
            temporary.is_dir() or temporary.write_text("")
            assert writer(temporary) == os.getpid()
        assert writer(tmp_path / "a") is None
        (tmp_path / "a").is_dir() or (tmp_path / "a").unlink()
