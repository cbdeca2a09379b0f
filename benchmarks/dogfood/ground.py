"""What one benchmark offers for comparison: its data, whom lists are for, and who is compared."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import IntArray
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.files import read_json
from benchmarks.contract.leaderboards import Reported
from benchmarks.dogfood import report
from benchmarks.dogfood.settings import Place
from benchmarks.protocol import queries, training

LENGTH = 10  # items of a list that a person sees
LINE_UP = 5  # the best baselines by the first headline metric of lists, and the reference
QUICK_SECONDS = 5.0  # measured fit time up to which a baseline is fitted while somebody waits
PEOPLE = 5  # a user drawn at random has at least so many positives, if anybody has


@dataclass(frozen=True)
class Ground:
    """One benchmark, its first fold, seed 0.

    place : what params.yaml says of it
    scores : the headline metric of each baseline, where the report has it
    line_up, quick : who is compared for real users, and for a taste that is entered
    fast : all baselines that can be fitted while somebody waits
    facts : of the dataset
    """

    place: Place
    source: training.Source
    asked: queries.Queries
    scores: dict[str, float]
    line_up: tuple[str, ...]
    quick: tuple[str, ...]
    fast: frozenset[str]
    facts: dict[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """The benchmark as the report names it."""
        return self.place.reported.name

    @property
    def metric(self) -> str:
        """What `scores` are of."""
        return self.place.metric

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
        return list(self.source.items["item_id"].to_pylist())

    @cached_property
    def titles(self) -> list[str]:
        """Titles of the items, by code; the identifier where there is none."""
        titles = self.source.items["title"].to_pylist()
        return [title or name for title, name in zip(titles, self.item_ids)]

    @cached_property
    def item_of(self) -> dict[str, int]:
        """Codes of the items, by identifier."""
        return {name: code for code, name in enumerate(self.item_ids)}

    @cached_property
    def user_of(self) -> dict[str, int]:
        """Codes of the users who have lists, by identifier."""
        user_ids = self.source.users["user_id"].to_pylist()
        return {user_ids[code]: code for code in self.asked.users.tolist()}

    def listed(self, baseline: str, user: int) -> IntArray:
        """Return the top of the list that `fit` wrote for a user; item codes, best first."""
        path = _lists(self.place.reported, baseline)
        view = self.place.reported.view
        wanted = {"fold": self.asked.fold, "seed": 0, "view": view, "user": user}
        filters = [*((name, "=", value) for name, value in wanted.items()), ("rank", "<=", LENGTH)]
        top = tables.require(pq.read_table(path, filters=filters), tables.LISTS, str(path))
        return tables.column(top.sort_by("rank"), "item")

    def someone(self, random: np.random.Generator) -> int:
        """Draw a user who has lists, with some history if anybody has."""
        counts = np.diff(self.train.positives.indptr)[self.asked.users]
        active = self.asked.users[counts >= PEOPLE]
        return int(random.choice(active if len(active) else self.asked.users))

    def held_out(self, user: int) -> dict[int, dict[str, Any]]:
        """Return the user's test rows by item code: the latest of each, with how many `times`."""
        path = paths.test(self.place.reported.benchmark) / "interactions.parquet"
        own = [("fold", "=", self.asked.fold), ("user", "=", user)]
        latest: dict[int, dict[str, Any]] = {}
        for row in pq.read_table(path, filters=own).sort_by("time").to_pylist():
            before = latest.get(row["item"], {"times": 0})["times"]
            latest[row["item"]] = row | {"times": before + 1}
        return latest


def survey(place: Place, only: Sequence[str] = ()) -> Ground:
    """Read what a benchmark offers.

    only : the baselines to compare; by default the best `LINE_UP` and the reference of params.yaml

    Raises UserError where there are not two baselines with lists.
    """
    benchmark = place.reported.benchmark
    source = training.read(paths.train(benchmark))
    asked = next(queries.read(paths.ask(benchmark), source), None)
    if asked is None:
        raise UserError(f"{place.reported.name}: nobody has a list to compare.")
    listed = _with_lists(place, only)
    fast = [baseline for baseline in listed if _fit_seconds(benchmark, baseline) <= QUICK_SECONDS]
    scores = report.scores(place.reported, place.metric)
    own_scores = report.scores(place.own_reported, place.metric)
    return Ground(
        place=place,
        source=source,
        asked=asked,
        scores=scores,
        line_up=_best(listed, scores, place.reference, only),
        quick=_best(fast, own_scores, place.reference, only),
        fast=frozenset(fast),
        facts=read_json(paths.prepared(place.dataset) / "dataset.json"),
    )


def _lists(reported: Reported, baseline: str) -> Path:
    return paths.cell(reported.benchmark, baseline) / "lists.parquet"


def _with_lists(place: Place, only: Sequence[str]) -> list[str]:
    """Return the baselines that have lists; a UserError where what is asked for has none."""
    for baseline in only:
        if baseline not in place.parameters:
            raise unknown("baseline", baseline, place.parameters, str(paths.PARAMS))
    listed = [name for name in place.parameters if _lists(place.reported, name).exists()]
    missing = sorted(set(only) - set(listed))
    lacking = "fewer than two baselines with lists" if len(listed) < 2 else ""
    if missing:
        lacking = f"no lists of {', '.join(missing)}"
    if lacking:
        benchmark = place.reported.benchmark
        folder = paths.fits(benchmark).as_posix()
        raise UserError(f"{folder}: {lacking}; run `make repro BENCHMARK={benchmark}`.")
    return listed


def _best(
    among: list[str], scores: dict[str, float], reference: str | None, only: Sequence[str]
) -> tuple[str, ...]:
    """Return those asked for, or the best few by the report and the reference.

    All where the report has no scores.
    """
    if only:
        return tuple(sorted(set(only) & set(among)))
    scored = [baseline for baseline in among if baseline in scores]
    ranked = sorted(scored, key=lambda baseline: (-scores[baseline], baseline))
    chosen = set(ranked[:LINE_UP] or among)
    if reference in among:
        chosen.add(reference)
    return tuple(sorted(chosen))


def pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return all pairs, each in the order of names."""
    return list(combinations(sorted(names), 2))


def _fit_seconds(benchmark: str, baseline: str) -> float:
    """Return what the slowest fit of a cell took; infinite where none was measured."""
    path = paths.measured(benchmark, baseline)
    runs = read_json(path)["runs"] if path.exists() else []
    return max((run["fit_seconds"] for run in runs), default=np.inf)
