"""The repository's parts agree: dvc.yaml with imports, params.yaml with files, docs with both."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from benchmarks import metrics
from benchmarks.config import load, plan
from benchmarks.config.imports import FIRST_PARTY, holds_only_a_docstring, imported
from benchmarks.contract import paths
from benchmarks.datasets import cards
from benchmarks.protocol import model as contract
from benchmarks.replication import TABLES
from benchmarks.replication.surprise_models import PEERS
from benchmarks.replication.targets import source

ROOT = Path(__file__).parents[1]
PIPELINE = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text())
PACKAGES = [path for name in FIRST_PARTY for path in (ROOT / name).rglob("__init__.py")]
EMPTY = {str(path.relative_to(ROOT)) for path in PACKAGES if holds_only_a_docstring(path)}


def stages() -> dict[str, dict]:
    return {name: stage.get("do", stage) for name, stage in PIPELINE["stages"].items()}


def loaded(stage: str) -> set[str]:
    """Return the files that a stage's module is, or loads by name: a table and its baselines."""
    module, _, table = stage.partition("-")
    files = {f"benchmarks/stages/{module}.py"}
    if table:
        fitted = {target.baseline.split()[0] for target in source(table).TARGETS} - set(PEERS)
        files |= {f"baselines/{name}.py" for name in fitted & set(contract.names())}
        files |= {f"benchmarks/replication/{table}.py"}
    return files


@pytest.mark.parametrize("stage", list(stages()))
def test_a_stage_declares_the_first_party_files_it_imports(stage: str) -> None:
    block = stages()[stage]
    declared = [dependency for dependency in block["deps"] if dependency.startswith(FIRST_PARTY)]
    own = loaded(stage)
    needed = own.union(*(imported(Path(file)) for file in own)) - EMPTY
    needed |= {"benchmarks/__init__.py"}  # which chooses kernels
    covered = {
        path
        for path in needed
        if any(path == item or path.startswith(f"{item}/") for item in declared)
    }
    assert needed == covered
    idle = {
        item
        for item in declared
        if "${" not in item and not any(path.startswith(item) for path in needed)
    }
    # `fit` imports baselines by name, and they what they share; `report` reads their source
    assert idle <= {"baselines", "baselines/shared"}


@pytest.mark.parametrize("stage", list(stages()))
def test_a_stage_is_the_module_of_its_name_and_imports_no_other_stage(stage: str) -> None:
    module, _, table = stage.partition("-")
    assert re.match(rf"python -m benchmarks {module}\b *{table}", stages()[stage]["cmd"])
    own = f"benchmarks/stages/{module}.py"
    others = {f"benchmarks/stages/{name.partition('-')[0]}.py" for name in stages()} - {own}
    assert not imported(Path(own)) & others


def test_each_published_table_is_a_stage_that_the_joining_one_waits_for() -> None:
    outputs = {stages()[f"replicate-{table}"]["outs"][0] for table in TABLES}
    assert outputs == {paths.replicated(table).as_posix() for table in TABLES}
    assert outputs <= set(stages()["replication"]["deps"])
    assert sum(name.startswith("replicate-") for name in stages()) == len(TABLES)


@pytest.mark.parametrize("name", contract.names())
def test_the_plan_of_a_cell_has_what_its_baseline_imports_or_the_fit_stage_declares_it(
    name: str,
) -> None:
    declared = stages()["fit"]["deps"]
    digests = plan.code(name)
    assert f"baselines/{name}.py" in digests
    for path in imported(Path(f"baselines/{name}.py")) - set(digests) - EMPTY:
        assert any(path.startswith(f"{dependency}/") for dependency in declared), path


@pytest.mark.parametrize("name", cards.reader_names())
@pytest.mark.parametrize("stage", ["download", "prepare"])
def test_a_reader_imports_only_what_the_stages_that_load_it_declare(stage: str, name: str) -> None:
    declared = stages()[stage]["deps"]
    for path in imported(Path(f"benchmarks/datasets/readers/{name}.py")) - EMPTY:
        assert any(
            path == dependency or path.startswith(f"{dependency}/") for dependency in declared
        ), path


def test_fit_imports_nothing_that_only_other_stages_use() -> None:
    code = "import sys, benchmarks.stages.fit; print(*sorted(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(result.stdout.split())
    assert not loaded & {
        "mlflow",
        "matplotlib",
        "pandas",
        "surprise",
        "lightfm",
        "sklearn",
        "jinja2",
        "dvc",
    }


def test_every_baseline_has_a_file_and_a_block_in_params() -> None:
    blocks = load.load(ROOT / "params.yaml").baselines
    in_files = {name for name in blocks if not blocks[name].defined_in}
    assert sorted(in_files | extra_baselines()) == contract.names()


def extra_baselines() -> set[str]:
    """Return the baselines of the extra study, some of which no other study has."""
    return set(load.document(ROOT / "params.yaml")["extra"]["baselines"])


def test_every_metric_in_params_is_known_and_every_headline_metric_is_computed() -> None:
    settings = load.load(ROOT / "params.yaml")
    assert set(settings.headline) <= set(metrics.columns(settings.metrics, settings.cutoffs))


def test_the_docs_tell_of_the_baselines_and_benchmarks_that_are_here() -> None:
    """Who adds one of their own need not document it here."""
    settings = load.load(ROOT / "params.yaml")
    text = (ROOT / "docs/baselines.md").read_text()
    table = re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)
    assert set(table) <= {*settings.baselines, *extra_baselines()}
    readme = (ROOT / "README.md").read_text()
    assert f"{len(set(table))} baselines" in readme
    told = re.findall(r"^\| `([\w-]+)` \|", readme, flags=re.MULTILINE)
    assert told
    assert set(told) <= {view.name for view in settings.reported()}


def test_the_lock_names_every_dependency_with_hashes_and_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    pins = re.findall(r"^([a-z0-9._-]+)==", text, flags=re.MULTILINE)
    assert text.count("--hash=sha256:") > len(pins)
    project = (ROOT / "pyproject.toml").read_text()
    for name in re.findall(r'^  "([a-z-]+)>=', project, flags=re.MULTILINE):
        assert name in pins


def test_dvc_iterates_the_keys_of_params() -> None:
    """`matrix` over a mapping is not documented by DVC: hold it to what we rely on."""
    settings = load.load(ROOT / "params.yaml")
    result = subprocess.run(
        [sys.executable, "-m", "dvc", "stage", "list", "--name-only"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    listed = set(result.stdout.split())
    assert {f"fit@{b}-{m}" for b in settings.benchmarks for m in settings.baselines} <= listed
    assert {f"score@{b}" for b in settings.benchmarks} <= listed
