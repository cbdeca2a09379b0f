"""What is compared is drawn by a seed, each pair and each order as often."""

from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.dogfood.app import create_app
from benchmarks.dogfood.ground import Ground
from benchmarks.dogfood.judgements import Store
from benchmarks.dogfood.pairing import arranged
from tests.dogfood.browsing import PORT, opened


def test_the_same_seed_draws_the_same_and_another_draws_differently(
    ground: Ground, tmp_path: Path
) -> None:
    def drawn(seed: int, name: str) -> list[tuple]:
        store = Store(tmp_path / name)
        client = create_app(ground, store, port=PORT, seed=seed).test_client()
        made = [store.comparison(opened(client).rpartition("/")[2]) for _ in range(8)]
        return [(one.subject, one.left_name, one.right_name) for one in made]

    assert drawn(0, "a") == drawn(0, "b") != drawn(1, "c")


def test_each_pair_is_judged_as_often_and_each_order_too() -> None:
    pairs = [("a", "b"), ("a", "c"), ("b", "c")]
    judged: Counter[tuple[str, str]] = Counter()
    firsts = []
    for number in range(60):
        chosen = arranged(pairs, judged, np.random.default_rng([0, number]))[0]
        judged[chosen] += 1
        firsts.append(chosen[0] < chosen[1])
        totals = [judged[pair] + judged[pair[::-1]] for pair in pairs]
        assert max(totals) - min(totals) <= 1
        assert all(abs(judged[pair] - judged[pair[::-1]]) <= 1 for pair in pairs)
    assert len({judged[pair] for pair in [*pairs, *(pair[::-1] for pair in pairs)]}) == 1
    assert firsts[:3] != firsts[3:6] or firsts[6:9] != firsts[9:12]  # not by turns
