"""Cards: what they can say, what they cannot, and that nothing else than what they name is read."""

import json
import re
from pathlib import Path

import pytest

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.datasets import cards, citation
from benchmarks.datasets.card_files import LARGEST, read_card
from benchmarks.datasets.dataset import Raw
from benchmarks.stages import download, prepare

ROOT = Path(__file__).parents[2]
CARD = """
title: Clicks
licence: ours
citation: nobody
sources:
  - path: clicks.csv
interactions:
  file: clicks.csv
  format: csv
  columns: {user: who, item: what}
"""
CLICKS = "who,what,when,stars\nb,y,3,1\na,y,2,4\na,x,1,5\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a folder of cards and a file of clicks."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEVELGROUND_CACHE", str(tmp_path / "cache"))
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets/clicks.csv").write_text(CLICKS)
    write(CARD)
    return tmp_path


def write(card: str, name: str = "clicks") -> None:
    paths.card(name).write_text(card, encoding="utf-8")


def brought(card: str, data: str | bytes = CLICKS) -> Raw:
    """Return what is read by a card from a file `clicks.csv`."""
    write(card)
    folder = Path("data/raw/clicks")
    folder.mkdir(parents=True, exist_ok=True)
    content = data.encode() if isinstance(data, str) else data
    (folder / "clicks.csv").write_bytes(content)
    return cards.load("clicks").read(folder)


def refused(card: str) -> str:
    write(card)
    with pytest.raises(UserError) as caught:
        cards.load("clicks")
    message = str(caught.value)
    assert message.startswith("datasets/clicks.yaml: ")
    assert "\n" not in message
    return message


@pytest.mark.parametrize("path", sorted((ROOT / "datasets").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_card_of_this_repository_can_be_read_and_cited(path: Path) -> None:
    card = read_card(path)
    assert citation.is_bibtex(card.citation)
    assert citation.fields(card.citation)["title"]
    assert card.homepage
    assert card.licence


def test_user_and_item_are_enough(project: Path) -> None:
    download.download("clicks")
    prepare.prepare("clicks")
    facts = json.loads((paths.prepared("clicks") / "dataset.json").read_text())
    assert (facts["kind"], facts["interactions"], facts["users"], facts["items"]) == (
        "event",
        3,
        2,
        2,
    )
    assert (facts["first_time"], facts["rating_scale"], facts["repeats"]) == (None, None, False)
    assert "times_are" not in facts


def test_a_scale_that_is_not_given_is_that_of_the_data(project: Path) -> None:
    write(CARD.replace("item: what", "item: what, rating: stars"))
    download.download("clicks")
    prepare.prepare("clicks")
    facts = json.loads((paths.prepared("clicks") / "dataset.json").read_text())
    assert (facts["kind"], facts["rating_scale"]) == ("rating", [1.0, 5.0])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: Clicks\n", "", "title: missing, write it"),
        ("title: Clicks", "tilte: Clicks", "tilte: unknown key, did you mean 'title'?"),
        (
            "item: what",
            "itm: what",
            "interactions.columns.itm: unknown key, did you mean 'item'?",
        ),
        ("format: csv", "format: excel", "interactions.format: must be 'csv', 'tsv'"),
        ("format: csv", "format: csv\n  encoding: klingon", "'klingon' is no encoding of text"),
        ("format: csv", "format: csv\n  header: false", "`names` must name the columns, in order"),
        (
            "file: clicks.csv\n  format",
            "file: ../x\n  format",
            "interactions.file: has a letter that",
        ),
        ("path: clicks.csv", "path: ../params.yaml", "stays below the folder of the card or the"),
        ("path: clicks.csv", "path: /etc/passwd", "stays below the folder of the card or the"),
        (
            "path: clicks.csv",
            "url: file:///etc/passwd",
            "an address begins with https:// or http://",
        ),
        ("path: clicks.csv", "url: ftp://x.org/y", "an address begins with https:// or http://"),
        ("path: clicks.csv", "url: https://x.org/y", "one of `md5`, `sha256`, and `checksum: rec"),
        ("path: clicks.csv", "name: x", "exactly one of `path`, `url` and `package`"),
        ("path: clicks.csv", "path: x\n    members: [a/y, b/y]", "two would be one file"),
        ("path: clicks.csv", "path: x\n    members: {../y: a}", "'../y' is no name of a file"),
        ("path: clicks.csv", "package: x\n    version: '1'", "name the `members` of the package"),
        ("item: what", "item: what, price: a, value: b", "either `value`, paid for all pieces, or"),
        ("item: what", "item: what, time: {unit: s}", "either `column`, or `order` with `days_"),
        ("item: what", "item: what, time: {order: n}", "`order` and `days_since` go together"),
        ("format: csv", "format: pickle", "a pickle is read only where each source has md5 or sha"),
        ("licence: ours", "licence: ours\nrating_scale: [5, 1]", "the lowest rating comes first"),
        ("licence: ours", "licence: ours\nrating_scale: [1, 5]", "no column is the rating"),
        ("licence: ours", "licence: ours\nreader: ml_100k", "either `interactions` or `reader`"),
        (
            "citation: nobody",
            "citation: '@misc{x, title = {y'",
            "a brace in the BibTeX entry is not",
        ),
        ("title: Clicks", "title: Clicks\ntitle: Clocks", "key `title` stands there twice"),
        (
            "title: Clicks",
            "title: !!python/object:os.system x",
            "`!` is not for settings",
        ),
        ("title: Clicks", "title: &a Clicks\nlicence: *a", "a card has no references"),
        ("title: Clicks", "title: [", "cannot be read"),
        ("title: Clicks", f"title: {'x' * LARGEST}", "bytes; that is no card"),
    ],
)
def test_what_a_card_cannot_say_is_one_line_that_names_the_key(
    old: str, new: str, message: str, project: Path
) -> None:
    assert old in CARD
    assert message in refused(CARD.replace(old, new, 1))


