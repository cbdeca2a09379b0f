"""Say in one short code what a number means; two numbers compare only if their codes are equal."""

from typing import Any

from pydantic import BaseModel

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.files import text_digest

# Change these words when the rule in ranking.py or ties.py changes its meaning.
TIES = "splitmix64 of blake2b keys of (user, item), ranking salted apart from the split"
_DIGESTS = ("content_sha256", "users_sha256", "promotions_sha256", "baskets_sha256")
FALLBACK = "constant row: number of training positives"


def protocol(info: dict[str, Any], plan: ScorePlan, view: str) -> dict[str, Any]:
    """Return all that gives the numbers of a view their meaning, but for the metric.

    info : the digests that `split` wrote beside the training set
    """
    return {
        "dataset": [info[name] for name in _DIGESTS if name in info],
        "catalogue": info["catalogue_sha256"],
        "split": plan.split,
        "relevance": _plain(plan.relevance),
        "view": _plain(plan.views[view], but={"benchmark"}),  # a name means nothing
        "ties": TIES,
        "fallback": FALLBACK,
    }


def of_metric(protocol_words: dict[str, Any], column: str, fresh_days: float) -> str:
    """Return the fingerprint of a metric's numbers, such as those of the column `ndcg@10`."""
    name, k = names.column(column)
    metric = metrics.select([name])[name]
    words: list[Any] = [protocol_words, metrics.identifier(metric), "" if k is None else str(k)]
    if "is_fresh" in metrics.arguments(metric):
        words.append(fresh_days)
    return text_digest(words)


def of_view(info: dict[str, Any], plan: ScorePlan, view: str) -> dict[str, str]:
    """Return the fingerprints of a view: of the protocol, and of each metric's column."""
    words = protocol(info, plan, view)
    codes = {"protocol": text_digest(words)}
    for column in metrics.columns(plan.metrics, plan.cutoffs):
        codes[column] = of_metric(words, column, plan.fresh_days)
    return codes


def _plain(block: BaseModel, but: set[str] | None = None) -> dict[str, Any]:
    """Return a block's settings as JSON, without those at their defaults.

    So a new option changes nothing.
    """
    return block.model_dump(mode="json", exclude_defaults=True, exclude=but)
