"""What it costs to serve: the requests counted, the size of a model, the way to a new item."""

import pickle
import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest
from ruamel.yaml import YAML
from scipy.sparse import csr_matrix

from baselines import content, ease, popular
from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json, write_json
from benchmarks.protocol import latency
from benchmarks.protocol.queries import Queries
from benchmarks.protocol.training import Training
from benchmarks.protocol.view import View
from tests.worlds import planned as fit
from tests.worlds import synthetic
from tests.worlds.clone import ROOT

VIEW = View()
MIB = 2**20


@pytest.fixture(scope="module")
def train() -> Training:
    return synthetic.train()


@pytest.fixture
def asked(train: Training) -> Queries:
    keys = [tables.column(table, "key") for table in (synthetic.users(), synthetic.items())]
    nobody = np.zeros(0, np.int32)
    return Queries("all", np.arange(3, 50, dtype=np.int32), nobody, nobody, train.seen, *keys)


class Recorder:
    """A model that notes whom it is asked for; its requests take the given seconds in turn."""

    def __init__(
        self, train: Training, monkeypatch: pytest.MonkeyPatch, seconds: list[float]
    ) -> None:
        self.n_items, self.seconds, self.users, self.now = train.n_items, seconds, [], 0.0
        monkeypatch.setattr(latency, "time", SimpleNamespace(thread_time=lambda: self.now))

    def scores(self, users: np.ndarray) -> np.ndarray:
        self.now += self.seconds[len(self.users) % len(self.seconds)]
        self.users.append(users)
        return np.arange(self.n_items * len(users), dtype=float).reshape(len(users), -1)


