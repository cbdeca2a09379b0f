"""Whenever a search is interrupted, its trials are there, and no table has another one's rule."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.contract import paths
from benchmarks.contract.trials import Rule
from benchmarks.tuning import trials
from tests.tuning.test_search import Judge, rule, searched

WHOLE = searched(Judge(best=0.1)).trials


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def interrupt(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupt before files are renamed for the time `at`, from 0."""
    replace, calls = Path.replace, []

    def rename(self, target):
        calls.append(target)
        if len(calls) > at:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", rename)


@pytest.mark.parametrize("at", range(5))
def test_an_interruption_while_trials_are_written_loses_the_last_one_at_most(
    at, monkeypatch: pytest.MonkeyPatch
) -> None:
    trials.write_unfinished("films", "ease", rule(), WHOLE[:3])
    with monkeypatch.context() as patched:
        interrupt(at, patched)
        with suppress(KeyboardInterrupt):
            trials.write_unfinished("films", "ease", rule(), WHOLE[:4])
    kept = [row["trial"] for row in trials.earlier("films", "ease", rule())]
    assert kept in (["0", "1", "2"], ["0", "1", "2", "3"])


@pytest.mark.parametrize("at", range(5))
def test_trials_of_another_rule_are_never_taken_for_those_of_this_one(
    at, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = rule(defaults={"rate": 0.1, "share": 0.6})
    trials.write_unfinished("films", "ease", rule(), WHOLE[:3])
    with monkeypatch.context() as patched:
        interrupt(at, patched)
        with suppress(KeyboardInterrupt):
            trials.write_unfinished("films", "ease", other, WHOLE[:1])
    assert len(trials.earlier("films", "ease", other)) <= 1


def test_a_table_that_another_rule_made_is_not_finished_by_the_rule_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trials.write_finished("films", "ease", rule(), WHOLE)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Rule, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            trials.write_finished("films", "ease", rule(seed=7), WHOLE[:5])
    assert not trials.is_finished("films", "ease", rule())


def test_searches_that_end_side_by_side_leave_each_others_trials() -> None:
    for baseline in ("als", "ease"):
        trials.write_unfinished("films", baseline, rule(), WHOLE[:3])
    trials.forget_unfinished("films", "ease")
    assert len(trials.earlier("films", "als", rule())) == 3
    trials.forget_unfinished("films", "als")
    assert not paths.unfinished("films", "als").parents[1].exists()


def test_a_search_that_ends_while_somebody_looks_how_far_it_is_has_no_trials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "exists", lambda _: True)  # as it was a moment ago
    assert trials.tried("films", "ease") == []


def test_a_search_keeps_its_first_trial_while_the_last_but_it_removes_empty_folders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, mkdir, tries = paths.unfinished("films", "ease"), os.mkdir, []

    def made(path, *given) -> None:
        if Path(path) == folder:
            tries.append(path)
            if len(tries) in (2, 4):  # the folder above has just been made
                folder.parent.rmdir()
        mkdir(path, *given)

    monkeypatch.setattr(os, "mkdir", made)
    trials.write_unfinished("films", "ease", rule(), WHOLE[:1])
    assert len(trials.earlier("films", "ease", rule())) == 1
