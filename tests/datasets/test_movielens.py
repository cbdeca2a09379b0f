"""MovieLens 1M to 32M: made-up rows in the published forms, from archive to canonical tables."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.datasets import cards
from benchmarks.datasets.card_files import read_card
from benchmarks.datasets.dataset import Dataset
from benchmarks.stages import download, prepare
from tests.datasets.test_sources import Handler
from tests.worlds.server import serving

ROOT = Path(__file__).parents[2]
# As the publisher prints them beside the archives.
PUBLISHED = {
    "ml-1m": "c4d9eecfca2ab87c1945afe126590906",
    "ml-10m": "ce571fd55effeba0271552578f2648bd",
    "ml-20m": "cd245b17a1ae2cc31bb14903e1204af3",
    "ml-25m": "6b51fb2759a8657d3bfcbfc42b592ada",
    "ml-32m": "d472be332d4daa821edc399621853b57",
}
RATINGS_1M = "1::3::5::978300760\n1::1::3::978302109\n10::3::4::978301968\n2::4::1::978300275\n"
MOVIES_1M = """1::Café au Lait: The Return (1995)::Animation|Children's
2::Never Rated (1990)::Drama
3::Two, Three (1919)::Film-Noir
4::Übermut\x85 (2000)::Comedy
"""
USERS_1M = "1::F::1::10::48067\n2::M::56::16::70072\n10::M::25::0::55117-1234\n"
RATINGS_10M = (
    "1::3::5::838985046\n1::1::0.5::838983525\n10::3::3.5::838983392\n2::4::4::1231131736\n"
)
MOVIES_10M = """1::Café “au” Lait: The Return (1995)::Animation|Children
2::Never Rated (1990)::Drama
3::Two, Three (1919)::Film-Noir
4::Without Anything::(no genres listed)
"""
RATINGS_CSV = """userId,movieId,rating,timestamp
1,3,5.0,1147880044
1,1,0.5,1147868817
10,3,3.5,1147868828
2,4,4.0,1573943598
"""
MOVIES_CSV = """movieId,title,genres
1,"Café ""au"" Lait: The Return (1995)",Animation|Children
2,Never Rated (1990),Drama
3,"Two, Three (1919) ",Film-Noir
4,Without Anything,(no genres listed)
"""


@dataclass(frozen=True)
class Form:
    """A dataset as published: the folder in its archive, and each file's bytes."""

    name: str
    folder: str
    files: dict[str, bytes]

    def archive(self) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as opened:
            for name, content in {**self.files, "README": b"not wanted"}.items():
                opened.writestr(zipfile.ZipInfo(f"{self.folder}/{name}"), content)
        return stream.getvalue()

    def having(self, name: str, old: str, new: str) -> "Form":
        assert old.encode() in self.files[name]
        return replace(
            self, files={**self.files, name: self.files[name].replace(old.encode(), new.encode())}
        )


def csv_form(name: str) -> Form:
    return Form(
        name, name, {"ratings.csv": RATINGS_CSV.encode(), "movies.csv": MOVIES_CSV.encode()}
    )


ONE = {"ratings.dat": RATINGS_1M, "movies.dat": MOVIES_1M, "users.dat": USERS_1M}
FORMS = {
    "ml-1m": Form("ml-1m", "ml-1m", {name: text.encode("latin-1") for name, text in ONE.items()}),
    "ml-10m": Form(
        "ml-10m",
        "ml-10M100K",
        {"ratings.dat": RATINGS_10M.encode(), "movies.dat": MOVIES_10M.encode()},
    ),
    "ml-20m": csv_form("ml-20m"),
    "ml-25m": csv_form("ml-25m"),
    "ml-32m": csv_form("ml-32m"),
}
HALF_STARS = [name for name in FORMS if name != "ml-1m"]
SMALL = ["ml-1m", "ml-10m", "ml-20m"]  # one of each form


