"""A search: its budget, its edges, and that it goes on where an earlier one ended."""

import math

import pytest

from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.settings import Trials, ViewRules
from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.contract.trials import Rule
from benchmarks.tuning import trials
from benchmarks.tuning.extending import extended, is_wider
from benchmarks.tuning.search import Search


class Model:
    """Refuses shares above 1, and rates that are not above 0."""

    needs = frozenset()
    personalized = True

    def __init__(self, *, rate=0.1, share=0.5, size=8, kind="x"):
        if not 0 <= share <= 1 or rate <= 0 or size < 1 or kind not in "xy":
            raise ValueError("out of range")


def rule(**changes):
    settings = {
        "data": {"dataset": "films"},
        "view": ViewRules(),
        "objective": "ndcg@10",
        "defaults": {"rate": 0.1, "share": 0.5},
        "space": {"rate": Floats(0.01, 1.0, log=True)},
        "trials": 20,
        "beyond": 8,
        "seed": 0,
        "most_epochs": 30,
        "at_random": 8,
        "batch": 4,
    }
    return Rule(**settings | changes)


class Judge:
    """Says that parameters are the better the nearer a rate is to the best one; counts trials."""

    model_class = Model

    def __init__(self, best):
        self.best, self.evaluated = best, []

    def evaluate(self, number, space, drawn):
        self.evaluated.append(number)
        distance = abs(math.log(drawn["rate"] / self.best))
        return trials.of(number, space, 1 / (1 + distance), dict(drawn), 0.5)


def searched(judge, by=None, kept=()):
    return Search(by or rule(), judge, kept, lambda _: None).run()


def test_a_search_has_as_many_trials_as_the_rule_says_where_its_best_is_inside():
    ended = searched(Judge(best=0.1))
    assert [trial.number for trial in ended.trials] == list(range(20))
    assert {trial.space for trial in ended.trials} == {0}
    assert not ended.extended


def test_a_search_that_ends_at_an_edge_goes_on_once_in_a_space_with_a_decade_more():
    ended = searched(Judge(best=5.0))
    assert [trial.space for trial in ended.trials] == [0] * 20 + [1] * 8
    assert ended.extended == {"rate": Floats(0.01, 10.0, log=True)}
    best = trials.best(ended.trials, "ndcg@10")
    assert best.parameters["rate"] > 1
    assert searched(Judge(best=1000.0)).extended["rate"].high == 10  # once


def test_a_natural_end_is_not_extended():
    space = {"rate": Floats(0.01, 1.0, log=True, natural=("high",))}
    ended = searched(Judge(best=5.0), rule(space=space))
    assert (len(ended.trials), ended.extended) == (20, {})


def test_a_search_without_any_difference_has_no_edge():
    judge = Judge(best=1.0)
    judge.evaluate = lambda number, space, drawn: trials.of(number, space, 0, dict(drawn), 0.5)
    ended = searched(judge, rule(defaults={"rate": 1.0, "share": 0.5}))
    assert (len(ended.trials), ended.extended) == (20, {})


@pytest.mark.parametrize(
    ("space", "value", "wider"),
    [
        (Floats(0.0, 0.6), 0.6, (0.0, 0.9)),  # a share of 1.2 is refused, of .9 it is not
        (Floats(0.0, 0.9), 0.9, (0.0, 0.9563)),  # an eighth more is refused, a sixteenth is not
        (Floats(0.0, 0.98), 0.98, (0.0, 0.98)),  # even a 32nd more is refused
        (Floats(0.0, 0.6), 0.0, (0.0, 0.6)),  # no share is below 0
        (Floats(0.2, 0.6), 0.4, (0.2, 0.6)),  # inside
    ],
)
def test_an_edge_is_extended_as_far_as_the_class_allows(space, value, wider):
    before = {"share": space}
    after = extended(before, {"share": value}, Model)
    assert (after["share"].low, after["share"].high) == wider
    assert is_wider(after, before) == (wider != (space.low, space.high))


def test_an_edge_beyond_which_the_class_takes_nothing_is_called_natural_and_ends_the_search():
    share = {"share": Floats(0.0, 0.98)}
    assert extended(share, {"share": 0.98}, Model)["share"].natural == ("high",)
    judge = Judge(best=1.0)
    judge.evaluate = lambda number, space, drawn: trials.of(
        number, space, drawn["share"], dict(drawn), 0.5
    )
    ended = searched(judge, rule(space=share, defaults={"rate": 0.1, "share": 0.98}))
    assert len(ended.trials) == 20
    assert ended.extended == {"share": Floats(0.0, 0.98, natural=("high",))}