def test_a_reader_that_is_not_there_is_refused_with_the_nearest_name(project: Path) -> None:
    card = re.sub(r"(?s)interactions:.*", "reader: ml_100", CARD)
    assert "unknown reader 'ml_100'. Did you mean 'ml_100k'?" in refused(card)


def test_a_card_that_is_not_there_is_refused_with_the_nearest_name(project: Path) -> None:
    with pytest.raises(UserError, match=r"unknown dataset 'click'\. Did you mean 'clicks'\?"):
        cards.load("click")


@pytest.mark.parametrize("name", ["v1.5", "CON", "a b"])
def test_a_card_with_a_name_that_tools_misread_is_refused(name: str, project: Path) -> None:
    write(CARD, name)
    with pytest.raises(UserError, match=f"a dataset cannot be called '{name}'"):
        cards.load(name)


def test_a_link_that_leads_out_of_the_folder_is_not_followed(project: Path) -> None:
    (project / "datasets/clicks.csv").unlink()
    outside = project.parent / f"{project.name}-outside.csv"
    outside.write_text(CLICKS)
    (project / "datasets/clicks.csv").symlink_to(outside)
    with pytest.raises(UserError, match="a link that leads out of"):
        download.download("clicks")


def test_a_file_may_lie_in_the_checkout_and_must_be_the_one_that_was_meant(project: Path) -> None:
    (project / "datasets/clicks.csv").rename(project / "clicks.csv")
    download.download("clicks")
    assert (paths.raw("clicks") / "clicks.csv").read_text() == CLICKS
    write(CARD.replace("- path: clicks.csv", f"- path: clicks.csv\n    sha256: {'f' * 64}"))
    with pytest.raises(UserError, match=r"clicks\.csv: wrong checksum: sha256 .* expected f{64}"):
        download.download("clicks")


