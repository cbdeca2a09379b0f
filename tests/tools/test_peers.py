"""Other people's models get our data, our budget and our judgement."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from implicit import nearest_neighbours
from implicit.cpu.als import AlternatingLeastSquares
from implicit.cpu.bpr import BayesianPersonalizedRanking
from implicit.recommender_base import ModelFitError
from optuna.distributions import FloatDistribution, IntDistribution
from scipy.sparse import csr_matrix

from benchmarks.contract import paths
from benchmarks.contract.documents import ScorePlan
from benchmarks.exchange.exporting.export import export
from benchmarks.exchange.submissions import lists as submitted
from benchmarks.exchange.submissions import reading
from benchmarks.exchange.submissions.asked import Asked
from benchmarks.exchange.submissions.columns import LISTS
from benchmarks.protocol import model as contract
from benchmarks.protocol import training
from benchmarks.protocol.view import View
from benchmarks.tuning.validation import Validation
from tests.worlds import by_ranx
from tools.peers import exported, fits, lists, ranked
from tools.peers.exported import Part, Searched
from tools.peers.models import PEERS, Peer
from tools.peers.search import budget, search

NAME = "tastes"
SPACE = {"strength": FloatDistribution(1.0, 1000.0, log=True)}
DEFAULT = {"strength": 10.0}


def nothing(benchmark: str) -> None:
    raise AssertionError("everything is there already")


def data(masks: bool = True) -> exported.Exported:
    return exported.read(export(NAME, "csv", "exports/here", nothing), masks)


def mine(fit, seeds: int) -> Peer:
    return Peer("popular", "optuna", "Counts", fit, SPACE, DEFAULT, seeds)


@pytest.mark.parametrize("world", ["tastes", "folds"])
def test_matrices_of_an_export_are_what_our_baselines_learn_from(world, request) -> None:
    request.getfixturevalue(world)
    source = training.read(paths.train(NAME))
    made = data()
    for part, searched in zip(made.final(), made.searched(), strict=True):
        for theirs, rows in ((part, training.FINAL), (searched.part, training.SEARCH)):
            ours = source.training(part.fold or source.rows["fold"][0].as_py(), rows).positives
            assert (theirs.learned != ours).nnz == 0


@pytest.mark.parametrize("world", ["tastes", "folds"])
@pytest.mark.parametrize("mask", ["seen", "none"])
def test_scores_are_worth_on_the_validation_part_what_they_are_worth_here(
    world, mask, request
) -> None:
    """Of users with a history: whom popularity serves, ties decide, by a hash that we keep."""
    request.getfixturevalue(world)
    view = View(mask=mask)
    compared = 0
    ours_by_fold = Validation(paths.train(NAME), view).folds
    for theirs, ours in zip(data(mask == "seen").searched(), ours_by_fold, strict=True):
        assert theirs.part.asked.tolist() == ours.asked.users.tolist()
        has = np.diff(theirs.part.learned.indptr)[theirs.part.asked] > 0
        if not has.any():
            continue
        model = contract.build("ease", contract.load("ease"), {"regularization": 20.0}, 0)
        model.fit(ours.train)
        users = ours.asked.users[has]
        served = replace(theirs, part=replace(theirs.part, asked=users))
        scores = model.scores(np.arange(ours.train.positives.shape[0]))
        value = ranked.ndcg(ranked.top(scores, served.part, 10), served)
        asked = replace(ours.asked, users=users)
        expected = replace(ours, asked=asked, n_relevant=ours.n_relevant[has])
        assert value == pytest.approx(expected.ndcg(model, view, "ease"), abs=1e-12)
        compared += 1
    assert compared


def test_ndcg_is_that_of_ranx() -> None:
    random = np.random.default_rng(0)
    relevant = csr_matrix(random.random((20, 40)) < 0.2, dtype=float)
    asked = np.arange(1, 20, 2)
    part = Part("", relevant, relevant, asked)
    lists_of = np.array([random.permutation(40)[:15] for _ in asked])
    truth = [relevant[user].indices for user in asked]
    run = [{item: -place for place, item in enumerate(row)} for row in lists_of]
    expected = by_ranx.per_user(truth, run, ["ndcg@10"])["ndcg@10"].mean()
    assert ranked.ndcg(lists_of, Searched(part, relevant)) == pytest.approx(expected)


def test_a_list_leaves_out_what_is_masked_and_who_has_no_history_gets_what_is_popular() -> None:
    learned = csr_matrix([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=float)
    scores = np.array([[9.0, 8, 7, 6], [1, 1, 1, 1], [0, 0, 5, 0]])
    part = Part("", learned, learned, np.arange(3))
    assert ranked.top(scores, part, 3).tolist() == [[2, 3, -1], [0, 2, 3], [1, 0, 2]]


def test_the_budget_is_ours() -> None:
    assert [budget(count) for count in (1, 2, 3, 4)] == [20, 20, 60, 60]


def test_a_search_begins_with_the_default_and_an_interrupted_one_goes_on_the_same(tmp_path) -> None:
    tried: list[float] = []

    def judge(parameters: dict) -> float:
        tried.append(parameters["strength"])
        return -abs(np.log(parameters["strength"] / 50))

    whole = search(SPACE, DEFAULT, judge, tmp_path / "whole", 14)
    assert tried[0] == 10.0
    for upto in (5, 11, 14):
        found = search(SPACE, DEFAULT, judge, tmp_path / "parts", upto)
    assert tried[14:] == tried[:14]
    assert found == whole
    assert whole.value == max(-abs(np.log(value / 50)) for value in tried)


def test_a_search_that_was_killed_while_it_wrote_a_line_goes_on_the_same(tmp_path) -> None:
    def judge(parameters: dict) -> float:
        return -abs(np.log(parameters["strength"] / 50))

    whole = search(SPACE, DEFAULT, judge, tmp_path / "whole", 14)
    written = (tmp_path / "whole").read_text()
    for end in (20, len(written) // 2, len(written) - 1):
        (tmp_path / "killed").write_text(written[:end])
        assert search(SPACE, DEFAULT, judge, tmp_path / "killed", 14) == whole
        lines = (tmp_path / "killed").read_text().splitlines()
        same = [json.loads(line)["parameters"] for line in lines]
        assert same == [json.loads(line)["parameters"] for line in written.splitlines()]


def test_lists_that_were_half_written_are_not_taken_for_those_of_a_finished_run(
    tastes: ScorePlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, ours = data(), mine(lambda positives, *_: positives.toarray(), seeds=1)
    lists.write(ours, made, tmp_path, "all", 3, {"version": "1"})
    path = tmp_path / "optuna-counts.csv"
    whole = path.read_text()

    def half(self: Path, text: str) -> int:
        with self.open("w") as stream:
            stream.write(text[: len(text) // 2])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", half)
        with pytest.raises(KeyboardInterrupt):
            lists.write(ours, made, tmp_path, "all", 4, {"version": "1"})
    lists.write(ours, made, tmp_path, "all", 3, {"version": "1"})
    assert path.read_text() == whole


@pytest.mark.parametrize("refusal", [ValueError, ModelFitError])
def test_what_a_library_refuses_counts_as_a_trial_that_found_nothing(refusal, tmp_path) -> None:
    def judge(parameters: dict) -> float:
        if parameters["strength"] != 10.0:
            raise refusal("too strong")
        return 0.25

    found = search(SPACE, DEFAULT, judge, tmp_path / "trials", 3)
    assert (found.parameters, found.value, found.trials) == (DEFAULT, 0.25, 3)
    lines = (tmp_path / "trials").read_text().splitlines()
    problems = [json.loads(line)["problem"] for line in lines]
    assert problems == ["", *[f"{refusal.__name__}: too strong"] * 2]


def test_a_library_that_is_called_wrongly_ends_the_search(tmp_path) -> None:
    def judge(_: dict) -> float:
        raise TypeError("unexpected argument")

    with pytest.raises(TypeError):
        search(SPACE, DEFAULT, judge, tmp_path / "trials", 3)


def test_what_is_written_of_an_export_stays_and_what_was_of_another_goes(
    tastes: ScorePlan, tmp_path: Path
) -> None:
    made, folder, calls = data(), tmp_path / "out", []

    def fit(positives: csr_matrix, parameters: dict, seed: int) -> np.ndarray:
        calls.append(seed)
        return np.random.default_rng(seed).random(positives.shape)

    folder.mkdir()
    lists.write(mine(fit, seeds=2), made, folder, "all", 3, {"version": "1"})
    assert calls == [0, 0, 0, 0, 1]  # three trials, then the lists of two seeds
    lists.write(mine(fit, seeds=2), made, folder, "all", 3, {"version": "1"})
    assert len(calls) == 5
    lists.write(mine(fit, seeds=2), made, folder, "all", 4, {"version": "1"})
    assert len(calls) == 8  # one trial more
    lists.write(mine(fit, seeds=2), made, folder, "all", 4, {"version": "2"})
    assert len(calls) == 14
    known = json.loads((folder / "optuna-counts.json").read_text())
    assert (known["method"], known["library"], known["trials"]) == ("popular", "optuna", 4)


@pytest.mark.parametrize("world", ["tastes", "folds"])
def test_lists_are_a_submission_of_which_nothing_is_dropped(world, request, tmp_path) -> None:
    plan = request.getfixturevalue(world)

    def fit(positives: csr_matrix, parameters: dict, seed: int) -> np.ndarray:
        return np.random.default_rng(seed).random(positives.shape)

    view = next(iter(plan.views))
    masks = plan.views[view].leaves_out_seen
    parts = lists.recommended(mine(fit, seeds=2), data(masks), DEFAULT, view)
    path = tmp_path / "theirs.csv"
    pd.concat(list(parts)).to_csv(path, index=False)
    read = submitted.of_table(reading.read(path, LISTS), Asked.read(plan), path.name)
    counted = vars(read.counted)
    dropped = ["missing_users", "unknown_users", "unknown_items", "duplicates", "cut"]
    if world == "tastes":  # of a new user an export hides what lies before the test
        dropped.append("forbidden")
    assert [counted[name] for name in dropped] == [0] * len(dropped)
    assert (read.views, read.n_seeds) == ([view], 2)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_default_lies_in_its_space(peer: Peer) -> None:
    assert peer.default.keys() == peer.space.keys()
    for name, values in peer.space.items():
        assert values._contains(values.to_internal_repr(peer.default[name])), name
    assert len({other.name for other in PEERS}) == len(PEERS)


def keeping(fit, models: list):
    """Return a fit that also keeps the model."""

    def fitted(model, *given, **named) -> None:
        models.append(model)
        fit(model, *given, **named)

    return fitted


@pytest.mark.parametrize(
    ("fit", "made"),
    [
        ("als", {"factors": 4, "regularization": 0.1, "alpha": 2.0}),
        ("bpr", {"factors": 4, "iterations": 5, "learning_rate": 0.1, "regularization": 0.01}),
        ("cosine", {"K": 10}),
        ("bm25", {"K": 10, "K1": 1.2, "B": 0.5}),
    ],
)
def test_scores_of_implicits_models_rank_as_implicit_does(fit, made, monkeypatch) -> None:
    positives = csr_matrix(np.random.default_rng(0).random((30, 20)) < 0.3, dtype=np.float32)
    models = []
    for kind in (
        AlternatingLeastSquares,
        BayesianPersonalizedRanking,
        nearest_neighbours.CosineRecommender,
        nearest_neighbours.BM25Recommender,
    ):
        monkeypatch.setattr(kind, "fit", keeping(kind.fit, models))
    scores = getattr(fits, fit)(positives, made, 0)
    masked = np.where(positives.toarray() > 0, -np.inf, scores)
    theirs, values = models[0].recommend(np.arange(30), positives, N=3)
    for user in range(30):
        kept = theirs[user] >= 0
        expected = np.sort(values[user][kept])[::-1]
        ours = np.sort(masked[user])[::-1][: len(expected)]
        assert ours == pytest.approx(expected, abs=1e-5)


def test_a_whole_number_is_searched_by_its_logarithm() -> None:
    whole = [values for peer in PEERS for values in peer.space.values()]
    assert all(values.log for values in whole if isinstance(values, IntDistribution))
