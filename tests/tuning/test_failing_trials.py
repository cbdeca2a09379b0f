"""A trial whose fit fails ends no search, unless it is that of the defaults."""

from types import SimpleNamespace

import pytest

from benchmarks.contract.spaces import Floats
from benchmarks.tuning.search import Judge, Search
from benchmarks.tuning.validation import Validation
from tests.tuning.test_search import rule


class Diverges:
    """The better the higher its rate is, until it diverges."""

    needs = frozenset()
    personalized = True

    def __init__(self, *, rate=0.1):
        self.rate = rate


class Rated:
    """A validation part of ratings from 1 to 5."""

    folds = (SimpleNamespace(train=SimpleNamespace(rating_scale=(1.0, 5.0))),)
    worst = Validation.worst

    def __init__(self, largest, failure=FloatingPointError):
        self.largest, self.failure = largest, failure

    def evaluate(self, _name, _class, parameters, _stops):
        if parameters["rate"] > self.largest:
            raise self.failure("NaN encountered in factors")
        return parameters["rate"], {}


def searched(validation, objective="ndcg@10"):
    made = rule(
        objective=objective, defaults={"rate": 0.1}, space={"rate": Floats(0.01, 1, log=True)}
    )
    return Search(made, Judge("bpr", Diverges, validation, made), (), lambda _: None).run()


def test_a_search_goes_on_beyond_an_edge_where_some_rates_diverge(capsys) -> None:
    ended = searched(Rated(largest=1.2))
    assert len(ended.trials) == 28
    failed = [trial for trial in ended.trials if trial.parameters["rate"] > 1.2]
    assert failed
    assert {trial.value for trial in failed} == {0.0}
    assert "NaN encountered in factors" in capsys.readouterr().out


def test_of_ratings_a_failure_is_worth_an_error_as_wide_as_the_scale() -> None:
    ended = searched(Rated(largest=0.5), "rmse")
    assert {trial.value for trial in ended.trials if trial.parameters["rate"] > 0.5} == {4.0}


@pytest.mark.parametrize(("largest", "failure"), [(0.01, ValueError), (0.5, MemoryError)])
def test_what_is_no_fault_of_the_parameters_ends_the_search(largest, failure) -> None:
    with pytest.raises(failure):
        searched(Rated(largest, failure))
