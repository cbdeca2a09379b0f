"""What one benchmark offers for comparison: its data, whom lists are for, and which baselines are in the line-up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.contract import names, paths, reading, reports, tables
from benchmarks.contract.arrays import IntArray
from benchmarks.contract.documents import Reported, Study
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.files import read_json
from benchmarks.contract.older import Views
from benchmarks.protocol import queries, training
from benchmarks.protocol.view import View
from benchmarks.splits.rules import with_rules

LENGTH = 10  # items of a list that a person sees
LINE_UP = 5  # the best baselines by the first headline metric of lists, and the reference
QUICK_SECONDS = 5.0  # measured fit time up to which a baseline is fitted while somebody waits
PEOPLE = 5  # a user drawn at random has at least so many positives, if anybody has


@dataclass(frozen=True)
class Ground:
    """One benchmark as the report names it, its first fold, seed 0.

    name, benchmark : as reported, and as in params.yaml (`complete-journey-new` is a view of
    `complete-journey`)
    view_name, view : the ranking that lists of real users come from
    scores : the headline metric of each baseline, where the report has it
    line_up, quick : who is compared for real users, and for a taste that is entered
    fast : all baselines that can be fitted while somebody waits
    """

    name: str
    benchmark: str
    view_name: str
    settings: Study
    source: training.Source
    asked: queries.Queries
    metric: str
    scores: dict[str, float]
    line_up: tuple[str, ...]
    quick: tuple[str, ...]
    fast: frozenset[str]
    facts: dict[str, Any] = field(repr=False)

    @property
    def view(self) -> View:
        """The view of real users' lists."""
        return View.of(self.settings.benchmark(self.benchmark).views[self.view_name])

    @property
    def own_view(self) -> View:
        """The view for a taste that is entered: the first that leaves out what was entered, if there is any."""
        views = self.settings.benchmark(self.benchmark).views.values()
        return next((View.of(rules) for rules in views if rules.leaves_out_seen), self.view)

    @cached_property
    def rows(self) -> pa.Table:
        """What the final fit of the fold learns from."""
        return self.source.fold(self.asked.fold, training.FINAL)

    @cached_property
    def train(self) -> training.Training:
        """The training set of the fold."""
        return self.source.training(self.asked.fold, training.FINAL)

    @cached_property
    def item_ids(self) -> list[str]:
        """Identifiers of the items, by code."""
        return self.source.items["item_id"].to_pylist()

    @cached_property
    def titles(self) -> list[str]:
        """Titles of the items, by code; the identifier where there is none."""
        return [
            title or name
            for title, name in zip(self.source.items["title"].to_pylist(), self.item_ids)
        ]

    @cached_property
    def item_of(self) -> dict[str, int]:
        """Codes of the items, by identifier."""
        return {name: code for code, name in enumerate(self.item_ids)}

    @cached_property
    def user_of(self) -> dict[str, int]:
        """Codes of the users who have lists, by identifier."""
        user_ids = self.source.users["user_id"].to_pylist()
        return {user_ids[code]: int(code) for code in self.asked.users}

    def parameters(self, baseline: str) -> dict[str, Any]:
        """Return a baseline's parameters on this benchmark."""
        return self.settings.baseline(baseline).parameters(self.benchmark)

    def listed(self, baseline: str, user: int) -> IntArray:
        """Return the top of the list that `fit` wrote for a user; item codes, best first."""
        path = paths.cell(self.benchmark, baseline) / "lists.parquet"
        wanted = {"fold": self.asked.fold, "seed": 0, "view": self.view_name, "user": user}
        filters = [*((name, "=", value) for name, value in wanted.items()), ("rank", "<=", LENGTH)]
        found = tables.require(pq.read_table(path, filters=filters), tables.LISTS, str(path))
        return tables.column(found.sort_by("rank"), "item")

    def someone(self, random: np.random.Generator) -> int:
        """Draw a user who has lists, with some history if anybody has."""
        counts = np.diff(self.train.positives.indptr)[self.asked.users]
        known = self.asked.users[counts >= PEOPLE]
        return int(random.choice(known if len(known) else self.asked.users))

    def held_out(self, user: int) -> dict[int, dict[str, Any]]:
        """Return the user's test rows by item code; of several of one item, their number and the latest."""
        rows = pq.read_table(
            paths.test(self.benchmark) / "interactions.parquet",
            filters=[("fold", "=", self.asked.fold), ("user", "=", user)],
        )
        found: dict[int, dict[str, Any]] = {}
        for row in rows.sort_by("time").to_pylist():
            found[row["item"]] = row | {"times": found.get(row["item"], {"times": 0})["times"] + 1}
        return found