def test_percentiles_are_those_of_the_requests_after_the_warm_up(
    train: Training, asked: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = np.random.default_rng(0).permutation(200) / 10_000  # 0 to 19.9 ms
    model = Recorder(train, monkeypatch, [7.0] * 20 + list(counted))
    found = latency.request_ms(model, train, asked, VIEW, "recorder")
    assert found == {"p50": 9.95, "p95": 18.905, "p99": 19.701, "requests": 200}
    assert len(model.users) == 220


def test_requests_are_for_one_served_user_each_and_always_for_the_same_ones(
    train: Training, asked: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (Recorder(train, monkeypatch, [0.001]) for _ in range(2))
    for model in (first, second):
        monkeypatch.setattr(latency, "time", SimpleNamespace(thread_time=lambda m=model: m.now))
        latency.request_ms(model, train, asked, VIEW, "recorder")
    assert {len(users) for users in first.users} == {1}
    assert set(np.concatenate(first.users)) <= set(asked.users)
    assert len(set(np.concatenate(first.users))) > 30
    np.testing.assert_array_equal(first.users, second.users)


@pytest.mark.parametrize(
    ("seconds", "requests"), [(0.01, 200), (0.04, 76), (0.08, 38), (0.25, 30), (60.0, 30)]
)
def test_a_slow_model_gets_fewer_requests_but_never_below_thirty(
    seconds: float, requests: int, train: Training, asked: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Recorder(train, monkeypatch, [seconds])
    found = latency.request_ms(model, train, asked, VIEW, "recorder")
    assert abs(found["requests"] - requests) <= 1  # sums of floats
    assert found["p50"] == pytest.approx(1000 * seconds)


def test_a_request_goes_the_way_of_the_lists(
    train: Training, asked: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, calls = ease.Model().fit(train), []
    original = latency.ranking.rank

    def rank(*arguments: object) -> object:
        calls.append((arguments[1], original(*arguments)))
        return calls[-1][1]

    monkeypatch.setattr(latency.ranking, "rank", rank)
    latency.request_ms(model, train, asked, VIEW, "ease")
    monkeypatch.undo()
    lists = asked.rank(model, train, VIEW, "ease").items[:, :10]
    for (user,), found in calls:
        np.testing.assert_array_equal(found.items[0], lists[np.searchsorted(asked.users, user)])


def test_without_users_to_serve_there_is_no_latency(train: Training, asked: Queries) -> None:
    nobody = Queries(**{**vars(asked), "users": asked.users[:0]})
    assert latency.request_ms(popular.Model().fit(train), train, nobody, VIEW, "popular") is None


def test_the_size_of_a_model_is_that_of_its_pickle(train: Training) -> None:
    for model in (ease.Model().fit(train), content.Model().fit(train), popular.Model().fit(train)):
        expected = len(pickle.dumps(model, 5))
        assert latency.model_mib(model) * MIB == pytest.approx(expected, abs=400)
    large = SimpleNamespace(
        rows=np.ones((500, 700)), columns=np.asfortranarray(np.ones((500, 300), np.float32))
    )
    assert latency.model_mib(large) * MIB == pytest.approx(len(pickle.dumps(large, 5)), rel=1e-3)


def test_measuring_the_size_does_not_copy_the_model() -> None:
    model = SimpleNamespace(weights=np.ones(10 * MIB, np.uint8))
    tracemalloc.start()
    try:
        assert latency.model_mib(model) == pytest.approx(10, abs=0.01)
        assert tracemalloc.get_traced_memory()[1] < MIB
    finally:
        tracemalloc.stop()


def test_a_model_that_cannot_be_pickled_has_no_size() -> None:
    assert latency.model_mib(SimpleNamespace(scores=lambda users: users)) is None


def test_a_new_item_comes_by_add_items_where_there_is_one_and_the_data_has_features(
    train: Training, asked: Queries
) -> None:
    found = latency.new_item(
        content.Model().fit(train), train, asked, "content", refit_seconds=12.5
    )
    assert found["by"] == "add_items"
    assert found["seconds"] >= 0
    without = Training(**{**vars(train), "item_features": None})
    for model, data in ((ease.Model().fit(train), train), (content.Model().fit(train), without)):
        assert latency.new_item(model, data, asked, "it", refit_seconds=12.5) == {
            "seconds": 12.5,
            "by": "refit",
        }


def test_a_new_item_without_a_score_is_an_error(train: Training, asked: Queries) -> None:
    class Forgetful(content.Model):
        def add_items(self, features: csr_matrix) -> None:
            """Do nothing."""

    with pytest.raises(
        UserError, match=r"forgetful: after add_items: scores\(\) returned shape \(1, 60\), .* 61\)"
    ):
        latency.new_item(Forgetful().fit(train), train, asked, "forgetful", refit_seconds=1.0)


def test_a_cell_writes_what_it_measured_beside_its_runs(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baselines").symlink_to(ROOT / "baselines")
    settings = YAML(typ="safe").load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    with (tmp_path / "params.yaml").open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump(settings | {"seeds": 2}, stream)
    (benchmark,) = [name for name in settings["benchmarks"] if name == "ml-100k"]
    write_split(benchmark)
    keys = {"runs", "peak_mib", "machine", "request_ms", "model_mib", "new_item"}
    for baseline, by, n_runs in (
        ("ease", "refit", 2),
        ("content", "add_items", 2),
        ("uniform", "refit", 4),
    ):
        fit.fit(benchmark, baseline)
        measured = read_json(paths.measured(benchmark, baseline))
        assert set(measured) == keys
        assert measured["new_item"]["by"] == by
        assert set(measured["request_ms"]) == {"p50", "p95", "p99", "requests"}
        assert len(measured["runs"]) == n_runs
        assert {run["fit_cpu_seconds"] > 0 for run in measured["runs"]} == {True}
        assert measured["machine"].keys() == {"processor", "cores", "threads", "load"}
        assert [run["users"] for run in measured["runs"]] == [5] * (n_runs // 2) + [3] * (
            n_runs // 2
        )
        if by == "refit":
            assert measured["new_item"]["seconds"] == measured["runs"][0]["fit_seconds"]
    fit.fit(benchmark, "sponsored")
    assert set(read_json(paths.measured(benchmark, "sponsored"))) == {
        "runs",
        "peak_mib",
        "machine",
    }  # needs promotions


def write_split(benchmark: str) -> None:
    """Write two folds, which serve five users and three."""
    folder, ask = paths.train(benchmark), paths.ask(benchmark)
    rows = synthetic.interactions()
    folds = tables.pa.concat_tables([synthetic.split_rows(rows, fold) for fold in ("one", "two")])
    served = [{"fold": "one", "user": user} for user in range(5)] + [
        {"fold": "two", "user": user} for user in range(3)
    ]
    written = {
        "interactions": (folds, tables.SPLIT),
        "users": (synthetic.users(), tables.USERS),
        "items": (synthetic.items(), tables.ITEMS),
        "promotions": (tables.PROMOTIONS.empty_table(), tables.PROMOTIONS),
    }
    tables.write(ask / "queries.parquet", tables.pa.Table.from_pylist(served), tables.QUERIES)
    tables.write(ask / "pairs.parquet", tables.PAIRS.empty_table(), tables.PAIRS)
    for name, (table, schema) in written.items():
        tables.write(folder / f"{name}.parquet", table, schema)
    write_json(folder / "info.json", {"rating_scale": [1, 5]})
