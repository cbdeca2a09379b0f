"""The command line: every command can be called, and a mistake is one line that helps."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from benchmarks import commands
from benchmarks.__main__ import _print_whatever_comes, group, main
from benchmarks.commands import door

ROOT = Path(__file__).parents[1]
EVERY = [*commands.DOORS, *commands.STAGES]
NAMING = [  # the words before a name by which files are called
    ["fit", "ml-100k"],
    *([str(c.name)] for c in EVERY if c.params and isinstance(c.params[0].type, door.Name)),
]


def leaves(every: list[click.Command]) -> list[Any]:
    """Return the commands, those of groups in place of the groups."""
    return [
        leaf
        for command in every
        for leaf in (
            leaves(list(command.commands.values()))
            if isinstance(command, click.Group)
            else [command]
        )
    ]


@pytest.mark.parametrize("command", leaves(EVERY), ids=lambda command: command.name)
def test_every_command_calls_a_function_that_takes_what_it_is_given(
    command: Any,
) -> None:
    function = command.function()
    names = [parameter.name for parameter in command.params]
    code = function.__code__
    assert names == list(code.co_varnames[: code.co_argcount])


def test_the_help_lists_every_command_once() -> None:
    printed = CliRunner().invoke(group(), ["--help"]).output
    names = [line.split()[0] for line in printed.splitlines() if line.startswith("  ")]
    assert [name for name in names if name in group().commands] == [c.name for c in EVERY]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["repor"], "Did you mean 'report'?"),
        (["repro", "--jobs", "abc"], "expected a whole number, 1 or more, got 'abc'"),
        (["ui", "--port", "70000"], "expected a whole number, 0 to 65535, got '70000'"),
        (["cluster", "slrum"], "'slrum' is none of slurm, kubernetes, ssh (did you mean 'slurm'?)"),
        (["repro", "--jobs", "0"], "expected a whole number, 1 or more, got '0'"),
        (["repro", "--benchmrk", "x"], "Did you mean '--benchmark'?"),
        (["fit", "ml-100k"], "Missing argument 'BASELINE'"),
        (["verify", "--tolerance", "-1"], "-1.0 is not in the range"),
        (["verify", "--tolerance", "nan"], "nan is not in the range"),
        (["verify", "--tolerance", "inf"], "inf is not in the range"),
        (["verify", "--tolerance", "1"], "1.0 is not in the range"),
        (["check", f"{'x' * 300}.csv"], "the name is too long; shorten it"),
        (["new", "dataset", f"{'x' * 300}.csv"], "the name is too long; shorten it"),
    ],
)
def test_a_mistake_is_one_line_that_helps(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    printed = capsys.readouterr().err
    assert ended.value.code == 1
    assert said in printed
    assert printed.startswith("error: ")
    assert printed.count("\n") == 1


@pytest.mark.parametrize("name", ["/elsewhere", "../elsewhere", "..", "x" * 300])
@pytest.mark.parametrize("words", NAMING, ids=" ".join)
def test_a_name_that_leads_to_another_folder_is_refused(
    words: list[str], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, name])
    printed = capsys.readouterr().err
    assert ended.value.code == 1
    assert f"'{name:.100}' cannot be a name: " in printed
    assert printed.count("\n") == 1


def test_letters_that_a_terminal_lacks_are_printed_as_escapes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding="latin-1"))
    _print_whatever_comes()
    sys.stdout.write("caf\u00e9 \u2026")
    sys.stdout.flush()
    assert printed.getvalue() == b"caf\xe9 \\u2026"


def test_what_a_command_starts_has_its_interpreter_where_no_environment_is_active(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", os.defpath)
    main(["describe", "ndcg"])
    assert Path(shutil.which("python") or "").parent == Path(sys.executable).parent


def test_make_calls_no_script_that_names_the_folder_it_was_installed_in() -> None:
    recipes = re.findall(r"^\t.*", (ROOT / "Makefile").read_text(), re.MULTILINE)
    scripts = r"(^\t@?|&&|\|\||;)\s*(dvc|mypy|lint-imports|pytest|pip|levelground)\s"
    assert [line for line in recipes if re.search(scripts, line)] == []


@pytest.mark.parametrize("command", ["report", "track", "verify", "online", "judgements"])
@pytest.mark.parametrize("by", ["--extra", "LEVELGROUND_STUDY"])
def test_the_extra_study_is_kept_out_of_what_the_default_one_has_alone(
    command: str,
    by: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LEVELGROUND_STUDY", "" if by == "--extra" else "extra")
    with pytest.raises(SystemExit):
        main([*([by] if by == "--extra" else []), command])
    said = f"error: `{command}` is not of the extra study alone: leave out {by}"
    assert capsys.readouterr().err.startswith(said)


@pytest.fixture
def launcher(tmp_path: Path) -> Path:
    """Return the launcher beside this Python, as make puts it into .venv/bin."""
    folder = tmp_path / "bin"
    folder.mkdir()
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return Path(shutil.copy(ROOT / "tools/levelground", folder))


def test_outside_of_a_checkout_the_launcher_says_so(launcher: Path, tmp_path: Path) -> None:
    done = subprocess.run([launcher, "repro"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "is not the root of a checkout" in done.stderr


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("levelground rep", ["replicate", "replication", "report", "repro"]),
        ("levelground score ml-100k-c", ["ml-100k-cold-items", "ml-100k-cold-users"]),
        ("levelground prepare c", ["complete-journey"]),
    ],
)
def test_the_launcher_completes_commands_and_names(
    launcher: Path, typed: str, completed: list[str]
) -> None:
    asked = {"_LEVELGROUND_COMPLETE": "bash_complete", "COMP_WORDS": typed}
    place = {"COMP_CWORD": str(typed.count(" "))}
    environment = {**os.environ, **asked, **place}
    done = subprocess.run(launcher, cwd=ROOT, capture_output=True, text=True, env=environment)
    words = [line.removeprefix("plain,") for line in done.stdout.split()]
    assert sorted(words) == completed
