"""Which baselines the contract is held against: all of params.yaml, or those of `--baseline`."""

import copy
from collections.abc import Iterator
from functools import cache

import pytest
from threadpoolctl import threadpool_limits

from benchmarks.contract.errors import unknown
from benchmarks.protocol import model as contract
from benchmarks.protocol.training import Training
from tests.baselines import promised
from tests.worlds import synthetic

_CONTRACT = "tests.baselines.test_contract"


@pytest.fixture(autouse=True)
def on_one_thread() -> Iterator[None]:
    """Compute as cells do."""
    with threadpool_limits(limits=1):
        yield


@cache
def two_tastes() -> Training:
    """Return what `train` copies."""
    return synthetic.train()


@pytest.fixture
def train() -> Training:
    """The two tastes, with all that data can have; the last users have no history.

    A copy for each test: a baseline that changes it must not spoil the next one's.
    """
    return copy.deepcopy(two_tastes())


def chosen(config: pytest.Config) -> list[str]:
    """Return the baselines that were asked for, by default all of params.yaml."""
    asked = [name for name in str(config.getoption("baseline")).split(",") if name]
    named = [*promised.SETTINGS.baselines, *contract.names()]
    for name in asked:
        if name not in named:
            pytest.exit(str(unknown("baseline", name, set(named), "params.yaml")), returncode=2)
    return asked or list(promised.SETTINGS.baselines)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse a baseline that is not there before anything runs."""
    chosen(session.config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold the contract against each baseline."""
    if "name" in metafunc.fixturenames and metafunc.module.__name__.startswith(_CONTRACT):
        metafunc.parametrize("name", chosen(metafunc.config))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the libraries of somebody else's baseline warn; ours may not."""
    if config.getoption("baseline"):
        for item in items:
            item.add_marker(pytest.mark.filterwarnings("default"))