def published(name: str) -> Dataset:
    """Return a dataset as the card of this repository has it."""
    path = ROOT / paths.card(name)
    return cards.of_card(read_card(path), name, path)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve tmp_path/served to a project, the working directory."""
    monkeypatch.setenv("LEVELGROUND_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "datasets").mkdir()
    (tmp_path / "served").mkdir()
    with serving(partial(Handler, directory=str(tmp_path / "served"))) as address:
        yield address


def serve(form: Form, server: str, md5: str | None = None) -> str:
    """Let the card's sources be on this machine, with the checksum of the stand-in; return it."""
    archive = form.archive()
    Path("served", f"{form.name}.zip").write_bytes(archive)
    text = (ROOT / paths.card(form.name)).read_text(encoding="utf-8")
    text = re.sub(r"https://\S+/(?=ml-\w+\.zip)", f"{server}/", text)
    text = text.replace(PUBLISHED[form.name], md5 or hashlib.md5(archive).hexdigest())
    paths.card(form.name).write_text(text, encoding="utf-8")
    return text


def prepared(form: Form, server: str) -> Path:
    serve(form, server)
    download.download(form.name)
    prepare.prepare(form.name)
    return paths.prepared(form.name)


def columns(path: Path, schema: object, *names: str) -> list[tuple]:
    table = tables.read(path, schema)
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def films(folder: Path) -> list[tuple]:
    return columns(
        folder / "items.parquet",
        tables.ITEMS,
        "item_id",
        "title",
        "categories",
        "features",
        "released",
    )


@pytest.mark.parametrize("name", FORMS)
def test_the_checksum_is_the_published_one_and_the_mirror_is_named_where_it_has_the_same_bytes(
    name: str,
) -> None:
    sources = published(name).sources
    assert {source.md5 for source in sources} == {PUBLISHED[name]}
    assert sources[0].url == f"https://files.grouplens.org/datasets/movielens/{name}.zip"
    mirror = f"https://huggingface.co/datasets/Recommenders/MovieLens/resolve/main/{name}.zip"
    assert [source.url for source in sources[1:]] == ([mirror] if name in SMALL else [])


