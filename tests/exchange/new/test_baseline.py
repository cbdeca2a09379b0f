"""`new baseline` writes a file that keeps the contract, and one line into params.yaml."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.config import load
from benchmarks.config.declared import declared
from benchmarks.contract.errors import UserError
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.exchange.new import baseline as new_baseline

ROOT = Path(__file__).parents[3]
WRAPPED = {
    "als2": "implicit.als:AlternatingLeastSquares",
    "bm25": "implicit.nearest_neighbours:BM25Recommender",
    "svd2": "surprise:SVD",
    "knn2": "surprise:KNNBasic",
    "truncated": "sklearn.decomposition:TruncatedSVD",
    "nmf2": "sklearn.decomposition:NMF",
    "nearest": "sklearn.neighbors:NearestNeighbors",
    "counting": "cornac.models:Counting",
}
CORNAC = {
    "__init__.py": "",
    "data.py": "from tests.worlds.cornac import Dataset\n",
    "models.py": "from tests.worlds import cornac\nclass Counting(cornac.Counting): pass\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with params.yaml and no baseline of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baselines").mkdir()
    shutil.copy(ROOT / "params.yaml", tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which each kind was made by the command, and a stand-in for Cornac."""
    folder = tmp_path_factory.mktemp("made") / "checkout"
    for name in ("benchmarks", "baselines", "tests", "tuned"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "params.yaml"):
        shutil.copy(ROOT / name, folder)
    package = folder.parent / "packages/cornac"
    package.mkdir(parents=True)
    for name, text in CORNAC.items():
        (package / name).write_text(text)
    wanted = {"mine": "", **WRAPPED}
    made = "\n".join(f"main({name!r}, {wrapped!r})" for name, wrapped in wanted.items())
    code = f"from benchmarks.exchange.new.baseline import main\n{made}"
    assert run(folder, "-c", code).returncode == 0
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    given = os.environ | {"PYTHONPATH": str(folder.parent / "packages")}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=given)


def test_what_it_writes_keeps_the_contract_at_once(checkout: Path) -> None:
    contract = sorted(str(path) for path in checkout.glob("tests/baselines/test_contract*.py"))
    names = ",".join(["mine", *WRAPPED])
    result = run(checkout, "-m", "pytest", "-q", *contract, "--baseline", names)
    assert result.returncode == 0, result.stdout[-3000:]
    assert "passed" in result.stdout


def test_what_it_writes_is_in_the_style_of_the_project(checkout: Path) -> None:
    files = [f"baselines/{name}.py" for name in ("mine", *WRAPPED)]
    for command in (["check"], ["format", "--check"]):
        result = run(checkout, "-m", "ruff", *command, *files)
        assert result.returncode == 0, result.stdout


def test_a_wrapper_is_read_without_importing_the_library(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout)
    als, surprise = declared("als2"), declared("svd2")
    assert als.parameters["factors"] == 100
    assert als.stochastic
    assert als.search["factors"] == Integers(8, 256, log=True)
    assert als.search["regularization"] == Floats(0.001, 0.1, log=True)
    assert surprise.objective == "rmse"
    assert declared("counting").parameters == {"k": 10, "weight": 1.0, "noise": 0.5}
    assert als.summary == "AlternatingLeastSquares of implicit, with its own defaults."


def test_its_line_is_the_last_of_the_block_and_all_else_stands_as_it_was(project: Path) -> None:
    before = Path("params.yaml").read_text()
    new_baseline.main("mine")
    after = Path("params.yaml").read_text()
    assert after.replace("  mine: {}\n", "") == before
    names = list(load.load().baselines)
    assert names[-1] == "mine"
    assert names[:-1] == list(load.load(ROOT / "params.yaml").baselines)


