"""Searches with other seeds: what luck adds is measured, and nothing is chosen by it."""

import pytest

from benchmarks.config import load
from benchmarks.config.study import resolved
from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.tuning import repeats, trials
from tests.tuning.test_search import Judge


@pytest.fixture(name="judges")
def _judges(tmp_path, monkeypatch: pytest.MonkeyPatch):
    """What evaluated each call's trials, which are of the regularization of `ease` alone."""
    study = resolved(load.load())
    monkeypatch.chdir(tmp_path)
    used = []

    def of(*_):
        used.append(OfEase())
        return used[-1]

    monkeypatch.setattr(repeats.Judge, "of", of)
    return study, used


class OfEase(Judge):
    """Says that a regularization is the better the nearer it is to 250."""

    def __init__(self):
        super().__init__(best=250.0)

    def evaluate(self, number, space, drawn):
        trial = super().evaluate(number, space, {"rate": drawn["regularization"]})
        return trials.of(number, space, trial.value, dict(drawn), 0.1)


def test_four_other_seeds_each_have_a_whole_search_and_write_what_they_would_have_chosen(judges):
    study, used = judges
    repeats.repeat("ml-100k", "ease", study)
    rows = read_csv(paths.repeats("ml-100k", "ease"))
    assert [row["seed"] for row in rows] == ["1000", "2000", "3000", "4000"]
    assert {row["trials"] for row in rows} == {"20"}
    assert len(used[0].evaluated) == 80
    assert all(float(row["value"]) > 0.9 for row in rows)
    assert not paths.trials("ml-100k", "ease").exists()
    assert not paths.tuned("ml-100k").exists()


def test_repeats_go_on_where_they_ended_and_begin_anew_by_another_rule(judges):
    study, used = judges
    repeats.repeat("ml-100k", "ease", study)
    path = paths.repeats("ml-100k", "ease")
    whole = path.read_text()
    path.write_text("\n".join(whole.splitlines()[:3]) + "\n")
    repeats.repeat("ml-100k", "ease", study)
    assert path.read_text() == whole
    assert [len(judge.evaluated) for judge in used] == [80, 40]
    repeats.repeat("ml-100k", "ease", study)
    assert len(used) == 2
    tuning = study.tuning.model_copy(update={"seed": 7})
    repeats.repeat("ml-100k", "ease", study.model_copy(update={"tuning": tuning}))
    assert len(used[2].evaluated) == 80
