"""What is exported are counts alone."""

import re
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.contract import judged
from benchmarks.dogfood import export, judgements
from benchmarks.dogfood.judgements import Store
from tests.dogfood.browsing import MINE, get, opened, post


def test_the_summary_counts_and_the_export_holds_counts_only(
    client: FlaskClient, store: Store, tmp_path: Path
) -> None:
    assert (
        judgements.summary(tmp_path / "none.sqlite")["sentence"]
        == "internal testing: no judgements yet; make dogfood"
    )
    assert not (tmp_path / "none.sqlite").exists()
    assert judgements.summary(store.path)["judgements"] == 0
    for choice in ("left", "right", "tie"):
        post(client, opened(client, user="u7"), choice=choice, why="a secret")
    post(client, opened(client, item=MINE), choice="left")
    found = export.export(store.path, tmp_path / "judgements.csv")
    assert found["sentence"] == "internal testing: 4 judgements"
    text = (tmp_path / "judgements.csv").read_text()
    assert text.splitlines()[0] == ",".join(judgements.COLUMNS)
    assert not re.search(r"secret|u7|i\d|Sunny", text)
    again = judged.exported(tmp_path / "judgements.csv")
    assert (again["judgements"], again["sentence"]) == (4, found["sentence"])
    assert len(again["pairs"]) == len(found["pairs"])
    assert "internal testing: 4 judgements".capitalize() in get(client, "/summary").text
