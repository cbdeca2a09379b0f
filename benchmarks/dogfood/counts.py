"""Counts of judgements by pair, and whether one baseline wins more often than it loses."""

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
        first, second = sorted((row["left_name"], row["right_name"]))
        key = (row["benchmark"], row["taste"], first, second)
        counts.setdefault(key, Counter())[_outcome(row, first)] += 1
    rows = [_row(key, counts[key]) for key in sorted(counts)]
    families: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        families.setdefault((row["benchmark"], row["taste"]), []).append(row)
    for members in families.values():
        adjusted = holm([member["p_value"] for member in members])
        for member, p_value in zip(members, adjusted):
            member["p_holm"] = float(p_value)
    return rows


def _outcome(row: dict[str, str], first: str) -> str:
    """Return what a judgement is for the first of a pair by name: wins, losses or ties."""
    if row["choice"] not in ("left", "right"):
        return "ties"
    return "wins" if row[f"{row['choice']}_name"] == first else "losses"


def _row(key: tuple[str, ...], count: Counter[str]) -> dict[str, Any]:
    wins, losses = count["wins"], count["losses"]
    decided = wins + losses
    low, high = signs.interval(wins, decided)
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
        "share": wins / decided if decided else math.nan,
        "ci_low": low,
        "ci_high": high,
        "p_value": signs.p_value(wins, losses),
    }