def test_it_says_what_it_wrote_and_what_to_do_next(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new_baseline.main("mine")
    assert "baselines/mine.py: written; params.yaml: `mine: {}` added" in capsys.readouterr().out


def test_it_never_writes_over_a_file(project: Path) -> None:
    Path("baselines/mine.py").write_text("work of weeks\n")
    before = Path("params.yaml").read_bytes()
    with pytest.raises(UserError, match=r"^baselines/mine.py: is there already; choose another"):
        new_baseline.main("mine")
    assert Path("baselines/mine.py").read_text() == "work of weeks\n"
    assert Path("params.yaml").read_bytes() == before


def test_it_does_so_where_it_is_told_to(project: Path) -> None:
    new_baseline.main("mine")
    Path("baselines/mine.py").write_text("a draft\n")
    before = Path("params.yaml").read_bytes()
    new_baseline.main("mine", force=True)
    assert "class Model" in Path("baselines/mine.py").read_text()
    assert Path("params.yaml").read_bytes() == before


def test_a_name_that_params_has_is_refused_and_nothing_is_written(project: Path) -> None:
    with pytest.raises(UserError, match=r"^params.yaml: baselines.ease is there already"):
        new_baseline.main("ease")
    assert not list(Path("baselines").iterdir())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Mine", "capital letters are not kept apart"),
        ("my-model", "letters, digits and _, a letter first"),
        ("2nd", "letters, digits and _, a letter first"),
        ("a.b", "'.' separates keys"),
        ("../mine", "'.' separates keys"),
        ("", "at least one letter"),
        ("nul", "Windows keeps this name"),
        ("class", "a word of Python"),
        ("match", "a word of Python"),
        ("os", "a module of Python"),
        ("shared", "a module of Python or of this project"),
    ],
)
def test_a_name_that_will_not_do_is_refused_with_the_reason(
    project: Path, name: str, reason: str
) -> None:
    with pytest.raises(UserError, match=rf"is no name for a baseline: .*{reason}") as caught:
        new_baseline.main(name)
    assert "\n" not in str(caught.value)
    assert not list(Path("baselines").iterdir())


ODD = """
import numpy

class Odd:
    def __init__(
        self, K=3, k=4, Lambda=1.0, scale=numpy.float64(0.1), Seed=3, random_state=None
    ): ...
    def fit(self, matrix): ...
    def transform(self, matrix): ...
"""


def test_parameters_get_names_that_a_file_can_have(project: Path, monkeypatch) -> None:
    (project / "odd_library.py").write_text(ODD)
    monkeypatch.syspath_prepend(project)
    new_baseline.main("mine", "odd_library:Odd")
    text = Path("baselines/mine.py").read_text()
    compile(text, "mine.py", "exec")
    assert "def __init__(self, *, k: int = 3, lambda_: float = 1.0, seed: int = 0)" in text


@pytest.mark.parametrize("code", ["raise RuntimeError('boom')", "def f(:", "raise SystemExit(3)"])
def test_a_module_that_cannot_be_imported_is_one_line(
    project: Path, monkeypatch, code: str
) -> None:
    (project / "broken_library.py").write_text(code)
    monkeypatch.syspath_prepend(project)
    with pytest.raises(UserError, match=r"^--wrap broken_library:Odd: its module cannot be impo"):
        new_baseline.main("mine", "broken_library:Odd")
    assert not list(Path("baselines").iterdir())


@pytest.mark.parametrize(
    ("wrap", "message"),
    [
        ("implicit.als", "'implicit.als' names no class; write it as `package.module:Class`"),
        ("absent:Model", "there is no module `absent` here; install its package"),
        ("surprise:SDV", "in surprise: unknown class 'SDV'. Did you mean 'SVD'?"),
        ("lightfm:LightFM", "neither a model of implicit or Cornac, nor an algorithm of Surprise"),
        ("sklearn.decomposition:SparseCoder", "its parameter `dictionary` has no default"),
    ],
)
def test_what_cannot_be_adapted_is_one_line_with_what_to_do(
    project: Path, wrap: str, message: str
) -> None:
    before = Path("params.yaml").read_bytes()
    with pytest.raises(UserError) as caught:
        new_baseline.main("mine", wrap)
    assert str(caught.value).startswith("--wrap")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(Path("baselines").iterdir())
    assert Path("params.yaml").read_bytes() == before


def test_the_example_is_what_the_command_writes(project: Path) -> None:
    new_baseline.main("truncated_svd", "sklearn.decomposition:TruncatedSVD")
    example = ROOT / "examples/wrapped_estimator/truncated_svd.py"
    assert Path("baselines/truncated_svd.py").read_text() == example.read_text()
