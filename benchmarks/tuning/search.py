"""Search a baseline's parameters on the validation part.

Not a DVC stage: a changed line here would throw hours of search away. `make tune` comes here; the
trials are kept in runs/tune/ as they end, so that an interrupted search goes on where it was, and
their table in tuned/.
"""

import time
from typing import Any

import optuna
from threadpoolctl import threadpool_limits

from benchmarks.contract import paths
from benchmarks.contract.documents import Study, TuningFacts
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.spaces import Space
from benchmarks.protocol import model as contract
from benchmarks.protocol.model import ModelClass
from benchmarks.protocol.view import View
from benchmarks.tuning import trials
from benchmarks.tuning.validation import Validation

_STARTUP_TRIALS = 8  # drawn at random before the sampler learns from them


def tuning_of(study: Study) -> TuningFacts:
    """Return how to search, or raise UserError where params.yaml does not say."""
    if study.tuning is None:
        raise UserError(f"{paths.PARAMS}: no block `tuning`; it says how many trials.")
    return study.tuning


def require_validation(study: Study, benchmark: str) -> None:
    """Raise UserError if a benchmark holds nothing out to choose parameters by."""
    if not study.benchmark(benchmark).has_validation:
        raise UserError(
            f"{paths.PARAMS}: benchmarks.{benchmark}: its split has no validation part to choose "
            "parameters by; give split.validation a share, or search another benchmark with "
            "BENCHMARK=…"
        )


def search(benchmark: str, baseline: str, study: Study) -> None:
    """Run the trials of one cell that are missing, and write their table."""
    tuning = tuning_of(study)
    if baseline not in tuning.search:
        raise unknown("baseline", baseline, tuning.search, "search spaces in baselines/")
    require_validation(study, benchmark)
    model_class = contract.load(baseline, study.baseline(baseline).defined_in)
    validation = Validation(paths.train(benchmark), _first_view(study, benchmark))
    reason = contract.not_applicable(model_class, validation.folds[0].train)
    if reason:
        print(f"{benchmark} {baseline}: not applicable, {reason}")
        return
    space, defaults = tuning.search[baseline], study.baseline(baseline).defaults
    direction: trials.Direction = (
        "minimize" if contract.objective(model_class) == "rmse" else "maximize"
    )
    opened = trials.open_study(benchmark, baseline, direction)
    search = _Search(baseline, model_class, validation, space, defaults, tuning)
    while (done := len(trials.complete(opened))) < tuning.trials:
        search.run_trial(opened, done)
    trials.write_tables(opened, benchmark, baseline)
    print(_summary(opened, benchmark, baseline, space))


def _first_view(study: Study, benchmark: str) -> View:
    return View.of(study.benchmark(benchmark).views["all"])


class _Search:
    """The search of one cell."""

    def __init__(
        self,
        baseline: str,
        model_class: ModelClass,
        validation: Validation,
        space: dict[str, Space],
        defaults: dict[str, Any],
        tuning: TuningFacts,
    ) -> None:
        self.baseline, self.model_class, self.validation = baseline, model_class, validation
        self.space, self.defaults, self.tuning = space, defaults, tuning
        self.finds_epochs = contract.stops_early(model_class)

    def run_trial(self, study: optuna.Study, done: int) -> None:
        """Run the next trial; the first is of the defaults, their number of epochs included."""
        seed = self.tuning.seed + done
        study.sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=_STARTUP_TRIALS)
        if done == 0:
            study.enqueue_trial({name: self.defaults[name] for name in self.space})
        trial = study.ask()
        drawn = {name: space.suggest(trial, name) for name, space in self.space.items()}
        stops = done > 0 and self.finds_epochs
        epochs = {"epochs": self.tuning.most_epochs} if stops else {}
        parameters = self.defaults | drawn | epochs
        start = time.perf_counter()
        with threadpool_limits(limits=1):
            value, found_by_fit = self.validation.evaluate(
                self.baseline, self.model_class, parameters, stops
            )
        used = parameters | found_by_fit
        recorded = [*self.space, *(["epochs"] if self.finds_epochs else [])]
        trial.set_user_attr("parameters", {name: used[name] for name in recorded})
        trial.set_user_attr("seconds", round(time.perf_counter() - start, 3))
        study.tell(trial, value)


def _summary(study: optuna.Study, benchmark: str, baseline: str, space: dict[str, Space]) -> str:
    default = trials.complete(study)[0]
    best = trials.best(study)
    chosen = best.user_attrs["parameters"]
    edges = [name for name, values in space.items() if values.at_edge(chosen[name])]
    warning = f"; at the edge of the space: {', '.join(edges)}" if edges else ""
    before = f"{trials.value_of(default):.4f} by default"
    after = f"{trials.value_of(best):.4f} with {chosen}"
    return f"{benchmark} {baseline}: {before}, {after}{warning}"
