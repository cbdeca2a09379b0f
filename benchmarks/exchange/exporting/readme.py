"""The README of an export: what lies there, and the rules by which lists are judged."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.settings import ViewRules
from benchmarks.exchange.exporting.decoys import DECOYS
from benchmarks.exchange.exporting.tables import SEPARATOR
from benchmarks.exchange.submissions.files import FORMATS
from benchmarks.protocol.ranking import LIST_LENGTH
from benchmarks.splits import kind
from benchmarks.splits.wording import names_of

_COLUMNS = {
    "fold": "the fold; recommend for each on its own",
    "split": "training, validation or gap",
    "user": "the user's identifier, text",
    "item": "the item's identifier, text",
    "rating": "on the scale below",
    "quantity": "pieces",
    "value": "what was paid",
    "time": "seconds since 1970-01-01 UTC",
    "relevant": "whether the row would count as relevant if it were held out",
    "basket": "number of the user's basket, from 0 in the order of time",
    "title": "",
    "categories": f"parted by {SEPARATOR}",
    "features": f"`name=value`, parted by {SEPARATOR}",
    "released": "seconds since 1970-01-01 UTC",
    "displays": "stores that displayed the item in the week that begins at `time`",
    "mailers": "stores whose mailer showed it",
}
_TABLES = {
    "interactions": "what may be learnt from",
    "items": "the catalogue: what may be recommended",
    "users": "all users",
    "queries": "whom to serve",
    "pairs": "pairs to rate, hidden among others",
    "promotions": "which items were promoted in which week",
}


def readme(
    plan: ScorePlan, facts: Mapping[str, Any], contents: Mapping[str, pa.Table], files: list[str]
) -> str:
    """Return the text, Markdown.

    facts : as in the dataset's dataset.json; contents : the exported tables; files : their paths
    """
    sections = [
        f"# {facts['title']}: {plan.benchmark}",
        f"From Levelground, to recommend elsewhere. Licence of the data: {facts['licence']} "
        "(LICENCE.txt). Do not pass it on where that says so.",
        "## Files",
        _files(contents),
        f"In this folder: {', '.join(f'`{name}`' for name in files)}.",
        "## The task",
        _task(plan, facts),
        "## Rules",
        _bullets(_rules(plan, facts, contents)),
        "## What to hand in",
        _bullets(_handed_in(plan, contents)),
    ]
    return "\n\n".join(sections)


def _bullets(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _files(contents: Mapping[str, pa.Table]) -> str:
    """Return a line for each table with its columns."""
    lines = []
    for name, table in contents.items():
        columns = [f"`{column}`{_meaning(column)}" for column in table.column_names]
        lines.append(f"`{name}`: {_TABLES[name]}; {table.num_rows:,} rows: {'; '.join(columns)}")
    return _bullets(lines)


def _meaning(column: str) -> str:
    return f" ({_COLUMNS[column]})" if _COLUMNS[column] else ""


def _task(plan: ScorePlan, facts: Mapping[str, Any]) -> str:
    sentences = kind.read(plan.split).sentences(names_of(facts))
    least = plan.relevance.min_rating
    relevant = "Every held-out item is" if least is None else f"Items rated {least:g} or more are"
    return " ".join([*sentences, f"{relevant} relevant."])


def _view(name: str, rules: ViewRules) -> str:
    """Say what the lists of a view may hold."""
    what = "any item" if not rules.only_cold else "only items without any interaction here"
    masked = ", but none that the user has in `interactions`" if rules.leaves_out_seen else ""
    stands = f" (reported as {rules.benchmark})" if rules.benchmark else ""
    return f"View `{name}`{stands}: {what} of `items`{masked}. What breaks this is dropped."


def _rules(
    plan: ScorePlan, facts: Mapping[str, Any], contents: Mapping[str, pa.Table]
) -> list[str]:
    headline = ", ".join(plan.headline)
    rules = [_view(name, view) for name, view in plan.views.items()]
    rules += [
        f"A list has up to {LIST_LENGTH} items; they are judged down to rank {plan.longest}. "
        f"Shown first: {headline}.",
        "The whole catalogue is ranked: no sampled candidates.",
        "A user of `queries` without a list scores 0: popularity does not step in. Who is not "
        "asked for is dropped.",
        "Equal scores are ordered by a seeded hash of user and item.",
        "Choose parameters on the rows with split `validation`, learning from `training` alone; "
        "then learn from both. Rows with split `gap`, where there are any, are of users whose "
        "validation rows follow: learn from them only once parameters are chosen.",
        "Learn from nothing of the same data that is not here: what is held out may be public.",
    ]
    if "pairs" in contents:
        low, high = facts["rating_scale"]
        rules.append(
            f"Ratings go from {low:g} to {high:g}. `pairs` holds {DECOYS} drawn pairs for each "
            "that is judged, of the same users: rate all. It is for ratings alone: lists may not "
            "be made with it."
        )
    return rules


def _handed_in(plan: ScorePlan, contents: Mapping[str, pa.Table]) -> list[str]:
    place = f"submissions/{plan.benchmark}/NAME"
    formats = ", ".join(f".{name}" for name in FORMATS[1:])
    columns = "`user`, `item`, and `rank` (1 is the top) or `score` (higher is better)"
    fold = "`fold` (needed here), " if "fold" in contents["queries"].column_names else ""
    several = ", ".join(f"`{name}`" for name in plan.views)
    sentences = [
        f"`{place}.csv` (or {formats}, each also .gz) with the columns {columns}; a rank counts "
        "before a score. As a `.run` it is a TREC run file.",
        f"Further columns: {fold}`seed` (several runs), `view` ({several}; the first where there "
        "is no such column).",
        f"`{place}.yaml`, if you like: title, authors, url, bibtex, tuning, fit_seconds, hardware.",
        f"`python -m benchmarks check {place}.csv` says what is wrong, and scores it.",
    ]
    if "pairs" in contents:
        sentences.insert(2, f"`{place}.ratings.csv`: `user`, `item`, `rating` of every pair.")
    return sentences