@pytest.mark.parametrize("space", [Integers(1, 8, log=True), Integers(1, 3)])
def test_an_edge_beyond_which_there_is_no_whole_number_is_called_natural(space):
    after = extended({"size": space}, {"size": 1}, Model)["size"]
    assert (after.low, after.high, after.natural) == (space.low, space.high, ("low",))


def test_whole_numbers_are_extended_too_and_choices_are_not():
    space = {"size": Integers(2, 8, log=True), "kind": Choices(("x", "y"))}
    wider = extended(space, {"size": 2, "kind": "y"}, Model)
    assert wider == {"size": Integers(1, 8, log=True), "kind": Choices(("x", "y"))}


@pytest.mark.parametrize("ended_after", [1, 4, 6, 20, 23])
def test_a_search_goes_on_from_the_table_of_another_machine(
    ended_after, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    whole = searched(Judge(best=5.0)).trials
    trials.write_unfinished("films", "ease", rule(), whole[:ended_after])
    judge = Judge(best=5.0)
    again = searched(judge, kept=trials.earlier("films", "ease", rule()))
    assert again.trials == whole
    assert judge.evaluated == list(range(ended_after, 28))


def test_trials_are_kept_as_they_end_and_are_no_finished_search(
    tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    sizes = []

    def keep(tried):
        trials.write_unfinished("films", "ease", rule(), tried)
        sizes.append(len(trials.tried("films", "ease")))
        assert not trials.is_finished("films", "ease", rule())
        assert not paths.trials("films", "ease").exists()

    ended = Search(rule(), Judge(best=0.1), (), keep).run()
    assert sizes == list(range(1, 21))
    trials.write_finished("films", "ease", rule(), ended.trials)
    assert trials.is_finished("films", "ease", rule())
    assert not (tmp_path / "tuned/unfinished").exists()
    (chosen,) = [row for row in read_csv(paths.trials("films", "ease")) if row["chosen"]]
    assert float(chosen["value"]) == max(trial.value for trial in ended.trials)


def test_more_trials_go_on_from_a_finished_search_and_fewer_take_its_first(
    tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    fewer, more = rule(), rule(trials=32)
    ended = searched(Judge(best=5.0), fewer)
    made_by = fewer.model_copy(update={"extended": ended.extended})
    trials.write_finished("films", "ease", made_by, ended.trials)
    assert trials.is_finished("films", "ease", fewer)
    assert not trials.is_finished("films", "ease", more)
    judge = Judge(best=5.0)
    further = searched(judge, more, trials.earlier("films", "ease", more)).trials
    assert further[:20] == ended.trials[:20]
    assert judge.evaluated == list(range(20, 40))
    judge = Judge(best=5.0)
    searched(judge, rule(trials=12), trials.earlier("films", "ease", rule(trials=12)))
    assert judge.evaluated == list(range(12, 20))  # beyond the edge alone


@pytest.mark.parametrize(
    "change",
    [
        {"view": ViewRules(candidates="cold")},
        {"data": {"dataset": "books"}},
        {"defaults": {"rate": 0.1, "share": 0.6}},
        {"objective": "rmse"},
    ],
)
def test_values_by_another_rule_are_not_taken_over(
    change, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    trials.write_unfinished("films", "ease", rule(), searched(Judge(best=0.1)).trials[:3])
    assert len(trials.earlier("films", "ease", rule())) == 3
    assert trials.earlier("films", "ease", rule(**change)) == []


def test_a_table_of_an_earlier_version_says_no_rule_and_is_superseded(
    tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    trials.write_finished("films", "ease", rule(), searched(Judge(best=0.1)).trials)
    paths.rule("films", "ease").unlink()
    assert not trials.is_finished("films", "ease", rule())
    assert trials.earlier("films", "ease", rule()) == []


def test_other_seeds_and_spaces_propose_other_trials_that_are_run():
    kept = [
        {"trial": f"{trial.number}", "space": "0", "value": "9", "seconds": "1"}
        | {name: trials.text(value) for name, value in trial.parameters.items()}
        for trial in searched(Judge(best=0.1)).trials
    ]
    judge = Judge(best=0.1)
    searched(judge, rule(seed=1000), kept)
    assert judge.evaluated == list(range(1, 20))  # the default is the default


def test_one_or_two_parameters_have_few_trials_and_three_have_many():
    budget = Trials(few=20, many=60, beyond=20).budget
    assert [budget(parameters) for parameters in (1, 2, 3, 5)] == [20, 20, 60, 60]
    assert Trials.model_validate(4) == Trials(few=4, many=4, beyond=4)
