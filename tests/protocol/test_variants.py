"""A view with parameters of its own is ranked by a fit of its own; others share the cell's."""

from pathlib import Path

import pyarrow.compute as pc
import pytest
from ruamel.yaml import YAML

from benchmarks.contract import paths, tables
from benchmarks.contract.files import read_json, write_text
from benchmarks.contract.leaderboards import Reported
from benchmarks.results import cells, measured
from tests.worlds import prepared
from tests.worlds.planned import fit, split


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """A benchmark with two views, the second with a leaderboard of its own."""
    monkeypatch.chdir(tmp_path)
    prepared.make(prepared.RULES["user_temporal"])
    document = YAML(typ="safe").load(Path("params.yaml"))
    document["benchmarks"]["tastes"]["views"]["unmasked"]["benchmark"] = "tastes-again"
    YAML().dump(document, Path("params.yaml"))
    split("tastes")


def lists(view):
    """Return the items and scores of the cell's lists of a view."""
    fit("tastes", "svd")
    whole = tables.read(paths.cell("tastes", "svd") / "lists.parquet", tables.LISTS)
    return whole.filter(pc.field("view") == view).select(["seed", "user", "item", "score"])


def tuned(leaderboard, factors):
    write_text(paths.tuned(leaderboard), f"svd: {{factors: {factors}}}")


def test_each_view_has_the_lists_of_its_own_parameters():
    tuned("tastes", 3)
    of_three = {view: lists(view) for view in ("all", "unmasked")}
    tuned("tastes", 6)
    of_six = {view: lists(view) for view in ("all", "unmasked")}
    assert not of_three["unmasked"].equals(of_six["unmasked"])
    tuned("tastes", 3)
    tuned("tastes-again", 6)
    assert lists("all").equals(of_three["all"])
    assert lists("unmasked").equals(of_six["unmasked"])


def test_ratings_are_those_of_the_cells_own_parameters():
    tuned("tastes", 3)
    lists("all")
    path = paths.cell("tastes", "svd") / "predictions.parquet"
    before = path.read_bytes()
    tuned("tastes-again", 6)
    lists("all")
    assert path.read_bytes() == before


def test_what_a_leaderboard_tells_of_a_cell_is_of_its_own_fit():
    tuned("tastes", 3)
    tuned("tastes-again", 6)
    lists("all")
    state = cells.state(paths.cell("tastes", "svd"))
    runs = read_json(paths.measured("tastes", "svd"))["runs"]
    took = {}
    for name, view, factors in (("tastes", "all", 3), ("tastes-again", "unmasked", 6)):
        row = cells.row(Reported(name, "tastes", view, "all"), "svd", state)
        assert f'"factors": {factors}' in row["parameters"]
        took[view] = measured.row(name, "tastes", "svd", view)["fit_seconds"]
    of_each = {"all": "fit_seconds", "unmasked": "fit_seconds_unmasked"}
    assert took == {view: sum(run[name] for run in runs) / 2 for view, name in of_each.items()}


def test_equal_parameters_are_fitted_once():
    tuned("tastes", 3)
    tuned("tastes-again", 3)
    lists("all")
    runs = read_json(paths.measured("tastes", "svd"))["runs"]
    assert len(runs) == 2  # seeds
    assert all("fit_seconds_unmasked" not in run for run in runs)
    assert all("rank_seconds_unmasked" in run for run in runs)
