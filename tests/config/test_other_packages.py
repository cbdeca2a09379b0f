"""Baselines in other packages: found, read, planned and refused without a traceback."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks.config import load, plan
from benchmarks.config.declared import declared
from benchmarks.config.study import resolved
from benchmarks.contract.errors import UserError
from benchmarks.contract.spaces import Integers
from benchmarks.protocol import elsewhere, model
from tests.worlds.params import DOCUMENT

MODEL = '''"""Several models."""

from tastes.helper import weigh
from benchmarks.contract.spaces import Integers

raise_if_imported()


class Other:
    pass


class Model:
    """Rank by taste.

    More of it.
    """

    needs = frozenset({"ratings"})
    personalized = True
    search = {"factors": Integers(1, 9)}

    def __init__(self, *, factors: int = 3, seed: int = 0) -> None:
        pass
'''
WORKS = """class Base:
    def __init__(self, *, factors=4, unknown, seed=0, **options):
        self.factors = factors


class Model(Base):
    needs, personalized = frozenset(), False

    def fit(self, train):
        return self

    def scores(self, users):
        return users
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A checkout, and beside it a package `tastes` whose module no test may import."""
    checkout, packages = tmp_path / "checkout", tmp_path / "packages"
    (checkout / "baselines").mkdir(parents=True)
    (checkout / "tuned").mkdir()
    (packages / "tastes/deep").mkdir(parents=True)
    monkeypatch.chdir(checkout)
    monkeypatch.syspath_prepend(str(packages))
    write(packages / "tastes/__init__.py", "")
    write(packages / "tastes/helper.py", "from . import further\n")
    write(packages / "tastes/further.py", "import numpy\n")
    write(packages / "tastes/unused.py", "")
    write(packages / "tastes/model.py", MODEL.replace("class Model", "class Taste"))
    write(packages / "tastes/works.py", WORKS)
    params({"class": "tastes.model:Taste", "factors": 5})
    yield packages / "tastes"
    for name in [name for name in sys.modules if name.partition(".")[0] == "tastes"]:
        del sys.modules[name]


def write(path, text):
    Path(path).write_text(text)


def params(block):
    write("params.yaml", json.dumps(DOCUMENT | {"baselines": {"popular": {}, "mine": block}}))


def cell():
    return plan.cell("films", "mine", load.load())


def test_the_class_is_no_parameter_and_goes_into_the_plan(project):
    assert cell().parameters == {"factors": 5}
    assert cell().origin == {"factors": "params.yaml"}
    assert (cell().defined_in, cell().seeds) == ("tastes.model:Taste", 3)
    assert plan.cell("films", "popular", load.load()).defined_in == ""


def test_what_it_declares_is_read_without_importing_it(project):
    facts = resolved(load.load()).baseline("mine")
    assert facts.summary == "Rank by taste."
    assert facts.search == {"factors": Integers(1, 9)}
    assert facts.personalized
    assert facts.defined_in == "tastes.model:Taste"
    assert "tastes" not in sys.modules


def test_what_is_not_written_out_is_asked_of_the_class(project):
    said = declared("mine", "tastes.works:Model")
    assert (said.personalized, said.stochastic, said.parameters) == (False, True, {"factors": 4})


def test_its_code_is_its_file_and_what_that_imports_of_the_same_package(project):
    files = ["tastes/further.py", "tastes/helper.py", "tastes/model.py"]
    before = cell().code
    assert [name for name in before if name.startswith("tastes")] == ["tastes/__init__.py", *files]
    write(project / "unused.py", "x = 1\n")
    assert cell().code == before
    write(project / "further.py", "import scipy\n")
    after = cell().code
    assert {name for name in after if after[name] != before[name]} == {"tastes/further.py"}


def test_what_it_imports_of_this_checkout_counts_as_well(project):
    Path("baselines/shared").mkdir()
    write("baselines/shared/helper.py", "x = 1\n")
    write(project / "model.py", "from baselines.shared import helper\n" + MODEL)
    assert {"baselines/shared/helper.py", "tastes/model.py"} <= set(cell().code)


def test_the_code_of_a_library_is_its_version(project):
    params({"class": "sklearn.decomposition:NMF"})
    assert list(cell().code) == ["scikit-learn"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tastes.model", r"'tastes.model' names no class; write it as `package.module:Class`"),
        ("../evil:Model", r"names no class"),
        (5, r"'5' names no class"),
    ],
)
def test_what_names_no_class_is_refused_when_the_params_are_read(project, text, message):
    params({"class": text})
    with pytest.raises(UserError, match=rf"^params.yaml: baselines.mine.class: .*{message}"):
        load.load()


def test_a_baseline_has_one_home(project):
    write("baselines/mine.py", "")
    with pytest.raises(UserError, match=r"class: there is baselines/mine.py as well; give the"):
        load.load()


@pytest.mark.parametrize(
    ("defined_in", "message"),
    [
        ("tastes.nowhere:Model", "there is no module `tastes.nowhere` here; install its package"),
        ("absent.model:Model", "there is no module `absent` here; install its package"),
        ("tastes.broken:Model", "tastes.broken imports `absent`, which is not here; install its"),
        ("tastes.works:Modle", "in tastes.works: unknown class 'Modle'. Did you mean 'Model'?"),
        ("tastes.bare:Model", "tastes.bare:Model has no needs, no personalized, no fit(), no scor"),
    ],
)
def test_what_is_missing_is_one_line_with_what_to_do(project, defined_in, message):
    write(project / "broken.py", "import absent\n")
    write(project / "bare.py", "class Model:\n    pass\n")
    with pytest.raises(UserError) as caught:
        model.load("mine", defined_in)
    assert str(caught.value).startswith(f"params.yaml: baselines.mine.class: {message}"[:60])
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_parameter_that_it_does_not_take_is_refused_by_the_plan(project):
    params({"class": "tastes.model:Taste", "factor": 5})
    with pytest.raises(UserError, match=r"baselines.mine: unknown parameter 'factor'.*'factors'"):
        cell()


def test_a_missing_package_is_planned_and_its_fit_will_say_more(project):
    params({"class": "absent.model:Model", "factors": 5})
    assert (cell().parameters, cell().code, cell().seeds) == ({"factors": 5}, {}, 3)


def test_a_class_that_is_there_is_loaded(project):
    assert model.load("mine", "tastes.works:Model")(factors=2, unknown=1).factors == 2


def test_a_package_and_a_module_in_it_have_their_source_found(project):
    root = project.parent
    for module, file in (("tastes", "tastes/__init__.py"), ("tastes.model", "tastes/model.py")):
        found = elsewhere.source(elsewhere.place(f"{module}:Model", "here"))
        assert found == (Path(file), root)
    assert elsewhere.source(elsewhere.place("tastes.model.deeper:Model", "here")) is None
    assert "tastes" not in sys.modules
