"""Which search a baseline's parameters are of: this leaderboard's by today's rule, or another."""

from types import SimpleNamespace

import pytest

from benchmarks.contract import paths
from benchmarks.contract.settings import ViewRules
from benchmarks.contract.spaces import Floats
from benchmarks.contract.trials import Rule
from benchmarks.report.prose import choosers
from benchmarks.report.sections import sources
from benchmarks.report.sections.sources import Searched

SPACE = {"factors": Floats(8, 128)}
VIEWS = {"all": ViewRules(mask="none"), "new": ViewRules(mask="seen", benchmark="shop-new")}
SHOP = SimpleNamespace(name="shop", benchmark="shop", view="all")
NEW = SimpleNamespace(name="shop-new", benchmark="shop", view="new")
TUNING = SimpleNamespace(
    search=dict.fromkeys(("ease", "als", "slim"), SPACE),
    budget=lambda _: 20,
    trials=SimpleNamespace(beyond=20),
)
APART, ALIKE = "0,0.1,,8\n1,0.2,yes,16\n", "0,0.1,yes,8\n1,0.1,,16\n"


def baseline(**tuned):
    return SimpleNamespace(
        tuned=tuned, search=SPACE, defaults={"factors": 8}, parameters=lambda _: {"factors": 8}
    )


def inputs(**baselines):
    """Return what a report of a shop is made of; all its baselines ran on both leaderboards."""
    cells = [SimpleNamespace(baseline=name, status="ok") for name in baselines]
    settings = SimpleNamespace(
        baselines=baselines,
        baseline=baselines.__getitem__,
        tuning=TUNING,
        judged=lambda: {"shop": SHOP, "shop-new": NEW},
        benchmark=lambda _: SimpleNamespace(views=VIEWS),
    )
    return SimpleNamespace(settings=settings, cells={"shop": cells, "shop-new": cells})


def search(leaderboard, name, rows=APART, **changed):
    """Write the trials of a search and its rule, which is today's but for what is changed."""
    path = paths.trials(leaderboard, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"trial,value,chosen,factors\n{rows}")
    mask = "none" if leaderboard == "shop" else "seen"
    rule = {"data": {}, "view": ViewRules(mask=mask), "objective": "ndcg@10", "seed": 0}
    rule |= {"defaults": {"factors": 8}, "space": SPACE, "trials": 20, "beyond": 20}
    rule |= {"most_epochs": 30, "at_random": 10, "batch": 4, **changed}
    Rule(**rule).write(paths.rule(leaderboard, name))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_search_for_another_view_is_not_called_that_of_the_leaderboard():
    search("shop", "ease")
    search("shop-new", "als")
    tuned = {"shop": {"factors": 16}, "shop-new": {"factors": 16}}
    given = inputs(ease=baseline(**tuned), als=baseline(**tuned), slim=baseline())
    assert choosers.tuned(NEW, given) == [
        "1 baseline ran with parameters that the search for this leaderboard chose.",
        "1 baseline ran with parameters that a search for shop, in its view, chose: ease.",
    ]
    assert choosers.untuned(NEW, given) == ["1 baseline ran with default parameters: slim."]
    assert sources.searched(NEW, given) == Searched(1, 3)


@pytest.mark.parametrize(
    "changed",
    [
        {"trials": 40},
        {"beyond": 0},
        {"space": {"factors": Floats(8, 64)}},
        {"defaults": {"factors": 9}},
        {"view": ViewRules(mask="seen")},
    ],
)
def test_a_search_by_another_rule_is_called_an_earlier_one_whatever_it_found(changed):
    search("shop", "ease", APART, **changed)
    search("shop", "als", ALIKE, **changed)
    tuned = {"shop": {"factors": 16}}
    given = inputs(ease=baseline(**tuned), als=baseline(**tuned))
    by = "the search for this leaderboard, by an earlier rule,"
    assert choosers.tuned(SHOP, given) == [f"1 baseline ran with parameters that {by} chose: ease."]
    assert choosers.untuned(SHOP, given) == [
        f"1 baseline ran with default parameters, as {by} found no difference between its trials: "
        "als."
    ]
    assert sources.searched(SHOP, given) == Searched(0, 2)


def test_searches_by_the_rule_in_force_are_counted_those_without_a_difference_too():
    search("shop", "ease", APART)
    search("shop", "als", ALIKE)
    tuned = {"shop": {"factors": 16}}
    given = inputs(ease=baseline(**tuned), als=baseline(**tuned), popular=baseline())
    assert sources.searched(SHOP, given) == Searched(2, 2)  # popular has no search space
