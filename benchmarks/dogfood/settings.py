"""What the app is told of a benchmark: as the report names it, with the views that lists are of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.contract import names
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import unknown
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.paths import PARAMS
from benchmarks.protocol.view import View


@dataclass(frozen=True)
class Place:
    """A benchmark as the report names it, and where its lists and scores stand.

    reported : its name, benchmark and view (`complete-journey-new` is a view of `complete-journey`)
    view : of the lists of real users
    own_reported, own_view : for a taste that is entered, the first view that leaves out what was
    entered, if there is any
    metric : what the best are told by; reference : a baseline that is always among them
    parameters : of each baseline on this benchmark
    defined_in : `module:Class` of each baseline that lives in another package
    """

    reported: Reported
    view: View
    own_reported: Reported
    own_view: View
    dataset: str
    metric: str
    reference: str | None
    parameters: dict[str, dict[str, Any]]
    defined_in: dict[str, str] = field(default_factory=dict)


def place(study: Study, name: str) -> Place:
    """Return what the app is told of a benchmark; an unknown one is a UserError."""
    named = {reported.name: reported for reported in reversed(study.reported())}
    if name not in named:
        raise unknown("benchmark", name, named, str(PARAMS))
    here = named[name]
    block = study.benchmark(here.benchmark)
    own = _first(study, here, lambda reported: block.views[reported.view].leaves_out_seen)
    ranked = list(filter(names.has_cutoff, study.headline))
    return Place(
        reported=here,
        view=View.of(block.views[here.view]),
        own_reported=own,
        own_view=View.of(block.views[own.view]),
        dataset=block.dataset,
        metric=ranked[0] if ranked else study.headline[0],
        reference=study.comparison.reference,
        parameters={
            baseline: facts.parameters(here.name) for baseline, facts in study.baselines.items()
        },
        defined_in={
            baseline: facts.defined_in
            for baseline, facts in study.baselines.items()
            if facts.defined_in
        },
    )


def _first(study: Study, here: Reported, fits: Callable[[Reported], bool]) -> Reported:
    """Return the first view of the same benchmark that fits, or the one that is here."""
    others = [reported for reported in study.reported() if reported.benchmark == here.benchmark]
    return next(filter(fits, others), here)