def survey(name: str, only: Sequence[str] = ()) -> Ground:
    """Read what a benchmark offers.

    only : the baselines to compare; by default the best `LINE_UP` and the reference of params.yaml

    Raises UserError where there are not two baselines with lists.
    """
    settings = with_rules(Study.read(paths.STUDY))
    known = {view.name: view for view in reversed(settings.reported())}
    if name not in known:
        raise unknown("benchmark", name, known, str(paths.PARAMS))
    place = known[name]
    folder = paths.train(place.benchmark)
    source = training.read(folder)
    asked = next(queries.read(folder, source), None)
    if asked is None:
        raise UserError(f"{name}: nobody has a list to compare.")
    for baseline in only:
        settings.baseline(baseline)
    listed = [
        b for b in settings.baselines if (paths.cell(place.benchmark, b) / "lists.parquet").exists()
    ]
    missing = sorted(set(only) - set(listed))
    if missing or len(listed) < 2:
        lacking = (
            f"no lists of {', '.join(missing)}"
            if missing
            else "fewer than two baselines with lists"
        )
        raise UserError(
            f"runs/fit/{place.benchmark}: {lacking}; run `make repro BENCHMARK={place.benchmark}`."
        )
    metric = next(filter(names.has_cutoff, settings.headline), settings.headline[0])
    scores = _scores(name, metric, place.view)
    reference = settings.comparison.reference
    line_up = _best(listed, scores, reference, only)
    fast = [
        baseline for baseline in listed if _fit_seconds(place.benchmark, baseline) <= QUICK_SECONDS
    ]
    entered = _entered(settings, place)
    quick = _best(fast, _scores(entered.name, metric, entered.view), reference, only)
    facts = read_json(paths.prepared(settings.benchmark(place.benchmark).dataset) / "dataset.json")
    chosen = (line_up, quick, frozenset(fast))
    return Ground(
        name,
        place.benchmark,
        place.view,
        settings,
        source,
        asked,
        metric,
        scores,
        *chosen,
        facts=facts,
    )


def _entered(settings: Study, place: Reported) -> Reported:
    """Return where the report has the view that a taste is entered for; see `Ground.own_view`."""
    views = settings.benchmark(place.benchmark).views
    here = [one for one in settings.reported() if one.benchmark == place.benchmark]
    return next((one for one in here if views[one.view].leaves_out_seen), place)


def _best(
    among: list[str], scores: dict[str, float], reference: str | None, only: Sequence[str]
) -> tuple[str, ...]:
    """Return those asked for, or the best few by the report and the reference; all where the report has no scores."""
    if only:
        return tuple(sorted(set(only) & set(among)))
    ranked = sorted((b for b in among if b in scores), key=lambda b: (-scores[b], b))
    chosen = ranked[:LINE_UP] or among
    return tuple(sorted({*chosen, *({reference} & set(among))}))


def pairs(baselines: Sequence[str]) -> list[tuple[str, str]]:
    """Return all pairs, each in the order of names."""
    return list(combinations(sorted(baselines), 2))


def _scores(name: str, metric: str, view: str) -> dict[str, float]:
    path = paths.REPORTS / "results.csv"
    views = Views({name: view})
    rows = reading.read(paths.REPORTS, reports.RESULTS, views) if path.exists() else []
    column = names.column(metric)
    wanted = {"benchmark": name, "view": view, "fold": "", "subject": "all"}
    wanted |= {"metric": column.metric, "k": column.k}
    chosen = [row for row in rows if wanted.items() <= row.items()]
    return {row["baseline"]: row["value"] for row in chosen if row["value"] is not None}


def _fit_seconds(benchmark: str, baseline: str) -> float:
    """Return what the slowest fit of a cell took; infinite where none was measured."""
    path = paths.measured(benchmark, baseline)
    runs = read_json(path)["runs"] if path.exists() else []
    return max((run["fit_seconds"] for run in runs), default=np.inf)
