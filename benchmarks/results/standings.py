"""Where each baseline stands by the paired tests: its range of ranks, whether tied for best."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import comb
from typing import Any

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.results.luck import Luck, Lucky, p_with_luck
from benchmarks.stats.levels import ALPHA, NO_CLAIM_BELOW
from benchmarks.stats.relative import turned

DIGITS = 6  # as tables have: what rounding errors alone tell apart is equal there
Row = Mapping[str, Any]
Rows = list[dict[str, Any]]


def standings(compared: Iterable[Row], reference: str | None, margin: float, luck: Lucky) -> Rows:
    """Return a row for each baseline, of each metric of users by which all pairs were compared.

    compared : rows of comparisons.csv
    reference : the baseline that all are compared with, if any
    margin : differences below this share of a number are practically nothing
    """
    families: dict[tuple[str, str, str, int | None], list[Row]] = {}
    for row in compared:
        place = row["benchmark"], row["view"], row["metric"], row["k"]
        if row["n_users"]:  # one number for all lists has neither a better side nor users
            families.setdefault(place, []).append(row)
    standing: Rows = []
    for (benchmark, view, metric, k), rows in families.items():
        column = names.column_name(metric, k)
        family = Family.of(rows, column, luck(benchmark, view, column))
        if family.is_whole:
            labels = {"benchmark": benchmark, "view": view, "metric": metric, "k": k}
            of_family = _of_family(family, reference)
            standing += [{**labels, **row, "margin": margin} for row in of_family]
    return standing


@dataclass(frozen=True)
class Family:
    """All pairs of baselines under one metric.

    values : by baseline, the first of the leaderboard first; equal numbers in the order of names
    ahead : who is significantly ahead of each; pairs : rows by baseline and other
    """

    values: dict[str, float]
    ahead: dict[str, set[str]]
    pairs: dict[tuple[str, str], Row] = field(repr=False)

    @staticmethod
    def of(rows: Iterable[Row], metric: str, luck: Luck) -> "Family":
        """Return the family of rows of comparisons.csv that have one metric."""
        pairs = {(row["baseline"], row["other"]): row for row in rows}
        values = {row["baseline"]: row["value"] for row in pairs.values()}
        values |= {row["other"]: row["other_value"] for row in pairs.values()}
        values = {name: round(value, DIGITS) for name, value in values.items()}
        sign = 1 if metrics.falls(metric) else -1
        ordered = sorted(values, key=lambda name: (sign * values[name], name))
        ahead: dict[str, set[str]] = {name: set() for name in ordered}
        for (one, other), row in pairs.items():
            if p_with_luck(row, luck, len(pairs)) < ALPHA:
                one_leads = sign * row["difference"] < 0
                ahead[other if one_leads else one].add(one if one_leads else other)
        return Family({name: values[name] for name in ordered}, ahead, pairs)

    @property
    def tied(self) -> list[str]:
        """Those tied for best: nobody is significantly ahead of them, nor one of the other."""
        return [name for name, leaders in self.ahead.items() if not leaders]

    @property
    def is_whole(self) -> bool:
        """Whether each pair was compared."""
        return len(self.pairs) == comb(len(self.values), 2)

    def tells_apart(self, name: str, other: str) -> bool:
        """Tell whether one of two baselines is significantly ahead of the other."""
        return name in self.ahead[other] or other in self.ahead[name]

    def behind(self, name: str) -> int:
        """Return how many are significantly behind a baseline."""
        return sum(name in leaders for leaders in self.ahead.values())

    def pair(self, name: str, other: str | None) -> Row | None:
        """Return the row of two baselines, whichever stands first; None where they are one."""
        if other is None:
            return None
        return self.pairs.get((name, other)) or self.pairs.get((other, name))


def _of_family(family: Family, reference: str | None) -> Rows:
    """Return the rows of a family, the first of the leaderboard first."""
    n_users = max(row["n_users"] for row in family.pairs.values())
    others = list(family.values.values())
    rows = []
    for name, value in family.values.items():
        rows.append(
            {
                "baseline": name,
                "value": value,
                "rank": 1 + others.index(value),
                "rank_low": 1 + len(family.ahead[name]),
                "rank_high": len(family.values) - family.behind(name),
                "is_tied_for_best": not family.ahead[name],
                "is_claimed": n_users >= NO_CLAIM_BELOW,
                "reference": reference or "",
                **_against(family.pair(name, reference), name),
                "n_users": n_users,
            }
        )
    return rows


def _against(pair: Row | None, name: str) -> dict[str, float | None]:
    """Return a baseline's difference from the reference as a share of either; {} without one."""
    if pair is None:
        return {}
    low, high = pair["relative_low"], pair["relative_high"]
    of_first = _share(pair["difference"], pair["other_value"]), low, high
    of_other = _share(-pair["difference"], pair["value"]), turned(high), turned(low)
    is_first = pair["baseline"] == name
    own, others = (of_first, of_other) if is_first else (of_other, of_first)
    columns = ("relative", "relative_low", "relative_high")
    of_reference = [f"reference_{column}" for column in columns]
    return dict(zip([*columns, *of_reference], [*own, *others], strict=True))


def _share(amount: float, whole: float) -> float | None:
    return amount / whole if whole else None
