"""Search a baseline's parameters on the validation part, in the view that a leaderboard judges.

Not a DVC stage: a changed line here would throw hours of search away. `make tune` comes here; the
trials are kept as they end, so that an interrupted search goes on where it was, here or elsewhere.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from threadpoolctl import threadpool_limits

from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import reason_of
from benchmarks.contract.spaces import Space
from benchmarks.contract.trials import Rule
from benchmarks.protocol import model as contract
from benchmarks.protocol.model import ModelClass
from benchmarks.protocol.view import View
from benchmarks.tuning import trials
from benchmarks.tuning.extending import extended, is_wider
from benchmarks.tuning.proposals import Proposals
from benchmarks.tuning.rules import leaderboard_of, rule_of
from benchmarks.tuning.trials import Trial
from benchmarks.tuning.validation import Validation

Keep = Callable[[Sequence[Trial]], None]


def search(leaderboard: str, baseline: str, study: Study) -> None:
    """Run the trials of a search that are missing, and write their table once it ended."""
    name, rule = f"{leaderboard} {baseline}", rule_of(leaderboard, baseline, study)
    if trials.is_finished(leaderboard, baseline, rule):
        print(f"{name}: searched before, by the same rule")
        return
    judge = Judge.of(leaderboard, baseline, study, rule)
    if isinstance(judge, str):
        print(f"{name}: not applicable, {judge}")
        return
    kept = trials.earlier(leaderboard, baseline, rule)
    ended = Search(
        rule, judge, kept, lambda tried: trials.write_unfinished(leaderboard, baseline, rule, tried)
    ).run()
    used = rule.model_copy(update={"extended": ended.extended})
    trials.write_finished(leaderboard, baseline, used, ended.trials)
    print(_summary(name, ended, rule.objective))


@dataclass(frozen=True)
class Judge:
    """Evaluates the parameters of one baseline on the validation part."""

    baseline: str
    model_class: ModelClass
    validation: Validation
    rule: Rule

    @staticmethod
    def of(leaderboard: str, baseline: str, study: Study, rule: Rule) -> "Judge | str":
        """Return what evaluates a baseline; in words why it cannot run on the data, if so."""
        model_class = contract.load(baseline, study.baseline(baseline).defined_in)
        benchmark = leaderboard_of(study, leaderboard).benchmark
        validation = Validation(paths.train(benchmark), View.of(rule.view))
        reason = contract.not_applicable(model_class, validation.folds[0].train)
        return reason or Judge(baseline, model_class, validation, rule)

    def evaluate(self, number: int, space: int, drawn: Mapping[str, Any]) -> Trial:
        """Run a trial; the first is of the defaults, their number of epochs included."""
        finds_epochs = contract.stops_early(self.model_class)
        stops = number > 0 and finds_epochs
        epochs = {"epochs": self.rule.most_epochs} if stops else {}
        parameters = {**self.rule.defaults, **drawn, **epochs}
        start = time.perf_counter()
        with threadpool_limits(limits=1):
            value, found_by_fit = self._evaluated(number, parameters, stops)
        used = parameters | found_by_fit
        recorded = [*drawn, *(["epochs"] if finds_epochs and "epochs" not in drawn else [])]
        seconds = round(time.perf_counter() - start, 3)
        return trials.of(number, space, value, {name: used[name] for name in recorded}, seconds)

    def _evaluated(
        self, number: int, parameters: dict[str, Any], stops: bool
    ) -> tuple[float, dict[str, Any]]:
        """Return the objective, and what early stopping found.

        Parameters with which a fit fails, such as a rate at which it diverges, are worth the least
        that there is, and the search goes on; with the defaults a failure is one of the baseline.
        """
        try:
            return self.validation.evaluate(self.baseline, self.model_class, parameters, stops)
        except MemoryError:  # that is the machine's, and elsewhere the trial has a value
            raise
        except Exception as error:  # anybody's code, and libraries have errors of their own
            if number == 0:
                raise
            print(f"{self.baseline}: trial {number} failed with {parameters}: {reason_of(error)}")
            return self.validation.worst(self.rule.objective), {}


@dataclass
class Search:
    """A search from its first trial on; what an earlier one tried is not run again.

    kept : rows of trials whose values count by this rule, in the order of their numbers
    keep : is handed all trials so far whenever one has ended
    extended : the space with its edges moved, or called natural, if there are any
    """

    rule: Rule
    judge: Judge
    kept: Sequence[Mapping[str, str]]
    keep: Keep
    trials: list[Trial] = field(default_factory=list)
    extended: dict[str, Space] = field(default_factory=dict)

    def run(self) -> "Search":
        """Try as many as the rule says, and as many more beyond an edge as it says."""
        proposals = Proposals(self.rule.objective, self.rule.seed, self.rule.at_random)
        self._try(proposals, 0, self.rule.space, self.rule.trials)
        if not trials.is_flat(self.trials):
            chosen = self.rule.defaults | trials.best(self.trials, self.rule.objective).parameters
            wider = extended(self.rule.space, chosen, self.judge.model_class)
            if wider != self.rule.space:
                self.extended = wider
            if is_wider(wider, self.rule.space):
                self._try(proposals, 1, wider, self.rule.beyond)
        return self

    def _try(self, proposals: Proposals, space: int, of: Mapping[str, Space], number: int) -> None:
        end = len(self.trials) + number
        while (start := len(self.trials)) < end:
            numbers = range(start, min(start + self.rule.batch, end))
            for place, drawn in zip(
                numbers, proposals.batch(of, numbers, self.rule.defaults), strict=True
            ):
                again = self._again(place, space, drawn)
                self.trials.append(again or self.judge.evaluate(place, space, drawn))
                if again is None:
                    self.keep(self.trials)
            proposals.tell([trial.value for trial in self.trials[start:]])

    def _again(self, number: int, space: int, drawn: Mapping[str, Any]) -> Trial | None:
        """Return an earlier trial of the same number, space and parameters; None without."""
        row = self.kept[number] if number < len(self.kept) else {}
        texts = {name: trials.text(value) for name, value in drawn.items()}
        if row.get("space") != f"{space}" or any(row.get(name) != texts[name] for name in texts):
            return None
        return trials.of_row(row, drawn)


def _summary(name: str, ended: Search, objective: str) -> str:
    default, best = ended.trials[0], trials.best(ended.trials, objective)
    space = ended.extended or ended.rule.space
    edges = [each for each, values in space.items() if values.edge(best.parameters[each])]
    warning = f"; at the edge of the space: {', '.join(edges)}" if edges else ""
    beyond = len(ended.trials) > ended.rule.trials
    further = f" after {len(ended.trials)} trials, some beyond an edge" if beyond else ""
    before = f"{default.value:.4f} by default"
    return f"{name}: {before}, {best.value:.4f} with {best.parameters}{further}{warning}"
