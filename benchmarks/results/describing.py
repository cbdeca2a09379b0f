"""The tables that describe: what metrics, baselines, benchmarks and groups are."""

from collections.abc import Mapping
from typing import Any

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.audited import LATER_THAN_TEST, asked, over_folds
from benchmarks.contract.documents import BenchmarkFacts, Study
from benchmarks.contract.leaderboards import Reported
from benchmarks.results import groups

Rows = list[dict[str, Any]]
Facts = Mapping[str, dict[str, Any]]
_DERIVED = ("activity", "history", "warmth", "item_popularity", "item_age", "decade")


def metrics_rows(study: Study) -> Rows:
    """Return the rows of metrics.csv, as the metrics declare themselves."""
    return metrics.describe(study.metrics)


def baselines(study: Study) -> Rows:
    """Return the rows of baselines.csv."""
    rows = []
    for name, facts in study.baselines.items():
        rows.append(
            {
                "baseline": name,
                "label": facts.title or name.replace("_", " "),
                "family": facts.family,
                "personalised": bool(facts.personalized),
                "tunable": bool(facts.search),
                "source": facts.summary,
            }
        )
    return rows


def benchmarks(
    study: Study, results: Rows, audits: Facts, datasets: Facts, sentences: Mapping[str, str]
) -> Rows:
    """Return the rows of benchmarks.csv, one for each view.

    audits : of each benchmark; datasets : facts of each dataset
    sentences : what the split of each benchmark does
    """
    scored = _scored(results, study.headline[0])
    rows = []
    for view in study.reported():
        block = study.benchmark(view.benchmark)
        facts, audit = datasets.get(block.dataset, {}), audits.get(view.benchmark, {})
        rows.append(
            {
                **_about_view(view, block),
                "sentence": sentences[view.benchmark],
                "title": facts.get("title", block.dataset),
                "unit_of_users": facts.get("users_are", "users"),
                "scored": scored.get((view.name, view.view)),
                "left_out": _left_out(audit, scored.get((view.name, view.view))),
                "leak_share": over_folds(audit, LATER_THAN_TEST),
            }
        )
    return rows


def _left_out(audit: Mapping[str, Any], n_scored: int | None) -> int | None:
    """Return how many test users of any fold have no number; None where nothing is known.

    Those whose test rows are all outside the catalogue are among them.
    """
    return None if not audit or n_scored is None else asked(audit) - n_scored


def _about_view(view: Reported, block: BenchmarkFacts) -> dict[str, Any]:
    """Return what settings say of a view."""
    rule = block.views[view.view]
    least = block.relevance.min_rating
    return {
        "benchmark": view.name,
        "view": view.view,
        "label": block.titles.get(view.view) or _label(view),
        "dataset": block.dataset,
        "parent": view.benchmark if view.name != view.benchmark else "",
        "mask": rule.mask,
        "candidates": rule.candidates,
        "relevance": "every interaction" if least is None else f"rating of at least {least:g}",
    }


def _label(view: Reported) -> str:
    return view.name if view.everybody == "all" else f"{view.name}, {view.view}"


def _scored(results: Rows, headline: str) -> dict[tuple[str, str], int]:
    """Return how many users stand behind the headline of each benchmark and view."""
    counts: dict[tuple[str, str], int] = {}
    for row in results:
        about_all = row["subject"] == "all" and not row["fold"]
        if about_all and (row["metric"], row["k"]) == names.column(headline):
            place = row["benchmark"], row["view"]
            counts[place] = max(counts.get(place, 0), row["n_users"])
    return counts


def slices(study: Study, of_benchmark: Mapping[str, Rows]) -> Rows:
    """Return the rows of slices.csv.

    of_benchmark : the groups that `score` wrote, by benchmark
    """
    rows = []
    for view in study.reported():
        if view.everybody == "all":
            for row in of_benchmark.get(view.benchmark, []):
                derived = _is_derived(row["attribute"])
                kind = "derived" if derived else "feature"
                label = f"{row['attribute'].replace('_', ' ')} {row['group']}"
                rows.append({"benchmark": view.name, **row, "label": label, "kind": kind})
    return rows


def _is_derived(attribute: str) -> bool:
    return attribute in _DERIVED or attribute.endswith(groups.SIZE)
