"""The documentation is true: commands run, links and paths lead somewhere, pages stay short."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.worlds import handed
from tests.worlds.clone import Clone
from tools import tables

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = sorted((ROOT / "examples").glob("*/README.md"))
LONGEST = {"README.md": 110, "CONTRIBUTING.md": 110}
OTHERWISE = 120
# Names of the real benchmarks, and what stands for them in the small clone.
SMALL = {"ml-100k": "tiny", "als": "ease", "complete-journey": "tiny-temporal"}
SMALL |= {"instacart-sample": "tiny", "df_sample": "ratings"}
NOT_RUN = {
    "make repro": "the fixture is its result",
    "make test": "it would run this test",
    "make test-fast": "it would run the tests beside this one",
    "make browser": "installs a browser's driver",
    "make ui": "serves until it is stopped; tests/tracking starts it",
    "make dogfood": "serves until it is stopped; tests/dogfood starts it",
    "make verify BENCHMARK=ml-100k BASELINE=als": "tests/running/test_verify.py runs it",
    "make lint": "the clone has no history of the linter's; .ci/run runs it",
    "make lock": "asks the package registry",
    "make release": "tags a commit; tests/tools/test_release.py makes releases",
}


def commands(page: Path) -> list[str]:
    """Return the lines of a page's shell blocks, without comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).splitlines()
    stripped = (re.sub(r"(^|\s)#.*", "", line).strip() for line in lines)
    return [line for line in stripped if line]


def _title(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


SHOWN = [command for page in PAGES for command in commands(page)]


def in_small(command: str) -> str:
    """Return a command with the small clone's names."""
    for name, small in SMALL.items():
        command = re.sub(rf"(?<![\w-]){name}(?![\w-])", small, command)
    return command


def to_run() -> list[str]:
    """Return the commands of the pages, each once, but for those that others run."""
    of_examples = {command for page in EXAMPLES for command in commands(page)}
    elsewhere = {*NOT_RUN, *of_examples, *(each for each in SHOWN if each.startswith("dvc exp "))}
    return list(dict.fromkeys(in_small(each) for each in SHOWN if each not in elsewhere))


def without_twins(experiments: list[str]) -> list[str]:
    """Leave out commands that another one begins with, but for the name that it gives."""
    named = [re.sub(r" --name \S+| &&.*", "", each) for each in experiments if "--name" in each]
    return [each for each in dict.fromkeys(experiments) if each not in named]


# tests/pipeline/test_experiments.py runs them
SHOWN_EXPERIMENTS = [in_small(each) for each in SHOWN if each.startswith("dvc exp ")]
EXPERIMENTS = without_twins(SHOWN_EXPERIMENTS)
ONLY_LOOKS = re.compile(
    r"levelground --help|make repro BENCHMARK=[^&]*|python -m pytest [^&]*|python -m benchmarks "
    r"(describe|compare|judgements|export|check|cluster|report --table)( [^&]*)?"
)
LOOKING = [command for command in to_run() if ONLY_LOOKS.fullmatch(command)]
CHANGING = [command for command in to_run() if command not in LOOKING]


def test_there_are_commands_to_run() -> None:
    assert len(LOOKING) >= 5
    assert len(CHANGING) >= 2
    assert set(SHOWN) >= {"make repro", "make test"}


def test_what_is_not_run_is_shown_somewhere_or_is_a_target() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {name.split()[1] for name in NOT_RUN} <= set(targets)


@pytest.fixture(scope="module")
def looked_at(finished: Clone, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone for commands that change nothing of what another one reads."""
    clone = finished.copy(tmp_path_factory.mktemp("looked-at") / "clone")
    clone.commit("Results")
    return clone


@pytest.mark.slow
@pytest.mark.parametrize("command", LOOKING)
def test_a_command_of_the_documentation_that_only_looks_runs(
    command: str, looked_at: Clone
) -> None:
    for name in re.findall(r" (submissions/\S+)", command):  # there must be a file of lists
        lists = handed.lists_of("tiny", "popular", looked_at.folder)
        handed.write(looked_at.folder / name, lists)
    _succeeds(command, looked_at)


@pytest.mark.slow
@pytest.mark.parametrize("command", CHANGING)
def test_a_command_of_the_documentation_runs(command: str, lean: Clone) -> None:
    lean.commit("Results")
    _succeeds(command, lean)


@pytest.mark.slow
@pytest.mark.parametrize("page", EXAMPLES, ids=lambda page: page.parent.name)
def test_an_example_runs_from_top_to_bottom(page: Path, lean: Clone) -> None:
    assert commands(page)
    for command in commands(page):
        _succeeds(in_small(command), lean)


def _succeeds(command: str, clone: Clone) -> None:
    # that the tests named are there; each runs by itself
    command = command.replace("python -m pytest ", "python -m pytest --collect-only ")
    # without the start of a shell and of Python; but pytest must import its plugins itself
    if re.fullmatch(r"python -m (?!pytest )[^&|;<>$]*", command):
        result = clone.run(*shlex.split(command)[2:])
    else:
        result = clone.shell(command)
    assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"


def test_the_page_of_tables_is_what_the_contract_says() -> None:
    assert (ROOT / "docs/tables.md").read_text("utf-8") == tables.page()


def test_shell_blocks_are_marked_as_such() -> None:
    for page in [*PAGES, *EXAMPLES]:
        bare = re.findall(r"^```\n(make|dvc|python|git) ", page.read_text("utf-8"), re.MULTILINE)
        assert not bare, page.name


@pytest.mark.parametrize("page", [*PAGES, *EXAMPLES], ids=_title)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [*PAGES, *EXAMPLES], ids=_title)
def test_paths_in_the_text_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for path in re.findall(r"`((?:benchmarks|baselines|tests|tools|docs)/[\w./-]*)`", text):
        assert (ROOT / path).exists() or path == "baselines/mine.py", path


@pytest.mark.parametrize("page", [*PAGES, *EXAMPLES], ids=_title)
def test_a_page_is_short(page: Path) -> None:
    lines = page.read_text("utf-8").splitlines()
    assert len(lines) <= LONGEST.get(_title(page), OTHERWISE)


def test_the_readme_opens_a_door_to_every_page() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{page.name})" in text, page.name


def test_make_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    command = ["make", "--no-print-directory", "help"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in listed.stdout.splitlines()} == targets
