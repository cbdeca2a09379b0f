"""Cards of data that is too far from here: tried against a server with files of the same form."""

import gzip
import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.stages import download, prepare
from tests.datasets.test_sources import Handler
from tests.worlds.server import serving

ROOT = Path(__file__).parents[2]
USER = "AGKASBHYZPGTEPO6LWZPVJWB2BVA"
AMAZON = f"""user_id,parent_asin,rating,timestamp
{USER},B006GBITXC,3.0,1452647382000
{USER},B00TLEMSVK,4.0,1454675785999
"""
GOWALLA = """0\t2010-10-19T23:55:27Z\t30.2359091167\t-97.7951395833\t22847
0\t2010-10-18T22:17:43Z\t30.2691029532\t-97.7493953705\t420315
0\t2010-10-17T23:42:03Z\t30.2557309927\t-97.7633857727\t22847
"""
LASTFM = """00000c\t3bd73256-3905-4f3a-97e2-8b341527f805\tbetty "blow" torch\t2137
00000c\t\tdie Ärzte\t1099
"""
TSV = "lastfm-dataset-360K/usersha1-artmbid-artname-plays.tsv"


def yambda() -> bytes:
    table = pa.table(
        {
            "uid": pa.array([100, 100, 100], pa.uint32()),
            "item_id": pa.array([8_326_270, 1, 8_326_270], pa.uint32()),
            "timestamp": pa.array([1_310, 39_420, 40_000], pa.uint32()),
            "is_organic": pa.array([1, 0, 1], pa.uint8()),
        }
    )
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def tar_gz(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as opened:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        opened.addfile(info, io.BytesIO(content))
    return stream.getvalue()


FILES = {
    "amazon-video-games-2023": ("Video_Games.csv.gz", gzip.compress(AMAZON.encode())),
    "gowalla": ("loc-gowalla_totalCheckins.txt.gz", gzip.compress(GOWALLA.encode())),
    "lastfm-360k": ("lastfm-dataset-360K.tar.gz", tar_gz(TSV, LASTFM.encode())),
    "yambda-50m-likes": ("likes.parquet", yambda()),
}
MD5 = "be672526eb7c69495c27ad27803148f1"
EXPECTED = {  # user, item, rating, time
    "amazon-video-games-2023": [
        (USER, "B006GBITXC", 3.0, 1_452_647_382),
        (USER, "B00TLEMSVK", 4.0, 1_454_675_785),
    ],
    "gowalla": [
        ("0", "22847", None, 1_287_358_923),
        ("0", "22847", None, 1_287_532_527),
        ("0", "420315", None, 1_287_440_263),
    ],
    "lastfm-360k": [
        ("00000c", 'betty "blow" torch', None, None),
        ("00000c", "die Ärzte", None, None),
    ],
    "yambda-50m-likes": [("100", "1", None, 39_420), ("100", "8326270", None, 1_310)],
}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("LEVELGROUND_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    for folder in ("served", "datasets"):
        (tmp_path / folder).mkdir()
    with serving(partial(Handler, directory=str(tmp_path / "served"))) as address:
        yield address


def serve(name: str, server: str) -> None:
    """Put a file of the same form on the server, and a card that differs by its address alone."""
    file, content = FILES[name]
    Path("served", file).write_bytes(content)
    text = (ROOT / paths.card(name)).read_text(encoding="utf-8")
    assert 'tried: "not on the real file' in text
    text = re.sub(r"(?m)(url: )https?://\S+/([\w.-]+)$", rf"\1{server}/\2", text)
    text = text.replace(MD5, hashlib.md5(LASTFM.encode()).hexdigest())
    paths.card(name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_same_form_becomes_canonical_tables(name: str, server: str) -> None:
    serve(name, server)
    download.download(name)
    prepare.prepare(name)
    folder = paths.prepared(name)
    names = {
        kind: tables.read(folder / f"{kind}s.parquet", schema)[f"{kind}_id"].to_pylist()
        for kind, schema in (("user", tables.USERS), ("item", tables.ITEMS))
    }
    rows = tables.read(folder / "interactions.parquet", tables.INTERACTIONS).to_pylist()
    assert EXPECTED[name] == [
        (names["user"][row["user"]], names["item"][row["item"]], row["rating"], row["time"])
        for row in rows
    ]


@pytest.mark.parametrize("name", FILES)
def test_the_checksum_of_the_first_download_is_kept_and_enforced(name: str, server: str) -> None:
    serve(name, server)
    download.download(name)
    recorded = read_json(paths.checksums(name))
    file, content = FILES[name]
    assert recorded == {f"{server}/{file}": hashlib.sha256(content).hexdigest()}
    for cached in Path("cache").iterdir():
        cached.unlink()
    Path("served", file).write_bytes(content + b"more")
    with pytest.raises(UserError, match="wrong checksum: sha256"):
        download.download(name)


def test_of_the_plays_the_published_checksum_is_enforced_too(server: str) -> None:
    name = "lastfm-360k"
    serve(name, server)
    Path("served", FILES[name][0]).write_bytes(tar_gz(TSV, LASTFM.encode() + b"a\tb\tc\t1\n"))
    download.download(name)
    with pytest.raises(UserError, match=r"its md5 is not \w{32}"):
        prepare.prepare(name)


def test_a_link_in_a_tar_is_not_followed(server: str) -> None:
    name = "lastfm-360k"
    serve(name, server)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as opened:
        info = tarfile.TarInfo(TSV)
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        opened.addfile(info)
    Path("served", FILES[name][0]).write_bytes(stream.getvalue())
    with pytest.raises(UserError, match="is not a file"):
        download.download(name)
