"""What each seed of a cell is worth over all folds, put together as results.csv does it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.results.averages import Scores
from benchmarks.results.per_user import Columns, Rows, total


@dataclass
class OverFolds:
    """The scores per user of each seed, fold by fold."""

    parts: dict[int, list[pa.Table]] = field(default_factory=dict)

    def add(self, fold: str, users: IntArray, of_seeds: Mapping[int, Columns]) -> None:
        """Add what the users of a fold have by each seed, each column (n_users,)."""
        for seed, columns in of_seeds.items():
            known: dict[str, FloatArray | IntArray | list[str]] = {
                name: values for name, values in columns.items() if values is not None
            }
            part = pa.table({"fold": [fold] * len(users), "user": users, **known})
            self.parts.setdefault(seed, []).append(part)

    def totals(self, wanted: list[str]) -> Rows:
        """Return the number of each seed by each metric that is an average over users, or a ratio.

        wanted : such as `rmse` and `ndcg@10`; what they add up is there too
        """
        rows = []
        for seed, parts in self.parts.items():
            scores = Scores.of(pa.concat_tables(parts, promote_options="default"))
            for name in dict.fromkeys([*wanted, *scores.rows.column_names]):
                if names.column(name).metric in metrics.known():
                    column = scores.everybody(name)
                    if column is not None:
                        rows.append(total(seed, name, column.value))
        return rows