@pytest.mark.parametrize("name", HALF_STARS)
def test_half_star_forms_become_the_same_tables(
    name: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepared(FORMS[name], server)
    quotes = "“au”" if name == "ml-10m" else '"au"'
    assert films(folder) == [
        (
            "1",
            f"Café {quotes} Lait: The Return (1995)",
            ["Animation", "Children"],
            ["genre=Animation", "genre=Children", "year=1995"],
            788_918_400,  # 1995-01-01
        ),
        ("3", "Two, Three (1919)", ["Film-Noir"], ["genre=Film-Noir", "year=1919"], -1_609_459_200),
        ("4", "Without Anything", [], [], None),
    ]
    users = columns(folder / "users.parquet", tables.USERS, "user_id", "features")
    assert users == [("1", []), ("2", []), ("10", [])]  # by number
    times = {
        "ml-10m": [838_983_525, 838_985_046, 1_231_131_736, 838_983_392],
    }.get(name, [1_147_868_817, 1_147_880_044, 1_573_943_598, 1_147_868_828])
    found = columns(
        folder / "interactions.parquet", tables.INTERACTIONS, *tables.INTERACTIONS.names
    )
    assert found == [
        (0, 0, 0.5, None, None, times[0]),
        (0, 1, 5.0, None, None, times[1]),
        (1, 2, 4.0, None, None, times[2]),
        (2, 1, 3.5, None, None, times[3]),
    ]
    assert read_json(folder / "dataset.json")["rating_scale"] == [0.5, 5.0]


def test_1m_has_users_with_words_for_their_codes(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepared(FORMS["ml-1m"], server)
    assert columns(folder / "users.parquet", tables.USERS, "user_id", "features") == [
        ("1", ["age=under 18", "gender=F", "occupation=K-12 student"]),
        ("2", ["age=56+", "gender=M", "occupation=self-employed"]),
        ("10", ["age=25-34", "gender=M", "occupation=other"]),
    ]
    assert films(folder) == [
        (
            "1",
            "Café au Lait: The Return (1995)",
            ["Animation", "Children's"],
            ["genre=Animation", "genre=Children's", "year=1995"],
            788_918_400,
        ),
        ("3", "Two, Three (1919)", ["Film-Noir"], ["genre=Film-Noir", "year=1919"], -1_609_459_200),
        ("4", "Übermut\x85 (2000)", ["Comedy"], ["genre=Comedy", "year=2000"], 946_684_800),
    ]
    found = columns(
        folder / "interactions.parquet", tables.INTERACTIONS, "user", "item", "rating", "time"
    )
    assert found == [
        (0, 0, 3.0, 978302109),
        (0, 1, 5.0, 978300760),
        (1, 2, 1.0, 978300275),
        (2, 1, 4.0, 978301968),
    ]
    assert read_json(folder / "dataset.json")["rating_scale"] == [1.0, 5.0]


@pytest.mark.parametrize("name", SMALL)
def test_the_mirror_is_taken_when_the_official_home_fails(
    name: str, server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = serve(FORMS[name], server)
    gone = text.replace(f"{server}/{name}.zip", f"{server}/gone.zip", 1)
    paths.card(name).write_text(gone, encoding="utf-8")
    download.download(name)
    assert capsys.readouterr().out == f"{name}: from hugging-face\n"


@pytest.mark.parametrize("name", FORMS)
def test_other_bytes_than_the_published_ones_are_refused(
    name: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(FORMS[name], server, md5=PUBLISHED[name])
    with pytest.raises(
        UserError, match=rf"grouplens: wrong checksum: md5 \w+, expected {PUBLISHED[name]}"
    ):
        download.download(name)
    assert not paths.raw(name).exists()


@pytest.mark.parametrize(
    ("name", "member"), [(name, member) for name in FORMS for member in FORMS[name].files]
)
def test_an_archive_without_a_file_that_is_needed_is_refused(
    name: str, member: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {key: content for key, content in FORMS[name].files.items() if key != member}
    serve(replace(FORMS[name], files=files), server)
    with pytest.raises(UserError, match=rf"no member '{FORMS[name].folder}/{member}'"):
        download.download(name)


@pytest.mark.parametrize(
    ("name", "member", "old", "new", "message"),
    [
        ("ml-1m", "ratings.dat", "1::3::5::", "1::3::", "has 3 columns and not 4"),
        ("ml-1m", "ratings.dat", "1::3::5::", "1:\x1f3::5::", "holds '.x1f', which stands for"),
        ("ml-1m", "users.dat", "::70072", "", "has 4 columns and not 5"),
        ("ml-10m", "movies.dat", "3::Two", "3::Tw::o", "has 4 columns and not 3"),
        ("ml-20m", "ratings.csv", ",5.0,", ",5.0,5.0,", "has 5 columns and not 4"),
        ("ml-20m", "movies.csv", '"Two, Three', "Two, Three", "has 4 columns and not 3"),
        ("ml-20m", "movies.csv", "é", "\udce9", "is not in UTF-8"),
    ],
)
def test_a_damaged_file_is_one_error_that_names_it_and_what_to_do(
    name: str, member: str, old: str, new: str, message: str, tmp_path: Path
) -> None:
    damage(tmp_path, name, member, old, new)
    with pytest.raises(
        UserError, match=rf"{member}: .*{message}.*: delete {tmp_path} and run `make repro`"
    ):
        published(name).read(tmp_path)


@pytest.mark.parametrize(
    ("name", "member", "old", "new", "message"),
    [
        ("ml-10m", "ratings.dat", "1::3::5::", "1:9:3::5::", "has 3 columns and not 4"),
        ("ml-10m", "ratings.dat", "::0.5::", "::high::", "column rating, row 2: 'high' is no"),
        ("ml-10m", "ratings.dat", "1::1::0.5", "::1::0.5", "column user, row 2: nothing names"),
        (
            "ml-10m",
            "ratings.dat",
            "10::3::",
            "10::77::",
            "1 items .* table, first '77'",
        ),
        (
            "ml-1m",
            "ratings.dat",
            "10::3::",
            "ten::3::",
            "1 users .* table, first 'ten'",
        ),
        ("ml-1m", "users.dat", "::56::16", "::57::16", "column age, row 2: '57' is none of 1, 18,"),
        ("ml-1m", "users.dat", "::56::16", "::56::21", "column occupation, row 2: '21' is none of"),
        ("ml-20m", "ratings.csv", ",5.0,", ",five,", "column rating, row 1: 'five' is no number"),
        ("ml-20m", "ratings.csv", "1147868817", "at noon", "column timestamp, row 2: 'at noon' is"),
        ("ml-20m", "ratings.csv", "10,3,", "10,77,", "1 items .* table, first '77'"),
        ("ml-20m", "ratings.csv", ",timestamp", "", "missing column timestamp; has userId,"),
        ("ml-20m", "movies.csv", "movieId,", "filmId,", "missing column movieId; has filmId,"),
    ],
)
def test_a_value_that_means_nothing_is_one_error_that_names_its_place(
    name: str, member: str, old: str, new: str, message: str, tmp_path: Path
) -> None:
    damage(tmp_path, name, member, old, new)
    with pytest.raises(UserError, match=message) as caught:
        published(name).read(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_missing_rating_is_refused_by_its_row(server: str) -> None:
    damaged = FORMS["ml-10m"].having("ratings.dat", "::0.5::", "::::")
    with pytest.raises(UserError, match=r"ml-10m: 1 of 4 interactions have no rating.*row 2"):
        prepared(damaged, server)


def test_columns_are_found_by_their_names_wherever_they_stand(tmp_path: Path) -> None:
    rows = MOVIES_CSV.splitlines()[1:]
    swapped = "title,movieId,genres\n" + "\n".join(
        re.sub(r'^(\d+),(".*"|[^,]*),', r"\2,\1,", row) for row in rows
    )
    damage(tmp_path, "ml-20m", "movies.csv", MOVIES_CSV, f"{swapped}\n")
    assert published("ml-20m").read(tmp_path).items["item_id"].to_pylist() == ["1", "3", "4"]


def damage(folder: Path, name: str, member: str, old: str, new: str) -> None:
    """Write the files of a dataset, a piece of one of them replaced."""
    files = FORMS[name].files
    assert old.encode() in files[member]
    changed = files[member].replace(old.encode(), new.encode(errors="surrogateescape"))
    for file, content in {**files, member: changed}.items():
        (folder / file).write_bytes(content)


@pytest.mark.parametrize(
    ("name", "member"), [(name, member) for name in SMALL for member in FORMS[name].files]
)
def test_a_missing_file_is_the_same_error(name: str, member: str, tmp_path: Path) -> None:
    for file in set(FORMS[name].files) - {member}:
        (tmp_path / file).write_bytes(FORMS[name].files[file])
    with pytest.raises(UserError, match=rf"{member}.*delete {tmp_path} and run"):
        published(name).read(tmp_path)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("A Series (2009-)", 2009),
        ("A Series (2009– )", 2009),
        ("A Series (1975-1979)", 1975),
        ("1984", None),
        ("Blade (1982) Again", None),
        ("Other Title (Ein Titel (1983))", 1983),
        ("Nowhere (0000)", None),
    ],
)
def test_the_year_is_the_first_one_in_brackets_at_the_end(
    title: str, year: int | None, tmp_path: Path
) -> None:
    for file, content in (
        FORMS["ml-20m"].having("movies.csv", "Without Anything", title).files.items()
    ):
        (tmp_path / file).write_bytes(content)
    last = published("ml-20m").read(tmp_path).items.to_pylist()[-1]
    assert last["title"] == title
    assert last["features"] == ([f"year={year}"] if year else [])
