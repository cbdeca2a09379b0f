"""Sign tests of judgements: whether one baseline of a pair wins more often than it loses."""

import math
from collections import Counter
from typing import Any

from benchmarks.stats import signs
from benchmarks.stats.holm import holm


def sign_tests(judged: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return a row for each benchmark, taste and pair, sorted; `baseline` before `other` by name.

    judged : rows with benchmark, taste, left_name, right_name and choice
    wins, losses : of `baseline`; ties are counted and take no part in the test
    share : wins among those decided, with its interval; NaN without any
    p_holm : adjusted over the pairs of a benchmark and taste

    Judgements are taken as independent, which those of one person are only roughly.
    """
    counts: dict[tuple[str, ...], Counter[str]] = {}
    for row in judged:
        names = (row["left_name"], row["right_name"])
        first = min(names)
        chosen = dict(zip(("left", "right"), names)).get(row["choice"])
        outcome = "ties" if chosen is None else "wins" if chosen == first else "losses"
        counts.setdefault((row["benchmark"], row["taste"], first, max(names)), Counter())[
            outcome
        ] += 1
    rows = [_row(key, counts[key]) for key in sorted(counts)]
    for family in {(row["benchmark"], row["taste"]) for row in rows}:
        members = [row for row in rows if (row["benchmark"], row["taste"]) == family]
        for row, adjusted in zip(members, holm([row["p_value"] for row in members])):
            row["p_holm"] = float(adjusted)
    return rows


def _row(key: tuple[str, ...], count: Counter[str]) -> dict[str, Any]:
    wins, losses = count["wins"], count["losses"]
    low, high = signs.interval(wins, wins + losses)
    benchmark, taste, baseline, other = key
    return {
        "benchmark": benchmark,
        "taste": taste,
        "baseline": baseline,
        "other": other,
        "judgements": count.total(),
        "wins": wins,
        "ties": count["ties"],
        "losses": losses,
        "share": wins / (wins + losses) if wins + losses else math.nan,
        "ci_low": low,
        "ci_high": high,
        "p_value": signs.p_value(wins, losses),
    }
