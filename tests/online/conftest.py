"""The small experiment's logs as arrays, read once."""

import pytest

from benchmarks.datasets import open_bandit
from benchmarks.online.rounds import arrays
from tests.worlds import logs


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    read = open_bandit.read(logs.write(tmp_path_factory.mktemp("logs")))
    return {
        name: {policy: arrays(log) for policy, log in both.items()} for name, both in read.items()
    }
