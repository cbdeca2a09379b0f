"""Files and folders come out of a parcel as they went in, and equal ones are equal bytes."""

import os
from pathlib import Path

from benchmarks.running.executors.parcels import pack, place


def folder(home: Path) -> Path:
    made = home / "folder"
    (made / "deep/empty").mkdir(parents=True)
    (made / "deep/b").write_bytes(b"\x00\xff")
    (made / "a").write_text("ü")
    return made


def content(path: Path) -> dict[str, bytes | None]:
    files = sorted(path.rglob("*"))
    return {
        file.relative_to(path).as_posix(): None if file.is_dir() else file.read_bytes()
        for file in files
    }


def test_a_folder_takes_the_place_of_another_with_all_that_is_in_it(tmp_path: Path) -> None:
    made = folder(tmp_path)
    there = tmp_path / "new/place"
    there.mkdir(parents=True)
    (there / "before").write_text("gone")
    place(pack(made), there)
    assert content(there) == content(made)
    assert [path.name for path in there.parent.iterdir()] == ["place"]


def test_a_file_takes_the_place_of_another(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"new")
    (tmp_path / "two").write_bytes(b"old")
    place(pack(tmp_path / "one"), tmp_path / "two")
    assert (tmp_path / "two").read_bytes() == b"new"


def test_equal_content_is_equal_bytes_whatever_the_times_and_the_cache(tmp_path: Path) -> None:
    one, two = folder(tmp_path / "one"), folder(tmp_path / "two")
    os.utime(two / "a", (0, 0))
    (two / "deep/__pycache__").mkdir()
    (two / "deep/__pycache__/b.pyc").write_bytes(b"1")
    assert pack(one) == pack(two)
    (two / "a").write_text("u")
    assert pack(one) != pack(two)


def test_what_a_link_leads_to_is_sent(tmp_path: Path) -> None:
    made = folder(tmp_path)
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "a").symlink_to(made / "a")
    (linked / "deep").symlink_to(made / "deep")
    assert pack(linked) == pack(made)


def test_what_goes_as_a_folder_is_read_is_not_sent(tmp_path: Path) -> None:
    made = folder(tmp_path)
    before = pack(made)
    (made / ".#a").symlink_to("somebody@host.1")  # as Emacs says who edits a file
    assert pack(made) == before
