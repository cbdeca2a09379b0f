"""Judgements are counted by pair, whichever side a baseline was on."""

import pytest

from benchmarks.dogfood.counts import sign_tests


def test_a_pair_is_counted_whichever_side_it_was_on_and_ties_apart() -> None:
    def row(left: str, right: str, choice: str, taste: str = "real") -> dict[str, str]:
        return {
            "benchmark": "b",
            "taste": taste,
            "left_name": left,
            "right_name": right,
            "choice": choice,
        }

    rows = [
        row("x", "y", "left"),
        row("y", "x", "right"),
        row("y", "x", "left"),
        row("x", "y", "tie"),
    ]
    rows += [row("x", "z", "right")] * 6 + [row("x", "y", "left", "own")]
    own_taste, against_y, against_z = sign_tests(rows)
    assert (own_taste["taste"], own_taste["judgements"]) == ("own", 1)
    counted = {"baseline": "x", "other": "y", "judgements": 4, "wins": 2, "ties": 1, "losses": 1}
    assert counted.items() <= against_y.items()
    assert against_y["share"] == pytest.approx(2 / 3)
    assert (against_z["p_value"], against_z["p_holm"]) == (2 / 64, 4 / 64)
