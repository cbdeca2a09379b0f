"""A benchmark with lists of five baselines, and the app on it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.dogfood.app import create_app
from benchmarks.dogfood.ground import Ground, survey
from benchmarks.dogfood.judgements import Store
from benchmarks.dogfood.settings import place
from tests.dogfood.browsing import PORT
from tests.worlds.kitchen import cook


@pytest.fixture(scope="session")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cook(tmp_path_factory.mktemp("kitchen"))


@pytest.fixture
def ground(kitchen: Path, monkeypatch: pytest.MonkeyPatch) -> Ground:
    monkeypatch.chdir(kitchen)
    return survey(place(Study.read(paths.study()), "films"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "judgements.sqlite")


@pytest.fixture
def client(ground: Ground, store: Store) -> FlaskClient:
    return create_app(ground, store, port=PORT).test_client()
