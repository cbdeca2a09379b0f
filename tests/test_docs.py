"""The documentation is true: commands run, links and paths lead somewhere, pages stay short."""

import re
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
    "make lint": "the clone has no history of the linter's; .ci/run runs it",
    "make lock": "asks the package registry",
}


def commands(page: Path) -> list[str]:
    """Return the lines of a page's shell blocks, without comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).splitlines()
    stripped = (re.sub(r"(^|\s)#.*", "", line).strip() for line in lines)
    return [line for line in stripped if line]


def _title(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


SHOWN = [(page.name, command) for page in PAGES for command in commands(page)]
RUN = [(page, command) for page, command in SHOWN if command not in NOT_RUN]


def in_small(command: str) -> str:
    """Return a command with the small clone's names."""
    for name, small in SMALL.items():
        command = re.sub(rf"(?<![\w-]){name}(?![\w-])", small, command)
    return command


def test_there_are_commands_to_run() -> None:
    assert len(RUN) >= 5
    assert {command for _, command in SHOWN} >= {"make repro", "make test"}


def test_what_is_not_run_is_shown_somewhere_or_is_a_target() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {name.removeprefix("make ") for name in NOT_RUN} <= set(targets)


@pytest.mark.slow
@pytest.mark.parametrize(("page", "command"), RUN)
def test_a_command_of_the_documentation_runs(page: str, command: str, clone: Clone) -> None:
    if " -S tuned/" in command:  # there must be a value to change
        clone.write("tuned/tiny.yaml", "ease: {regularization: 20.0}\n")
    if " submissions/" in command:  # there must be a file of lists
        _hand_in(clone, re.findall(r" (submissions/\S+)", in_small(command))[0])
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--allow-empty", "--message", "Results")
    result = clone.shell(in_small(command))
    assert result.returncode == 0, f"{page}: {command}\n{result.stdout}{result.stderr}"


def _hand_in(clone: Clone, name: str) -> None:
    handed.write(clone.folder / name, handed.lists_of("tiny", "popular", clone.folder))


@pytest.mark.slow
@pytest.mark.parametrize("page", EXAMPLES, ids=lambda page: page.parent.name)
def test_an_example_runs_from_top_to_bottom(page: Path, clone: Clone) -> None:
    assert commands(page)
    for command in commands(page):
        result = clone.shell(in_small(command))
        assert result.returncode == 0, f"{page}: {command}\n{result.stdout}{result.stderr}"


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
