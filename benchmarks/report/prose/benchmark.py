"""What is said of how a benchmark is made: its data, split, catalogue and audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.config.benchmarks import Benchmark, Reported
from benchmarks.protocol.view import View
from benchmarks.report.inputs import Inputs
from benchmarks.report.prose import auditing, catalogue, introducing, splitting
from benchmarks.report.prose.introducing import Naming
from benchmarks.report.prose.nouns import Nouns, nouns
from benchmarks.report.sections.audits import leak

Facts = Mapping[str, Any]  # dataset.json


@dataclass(frozen=True)
class Told:
    """What is said of a benchmark before and after its tables; empty where there is nothing to say.

    left_out : the table of what the catalogue leaves out, its head first
    audit : the table of the audit
    folds : the sentences on the folds beside the one of that table
    """

    naming: Naming
    introduction: str
    leak: str = ""
    catalogue: str = ""
    left_out: Sequence[Sequence[str]] = ()
    audit: Sequence[auditing.Line] = ()
    folds: str = ""

    @property
    def nouns(self) -> Nouns:
        """What rows, items and users are called."""
        return self.naming.nouns


def told(shown: Reported, inputs: Inputs, n_scored: int | None) -> Told:
    """Return what is said of a reported benchmark.

    n_scored : users with a number by the leaderboard's first metric, None where there is none
    """
    settings = inputs.settings.benchmark(shown.benchmark)
    facts, audit = _facts(settings, inputs), inputs.audits[shown.benchmark]
    named = nouns(facts, every_item=not settings.catalogue.min_users)
    naming = Naming(shown.name, _views(shown, settings, inputs), named)
    scored = introducing.scored(n_scored, audit["users"]["test"] if audit else None, named)
    introduction = _introduction(settings, facts, naming, _fits_of(shown, inputs))
    said = Told(naming, f"{introduction} {scored}")
    return _audited(said, settings, facts, audit) if audit else said


def _facts(settings: Benchmark, inputs: Inputs) -> Facts:
    """Return the facts on a dataset; one that is not prepared has no interactions."""
    unknown = {"title": settings.dataset, "interactions": None, "rating_scale": None}
    return inputs.datasets[settings.dataset] or unknown


def _views(shown: Reported, settings: Benchmark, inputs: Inputs) -> dict[str, View]:
    """Return the views whose results stand under a benchmark's name, by the slice that is everybody."""
    everywhere = inputs.settings.reported()
    under_name = [other for other in everywhere if other.name == shown.name]
    return {other.everybody: settings.views[other.view] for other in under_name}


def _fits_of(shown: Reported, inputs: Inputs) -> str | None:
    """Return the name under which the first view of the same fits stands, if that is another."""
    first = next(other.name for other in inputs.shown if other.benchmark == shown.benchmark)
    return first if first != shown.name else None


def _introduction(settings: Benchmark, facts: Facts, naming: Naming, fits_of: str | None) -> str:
    named, views = naming.nouns, naming.views
    first = next(iter(views.values()))
    sentences = [
        introducing.dataset(facts, named),
        *settings.split.sentences(named),
        introducing.relevance(settings.relevance.min_rating, first, named),
        introducing.views(views, fits_of, named),
    ]
    return " ".join(sentences)


def _audited(said: Told, settings: Benchmark, facts: Facts, audit: Any) -> Told:
    """Add what an audit tells: leaks, the table of the audit, what the catalogue leaves out."""
    rule, named = settings.split, said.nouns
    leaked = splitting.leak(rule, named, leak(audit), audit.get("folds", {}))
    lines = auditing.lines(audit, rule, facts.get("repeats", False), named)
    folds = auditing.folds(audit, rule, named)
    said = replace(said, leak=leaked, audit=lines, folds=folds)
    sizes = audit.get("left_out", {})
    if not sizes:
        return said
    table = catalogue.left_out(sizes, settings.catalogue, named)
    return replace(
        said, catalogue=catalogue.catalogue(sizes, facts["items"], named), left_out=table
    )
