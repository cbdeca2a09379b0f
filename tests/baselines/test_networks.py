"""What all networks keep, tried at once: a process that compiles them takes seconds to start."""

import pytest

from tests.conftest import NETWORKS
from tests.worlds import fitted_digest


@pytest.mark.slow
def test_networks_give_the_same_bits_on_one_core_and_on_all() -> None:
    one, every = fitted_digest.on_one_core_and_on_all(*NETWORKS)
    assert [line.split()[0] for line in one.splitlines()] == list(NETWORKS)
    assert one == every
