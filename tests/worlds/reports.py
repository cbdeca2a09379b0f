"""Small reports by hand: two baselines on one benchmark, with scores of each user."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.contract import reports, reports_beside
from benchmarks.contract.csv import write_table
from benchmarks.contract.files import write_json
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval

N_USERS = 40
BENCHMARK = {"benchmark": "tiny", "view": "all"}
NDCG, RMSE = {"metric": "ndcg", "k": 10}, {"metric": "rmse", "k": None}


def scores(seed: int, n_users: int = N_USERS) -> np.ndarray:
    """Return made-up nDCG of users."""
    return np.random.default_rng(seed).uniform(0.2, 0.8, n_users).round(6)


@dataclass(frozen=True)
class World:
    """A report in the making.

    users : nDCG@10 of each user, by baseline; rmse : one number each, with an interval of ± 0.1
    status : of cells, where it is not ok
    """

    users: dict[str, np.ndarray] = field(
        default_factory=lambda: {"ease": scores(1), "popular": scores(2)}
    )
    rmse: dict[str, float] = field(default_factory=lambda: {"ease": 0.9, "popular": 1.0})
    fingerprint: str = "aaaaaaaaaaaa"
    status: dict[str, str] = field(default_factory=dict)
    tier: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, float] = field(default_factory=dict)
    fit_seconds: float = 2.0
    numpy: str = "2.0.0"

    def but(self, **changes: object) -> "World":
        """Return another report that differs in what is named."""
        return replace(self, **changes)

    def write(self, folder: Path) -> Path:
        """Write the tables into a folder, which is returned."""
        for table, rows in self._tables().items():
            write_table(folder, table, rows)
        made_with = {"python": "3.11.0", "packages": {"numpy": self.numpy}, "cpu": "a processor"}
        write_json(folder / "provenance.json", made_with)
        return folder

    def write_scores(self, folder: Path) -> Path:
        """Write the scores per user, as `score` does, into a folder."""
        parts = []
        for baseline, values in self.users.items():
            n = len(values)
            labels = {"view": ["all"] * n, "baseline": [baseline] * n, "fold": ["all"] * n}
            users = np.arange(n, dtype=np.int32)
            parts.append(pa.table({**labels, "user": users, "ndcg@10": values}))
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.concat_tables(parts), folder / "per_user.parquet")
        return folder

    def _tables(self) -> dict[reports.Table, list[dict[str, object]]]:
        codes = [
            {**BENCHMARK, **metric, "fingerprint": self.fingerprint} for metric in (NDCG, RMSE)
        ]
        ranks = [
            {**metric, "baseline": "ease", "average_rank": 1.0, "benchmarks": 1}
            for metric in (NDCG, RMSE)
        ]
        return {
            reports.RESULTS: [*self._ndcg(), *self._rmse()],
            reports.CELLS: self._cells(),
            reports.FINGERPRINTS: codes,
            reports.RANKS: ranks,
            reports.MEASURED: self._measured(),
            reports_beside.METRICS: _metrics(),
        }

    def _ndcg(self) -> list[dict[str, object]]:
        rows = []
        for baseline, values in self.users.items():
            low, high = percentile_interval(bootstrap_totals(values[:, None]) / len(values))
            number = {"value": float(values.mean()), "ci_low": low[0], "ci_high": high[0]}
            rows.append(_everybody(baseline) | NDCG | number | {"n_users": len(values)})
        return rows

    def _rmse(self) -> list[dict[str, object]]:
        rows = []
        for baseline, value in self.rmse.items():
            number = {"value": value, "ci_low": value - 0.1, "ci_high": value + 0.1}
            rows.append(_everybody(baseline) | RMSE | number | {"n_users": N_USERS})
        return rows

    def _cells(self) -> list[dict[str, object]]:
        names = {**self.users, **self.status}
        return [
            {
                "benchmark": "tiny",
                "baseline": name,
                "status": self.status.get(name, "ok"),
                "reason": "it broke" if name in self.status else "",
                "seeds": 1,
                "parameters": json.dumps(self.parameters),
                "origin": "default",
                "tier": self.tier.get(name, "run here"),
            }
            for name in names
        ]

    def _measured(self) -> list[dict[str, object]]:
        cost = {"benchmark": "tiny", "fit_seconds": self.fit_seconds, "rank_seconds": 1.0}
        return [{**cost, "baseline": name, "new_item_by": ""} for name in self.users]


def _everybody(baseline: str) -> dict[str, object]:
    blank = {"fold": "", "subject": "all", "attribute": "", "group": ""}
    return BENCHMARK | blank | {"baseline": baseline}


def _metrics() -> list[dict[str, object]]:
    told = {"family": "", "unit": "", "decimals": 3, "averaged": "users", "has_interval": True}
    told |= {"identifier": "", "source": ""}
    ndcg = {"metric": "ndcg", "label": "nDCG", "direction": "higher"}
    return [told | ndcg, told | {"metric": "rmse", "label": "RMSE", "direction": "lower"}]
