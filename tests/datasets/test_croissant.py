"""Croissant of every card: files, records and their columns, as mlcroissant validates them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.datasets.card import Card
from benchmarks.datasets.card_files import read_card
from benchmarks.datasets.croissant import croissant

CARDS = sorted((Path(__file__).parents[2] / "datasets").glob("*.yaml"))
LOCAL = {
    "title": "Clicks",
    "licence": "ours",
    "citation": "nobody",
    "sources": [{"path": "clicks.csv", "sha256": "f" * 64}],
    "interactions": {"file": "clicks.csv", "format": "csv", "columns": {"user": "u", "item": "i"}},
}


def documents() -> dict[str, dict[str, Any]]:
    made = {path.stem: croissant(path.stem, read_card(path)) for path in CARDS}
    return made | {"clicks": croissant("clicks", Card.model_validate(LOCAL))}


DOCUMENTS = documents()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_reference_leads_to_something_in_the_document(name: str) -> None:
    document = DOCUMENTS[name]
    files = {file["@id"] for file in document["distribution"]}
    assert len(files) == len(document["distribution"])
    for file in document["distribution"]:
        assert file.get("containedIn", {"@id": file["@id"]})["@id"] in files
    fields = [field for table in document.get("recordSet", []) for field in table["field"]]
    assert len({field["@id"] for field in fields}) == len(fields)
    for field in fields:
        assert field["source"]["fileObject"]["@id"] in files
        assert field["source"]["extract"]["column"]


def test_what_a_card_says_is_in_its_document() -> None:
    document = DOCUMENTS["ml-20m"]
    assert document["url"] == "https://grouplens.org/datasets/movielens/20m/"
    assert document["citeAs"].startswith("@article{harper2015movielens,")
    archive, ratings, films = document["distribution"]
    assert archive["md5"] == "cd245b17a1ae2cc31bb14903e1204af3"
    assert (ratings["contentUrl"], films["name"]) == ("ml-20m/ratings.csv", "movies.csv")
    tables = {table["name"]: table["field"] for table in document["recordSet"]}
    columns = [field["source"]["extract"]["column"] for field in tables["interactions"]]
    assert columns == ["userId", "movieId", "rating", "timestamp"]
    assert [field["dataType"] for field in tables["interactions"]][2] == "sc:Float"


def test_a_checksum_is_that_of_the_card_or_the_recorded_one_or_said_to_be_unknown() -> None:
    path = next(path for path in CARDS if path.stem == "gowalla")
    card, digest = read_card(path), "a" * 64
    recorded = croissant("gowalla", card, {str(card.sources[0].url): digest})
    assert recorded["distribution"][0]["sha256"] == digest
    assert DOCUMENTS["gowalla"]["distribution"][0]["sha256"].startswith("not known")
    for name, document in DOCUMENTS.items():
        file = document["distribution"][0]
        digest = file.get("md5") or file["sha256"]
        assert re.fullmatch(r"[0-9a-f]{32}([0-9a-f]{32})?", digest) or name in (
            "amazon-video-games-2023",
            "gowalla",
            "lastfm-360k",
            "yambda-50m-likes",
        )


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.filterwarnings("ignore")
def test_mlcroissant_finds_no_error(name: str, tmp_path: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant", reason="not in the lock yet")
    path = tmp_path / "croissant.json"
    path.write_text(json.dumps(DOCUMENTS[name]), encoding="utf-8")
    assert mlcroissant.Dataset(jsonld=path).metadata.name == name
