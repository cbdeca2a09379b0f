"""Pieces of work by several tools: the same answers, and what each took."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.contract import tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_json
from benchmarks.speed import beside, inputs, programs
from benchmarks.speed.works import OURS, Tool, Work, to_fit, works
from tests.worlds import synthetic

N_USERS, N_ITEMS = 200, 500
NOWHERE = Path("no-such-folder")
SMALL = {
    "rank": lambda folder: inputs.to_rank(folder, N_USERS, N_ITEMS),
    "judge": lambda folder: inputs.to_judge(folder, N_USERS, N_ITEMS),
}


def small(name: str) -> Work:
    work = next(work for work in works() if work.name == name)
    return replace(work, prepare=SMALL[name])


@pytest.mark.parametrize("name", SMALL)
def test_every_tool_that_needs_no_environment_gives_our_answer(name: str) -> None:
    runs = beside.measure(small(name), NOWHERE, 2)
    named = {tool.name: of_tool for tool, of_tool in runs.items()}
    assert OURS in named
    assert "numpy" in named
    for of_tool in named.values():
        assert len(of_tool) == 2
        assert min(run.cpu_seconds for run in of_tool) > 0
        assert min(run.peak_mib for run in of_tool) > 1


def test_tools_whose_environment_is_absent_are_left_out() -> None:
    wanted = {tool.name for tool in small("rank").tools if tool.environment}
    measured = {tool.name for tool in beside.measure(small("rank"), NOWHERE, 1)}
    assert wanted
    assert not wanted & measured


def test_another_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "agreement", lambda *_: 0.9)
    with pytest.raises(UserError, match=r"numpy agrees with us in 90\.00% of its answer"):
        beside.measure(small("rank"), NOWHERE, 1)


def test_lists_agree_where_their_first_ten_places_do() -> None:
    ours = np.arange(40).reshape(2, 20)
    theirs = ours.copy()
    theirs[:, 10:] = -1
    assert beside.agreement(ours, theirs) == 1.0
    theirs[0, 0] = -1
    assert beside.agreement(ours, theirs) == 1 - 1 / 20


def test_inputs_to_judge_have_distinct_items_and_some_hits(tmp_path: Path) -> None:
    inputs.to_judge(tmp_path, N_USERS, N_ITEMS)
    lists, relevant = (np.load(tmp_path / f"{name}.npy") for name in ("lists", "relevant"))
    for values in (lists, relevant):
        assert all(len(set(of_user)) == len(of_user) for of_user in values.tolist())
    hits = [len(set(a) & set(b)) for a, b in zip(lists.tolist(), relevant.tolist(), strict=True)]
    assert 0.4 < np.mean(hits) / inputs.RELEVANT < 0.6


def test_masked_items_are_not_ranked(tmp_path: Path) -> None:
    inputs.to_rank(tmp_path, N_USERS, N_ITEMS)
    seen = np.load(tmp_path / "seen.npy")
    (ours, *_) = beside.measure(small("rank"), NOWHERE, 1).values()
    assert not any(set(of_user) & set(masked) for of_user, masked in zip(ours[0].answer, seen))


def test_our_interpreter_is_this_one() -> None:
    assert Tool(OURS).python(NOWHERE) == Path(sys.executable)


def test_all_are_fitted_on_the_same_positives(tmp_path: Path) -> None:
    train = tmp_path / "train"
    train.mkdir()
    rows = synthetic.split_rows(synthetic.interactions(), fold="first of its kind")
    tables.write(train / "interactions.parquet", rows, tables.SPLIT)
    tables.write(train / "users.parquet", synthetic.users(), tables.USERS)
    tables.write(train / "items.parquet", synthetic.items(), tables.ITEMS)
    tables.write(train / "promotions.parquet", synthetic.promotions(), tables.PROMOTIONS)
    write_json(train / "info.json", {"rating_scale": [1.0, 5.0]})
    write_json(tmp_path / "ease.json", {"regularization": 10.0})
    positives = to_fit(train).positives
    assert positives.nnz == synthetic.N_USERS * synthetic.LIKED
    lists = programs.WORKS["ease", OURS](tmp_path)()
    own_taste = lists[:, : synthetic.LIKED] % 2 == synthetic.EVERYBODY[:, None] % 2
    assert own_taste.mean() > 0.9
