"""The paired tests of a baseline against each other one, on the metric that ranks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

from benchmarks.tracking.columns import Metric, allowed

_MIRRORED = {"better": "worse", "worse": "better"}
_HEADER = "other,verdict,difference,ci_low,ci_high,p_holm\n"


@dataclass(frozen=True)
class Pair:
    """A paired test, from the side of one baseline.

    difference, ci_low, ci_high : of its number less the other's, as text; '' where there is none
    verdict : better, worse, practically equal, different or undecided
    """

    other: str
    verdict: str
    difference: str
    ci_low: str
    ci_high: str
    p_holm: str


def of_each(rows: Iterable[dict[str, Any]]) -> dict[str, list[Pair]]:
    """Return the tests of each baseline; a row of comparisons.csv is one of either side."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for row in rows:
        first, other, p, verdict = (row[n] for n in ("baseline", "other", "p_holm", "verdict"))
        number, low, high = row["difference"], row["ci_low"], row["ci_high"]
        pairs[first].append(Pair(other, verdict, number, low, high, p))
        mirrored = _MIRRORED.get(verdict, verdict)
        sides = (_negative(number), _negative(high), _negative(low))
        pairs[other].append(Pair(first, mirrored, *sides, p))
    return {name: sorted(of, key=lambda pair: pair.other) for name, of in pairs.items()}


def metrics(pairs: Iterable[Pair]) -> list[Metric]:
    """Return the tests as metrics, so that a comparison of two runs shows theirs."""
    named: list[Metric] = []
    for pair in pairs:
        other = allowed(pair.other)
        named += [(f"paired/{other} difference", float(pair.difference), 0)]
        named += [(f"paired/{other} p_holm", float(pair.p_holm), 0)]
    return named


def table(pairs: Iterable[Pair]) -> str:
    """Return the tests as CSV."""
    lines = (",".join(astuple(pair)) for pair in pairs)
    return _HEADER + "".join(f"{line}\n" for line in lines)


def _negative(number: str) -> str:
    """Return a number of the other sign, with as many decimals.

    >>> _negative("0.012"), _negative("-0.5"), _negative("0.000"), _negative("")
    ('-0.012', '0.5', '0.000', '')
    """
    if not number.strip("0."):
        return number
    return number[1:] if number.startswith("-") else f"-{number}"
