"""What a benchmark asks of who recommends for it, in the dataset's own identifiers."""

from dataclasses import dataclass

import pyarrow as pa

from benchmarks.contract import paths
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.settings import ViewRules
from benchmarks.protocol import queries, training
from benchmarks.protocol.queries import Queries


@dataclass(frozen=True)
class Asked:
    """Whom to serve by which rules.

    user_ids, item_ids : identifiers in the order of their codes
    folds, views : by their names, in order; the first view is what counts where a file names none
    longest : the last rank that is judged, beyond which places of a list are not judged
    rating_scale : lowest and highest rating, or None where the data has no ratings
    """

    benchmark: str
    user_ids: pa.Array
    item_ids: pa.Array
    folds: dict[str, Queries]
    views: dict[str, ViewRules]
    longest: int
    rating_scale: tuple[float, float] | None

    @staticmethod
    def read(plan: ScorePlan) -> "Asked":
        """Read what `split` wrote of a benchmark."""
        source = training.read(paths.train(plan.benchmark))
        asked_of = queries.read(paths.ask(plan.benchmark), source)
        folds = {asked.fold: asked for asked in asked_of}
        scale = source.rating_scale
        return Asked(
            plan.benchmark,
            source.users["user_id"].combine_chunks(),
            source.items["item_id"].combine_chunks(),
            folds,
            dict(plan.views),
            plan.longest,
            (scale[0], scale[1]) if scale else None,
        )