def test_a_checksum_that_was_recorded_is_enforced(project: Path) -> None:
    write(CARD.replace("- path: clicks.csv", "- path: clicks.csv\n    checksum: recorded"))
    download.download("clicks")
    (digest,) = json.loads(paths.checksums("clicks").read_text()).values()
    assert len(digest) == 64
    download.download("clicks")
    (project / "datasets/clicks.csv").write_text(CLICKS + "c,x,4,2\n")
    with pytest.raises(UserError, match=f"wrong checksum: .* expected {digest}"):
        download.download("clicks")


FILTERS = "who,what,pieces,paid\na,x,2,3\na,x,1,1\na,y,-1,-2\nb,x,1,4\n"
AMOUNTS = CARD.replace("item: what}", "item: what, quantity: pieces, value: paid}")


def test_returns_can_be_dropped(project: Path) -> None:
    rows = brought(f"{AMOUNTS}  returns: drop\n", FILTERS).interactions
    assert rows["value"].to_pylist() == [3.0, 1.0, 4.0]


@pytest.mark.parametrize(("which", "paid"), [("first", [3, -2, 4]), ("last", [1, -2, 4])])
def test_of_repeated_pairs_the_first_or_last_can_be_kept(
    which: str, paid: list, project: Path
) -> None:
    rows = brought(f"{AMOUNTS}  duplicates: {which}\n", FILTERS).interactions
    assert rows["value"].to_pylist() == paid


def test_last_means_last_in_time_where_there_are_times(project: Path) -> None:
    card = CARD.replace("item: what}", "item: what, time: when, rating: stars}\n  duplicates: last")
    rows = brought(card, "who,what,when,stars\na,x,9,1\na,x,3,2\n").interactions
    assert rows.to_pylist() == [{"user_id": "a", "item_id": "x", "time": 9, "rating": 1.0}]


def test_a_price_is_of_one_piece(project: Path) -> None:
    card = CARD.replace("item: what}", "item: what, quantity: pieces, price: paid}")
    assert brought(card, FILTERS).interactions["value"].to_pylist() == [6.0, 1.0, 2.0, 4.0]


def test_rows_that_name_nobody_are_an_error_or_dropped(project: Path) -> None:
    data = "who,what\na,x\n,x\nb,y\n"
    with pytest.raises(UserError, match=r"column who, row 2: nothing names .* `missing: drop`"):
        brought(CARD, data)
    assert brought(f"{CARD}  missing: drop\n", data).interactions.num_rows == 2


ITEMS = """
items:
  file: clicks.csv
  format: csv
  columns: {item: what, title: name, released: {column: year, unit: year}}
"""


def test_items_may_stand_in_the_same_file_if_they_always_say_the_same(project: Path) -> None:
    data = "who,what,name,year\na,x,X,1990\nb,x,X,1990\nb,y,,\n"
    items = brought(CARD + ITEMS, data).items.to_pylist()
    assert [(item["item_id"], item["title"], item["released"]) for item in items] == [
        ("x", "X", 631_152_000),
        ("y", None, None),
    ]
    with pytest.raises(UserError, match=r"column title, row 2: 'x' has 'Z' here and 'X' before"):
        brought(CARD + ITEMS, data.replace("b,x,X", "b,x,Z"))
    first = ITEMS.replace("format", "repeated: first\n  format")
    assert brought(CARD + first, data.replace("b,x,X", "b,x,Z")).items["title"][0].as_py() == "X"


def test_identifiers_stay_text_and_are_sorted_as_numbers_only_if_all_are(project: Path) -> None:
    raw = brought(CARD, "who,what\n10,007\n9,7\n10,7\n")
    assert raw.users["user_id"].to_pylist() == ["9", "10"]
    assert raw.items["item_id"].to_pylist() == ["007", "7"]


def test_promotions_of_items_that_nobody_has_are_left_out(project: Path) -> None:
    card = f"""{CARD}
promotions:
  file: clicks.csv
  format: csv
  columns: {{item: what, time: when, displays: stars}}
"""
    rows = brought(card).promotions
    assert rows is not None
    assert rows["displays"].to_pylist() == [1, 4, 5]
    assert rows["mailers"].to_pylist() == [0, 0, 0]
