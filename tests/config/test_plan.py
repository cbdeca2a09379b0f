"""What cells, splits and scores are to run with: parameters, their origin, digests of code."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from benchmarks.config import load, plan
from benchmarks.config.declared import declared
from benchmarks.config.imports import imported
from benchmarks.config.study import resolved
from benchmarks.contract.documents import CellPlan, ScorePlan, Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.protocol import model
from benchmarks.splits.rules import with_rules
from tests.worlds.params import DOCUMENT, changed

MODEL = '''"""What it is, in a sentence.

More of it.
"""

import {imports}
from benchmarks.contract.spaces import Choices, Floats, Integers


class Model:
    needs = frozenset()
    personalized = True
    search = {{"a": Integers(1, 9, log=True), "b": Floats(0.5, 2.0), "c": Choices(("x", "y"))}}

    def __init__(self, *, a: int = 3, b: float = 1.0, c: str = "x", seed: int = 0) -> None:
        pass
'''


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with params.yaml and two baselines, of which `ease` imports a helper."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baselines/shared").mkdir(parents=True)
    (tmp_path / "tuned").mkdir()
    write("params.yaml", json.dumps(DOCUMENT | {"baselines": {"popular": {}, "ease": {}}}))
    write("baselines/popular.py", MODEL.format(imports="numpy"))
    write("baselines/ease.py", MODEL.format(imports="baselines.shared.helper"))
    write("baselines/shared/helper.py", "from baselines.shared import further\n")
    write("baselines/shared/further.py", "import numpy\n")
    write("baselines/shared/__init__.py", '"""Nothing but this."""\n')
    return tmp_path


def write(name, text):
    Path(name).write_text(text)


def cell(baseline="ease"):
    return plan.cell("films", baseline, load.load())


def test_the_parameters_in_force_are_the_classs_then_those_of_params_then_the_tuned(project):
    assert cell().parameters == {"a": 3, "b": 1.0, "c": "x"}
    assert set(cell().origin.values()) == {"default"}
    write("params.yaml", json.dumps(changed("baselines.ease", {"a": 5, "b": 7.0})))
    write("tuned/films.yaml", "ease: {b: 2.0}\n")
    assert cell().parameters == {"a": 5, "b": 2.0, "c": "x"}
    assert cell().origin == {"a": "params.yaml", "b": "tuned", "c": "default"}
    assert cell().origins() == "mixed"
    elsewhere = plan.cell("films-later", "ease", load.load())
    assert elsewhere.parameters == {"a": 5, "b": 7.0, "c": "x"}


def test_a_value_that_another_overrides_draws_a_warning_that_names_the_key_that_counts(project):
    write("params.yaml", json.dumps(changed("baselines.ease", {"a": 5, "b": 7.0})))
    assert not list(plan.overridden("films", load.load()))
    write("tuned/films.yaml", "ease: {b: 2.0}\n")
    (warning,) = plan.overridden("films", load.load())
    assert warning.startswith("params.yaml: baselines.ease.b = 7.0 changes nothing on films, where")
    assert "tuned/films.yaml: ease.b = 2.0 counts" in warning
    assert "dvc exp run --temp -S tuned/films.yaml:ease.b=" in warning


@pytest.mark.parametrize(
    ("params", "tuned", "where"),
    [({"d": 1}, "", "params.yaml: baselines.ease"), ({}, "ease: {d: 1}", "tuned/films.yaml: ease")],
)
def test_a_parameter_that_the_class_lacks_is_an_error_that_names_its_file(
    project, params, tuned, where
):
    write("params.yaml", json.dumps(changed("baselines.ease", params)))
    write("tuned/films.yaml", tuned)
    with pytest.raises(UserError, match=rf"^{where}: unknown parameter 'd'\. .*Known: a, b, c\.$"):
        cell()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"a": True}, r"baselines\.ease\.a: expected a number, got true\.$"),
        ({"b": "20"}, r"baselines\.ease\.b: expected a number, got '20'\.$"),
        ({"b": [20]}, r"baselines\.ease\.b: expected a number, got a list\.$"),
    ],
)
def test_a_parameter_that_is_a_number_is_no_word(project, parameters, message):
    write("params.yaml", json.dumps(changed("baselines.ease", parameters)))
    with pytest.raises(UserError, match=message):
        cell()


def test_only_what_draws_random_numbers_runs_with_several_seeds(project):
    assert cell().seeds == 3
    write("baselines/ease.py", MODEL.format(imports="numpy").replace(", seed: int = 0", ""))
    assert cell().seeds == 1


def test_a_cell_that_is_not_wanted_says_so_and_is_in_no_table(project):
    write("params.yaml", json.dumps(changed("baselines.ease", {"only": ["films-later"]})))
    settings = load.load()
    assert cell().left_out == "left out: ease runs on films-later only (params.yaml)"
    assert cell().parameters == {"a": 3, "b": 1.0, "c": "x"}
    assert plan.cell("films-later", "ease", settings).left_out == ""
    assert plan.of_score("films", settings).baselines == ["popular"]
    assert plan.of_score("films-later", settings).baselines == ["popular", "ease"]


def test_a_benchmark_may_name_the_baselines_that_run_on_it(project):
    document = changed("benchmarks.films.baselines", ["popular"])
    write("params.yaml", json.dumps(document | {"baselines": {"popular": {}, "ease": {}}}))
    settings = load.load()
    assert cell().left_out == "left out: films names the baselines that run on it (params.yaml)"
    assert plan.of_score("films", settings).baselines == ["popular"]
    assert resolved(settings).benchmark("films").baselines == ["popular"]
    assert plan.of_score("films-later", settings).baselines == ["popular", "ease"]


def test_the_code_of_a_cell_is_its_file_and_what_that_imports_directly_or_not(project):
    assert list(cell("popular").code) == ["baselines/popular.py"]
    before = cell().code
    helpers = ["baselines/shared/further.py", "baselines/shared/helper.py"]
    assert list(before) == ["baselines/ease.py", *helpers]
    write("baselines/shared/further.py", "import numpy  # changed\n")
    differs = {name for name, digest in cell().code.items() if digest != before[name]}
    assert differs == {"baselines/shared/further.py"}


@pytest.mark.parametrize("text", ["def (", "raise RuntimeError\n", "", "class Other:\n    pass\n"])
def test_a_broken_baseline_is_planned_with_what_is_given_and_its_fit_will_say_more(
    text, project, monkeypatch
):
    def fails(name):
        raise RuntimeError(name)

    monkeypatch.setattr(model, "load", fails)  # else this checkout's own would be imported
    write("baselines/ease.py", text)
    write("tuned/films.yaml", "ease: {b: 2.0}\n")
    assert (cell().parameters, cell().seeds) == ({"b": 2.0}, 3)
    assert list(cell().code) == ["baselines/ease.py"]


def test_a_relative_import_counts_as_well(project):
    write("baselines/ease.py", "from .shared import helper\n")
    assert imported(Path("baselines/ease.py")) >= {"baselines/shared/helper.py"}


def test_what_a_document_says_is_read_as_it_was_written_in_its_order(project):
    path = Path("runs/plan/films/ease.json")
    cell().write(path)
    assert CellPlan.read(path) == cell()
    assert list(json.loads(path.read_text()))[:3] == ["schema", "benchmark", "baseline"]
    study = resolved(load.load())
    study.write(path)
    assert Study.read(path) == study
    assert Study.read(path).baseline("ease").search == {
        "a": Integers(1, 9, log=True),
        "b": Floats(0.5, 2.0),
        "c": Choices(("x", "y")),
    }


def test_a_document_that_is_missing_or_of_another_form_is_refused_with_what_to_do(project):
    path = Path("runs/settings/score/films.json")
    with pytest.raises(UserError, match=r"films\.json: missing; run `python -m benchmarks plan"):
        ScorePlan.read(path)
    plan.of_score("films", load.load()).write(path)
    assert ScorePlan.read(path).baselines == ["popular", "ease"]
    write(path, path.read_text().replace('"schema": 1', '"schema": 2'))
    with pytest.raises(UserError, match=r"its form is number 2, and this code reads 1; run"):
        ScorePlan.read(path)


def test_the_study_has_what_params_has(project):
    settings = load.load()
    study = with_rules(resolved(settings))
    assert (study.cutoffs, study.list_length) == (settings.cutoffs, settings.list_length)
    assert study.reported() == settings.reported()
    for name, block in settings.benchmarks.items():
        assert study.benchmark(name).split == block.split
        assert study.benchmark(name).has_validation == block.split.has_validation
    assert study.baseline("ease").summary == "What it is, in a sentence."


@pytest.mark.parametrize("name", model.names())
def test_what_is_read_from_a_baselines_source_is_what_its_class_says(name):
    said, model_class = declared(name), model.load(name)
    assert list(said.parameters) == model.accepted(model_class)
    assert model.build(name, model_class, said.parameters, seed=0)
    assert said.stochastic == model.is_stochastic(model_class)
    assert said.personalized == model_class.personalized
    assert said.title == model.title(model_class) != ""
    assert said.objective == model.objective(model_class)
    assert said.cheap == model.is_cheap(model_class)
    assert list(said.search.items()) == list(model.search_space(model_class).items())


@pytest.mark.parametrize("name", model.names())
def test_what_was_tuned_is_in_the_space_or_found_by_early_stopping(name):
    for path in Path("tuned").glob("*.yaml"):
        values = (YAML(typ="safe").load(path.read_text()) or {}).get(name, {})
        allowed = {*declared(name).search, "epochs"}
        assert set(values) <= allowed, path


def with_a_view_of_its_own():
    document = changed("benchmarks.films.views.new", {"mask": "none", "benchmark": "films-new"})
    return document | {"baselines": {"popular": {}, "ease": {"a": 5}}}


def test_a_view_with_a_leaderboard_of_its_own_has_the_parameters_that_were_chosen_for_it(project):
    write("params.yaml", json.dumps(with_a_view_of_its_own()))
    write("tuned/films.yaml", "ease: {b: 2.0}\n")
    write("tuned/films-new.yaml", "ease: {b: 0.5}\n")
    assert cell().parameters == {"a": 5, "b": 2.0, "c": "x"}
    assert list(cell().variants) == ["new"]
    assert cell().of_view("new").parameters == {"a": 5, "b": 0.5, "c": "x"}
    assert cell().of_view("new").origin == {"a": "params.yaml", "b": "tuned", "c": "default"}
    assert cell().of_view("all").parameters == cell().parameters
    settings = resolved(load.load()).baseline("ease")
    assert settings.parameters("films-new")["b"] == 0.5


@pytest.mark.parametrize("chosen", ["", "ease: {b: 2.0}\n", "popular: {b: 0.5}\n"])
def test_a_view_without_values_of_its_own_or_with_the_same_shares_the_fit(project, chosen):
    write("params.yaml", json.dumps(with_a_view_of_its_own()))
    write("tuned/films.yaml", "ease: {b: 2.0}\n")
    write("tuned/films-new.yaml", chosen)
    assert cell().variants == {}
    assert resolved(load.load()).baseline("ease").parameters("films-new")["b"] == 2.0


def test_a_parameter_that_the_class_lacks_is_told_with_the_file_of_the_view(project):
    write("params.yaml", json.dumps(with_a_view_of_its_own()))
    write("tuned/films-new.yaml", "ease: {d: 1}\n")
    with pytest.raises(UserError, match=r"^tuned/films-new\.yaml: ease: unknown parameter 'd'"):
        cell()
