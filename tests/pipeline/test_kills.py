"""A handful of the kills of `tools/kills.py`: what is killed, one more run heals."""

from pathlib import Path

import pytest

from tools.kills import HEALED, Round, Worlds

pytestmark = pytest.mark.kills


def test_a_run_that_is_killed_at_any_moment_is_healed_by_the_next(tmp_path: Path) -> None:
    worlds = Worlds(tmp_path)
    kills = [
        Round(0, "repro", "fresh", "group", 0.6),
        Round(1, "dvc", "edited", "head", 0.5),
        Round(2, "repro", "edited", "group", 0.8),
    ]
    outcomes = {kill: worlds.outcome(kill) for kill in kills}
    assert set(outcomes.values()) == {HEALED}, outcomes
