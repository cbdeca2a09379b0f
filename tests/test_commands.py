"""The command line: every command can be called, and a mistake is one line that helps."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from benchmarks import commands
from benchmarks.__main__ import group, main

ROOT = Path(__file__).parents[1]
EVERY = [*commands.DOORS, *commands.STAGES]


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
        (["repro", "--jobs", "abc"], "'abc' is not a valid integer"),
        (["repro", "--jobs", "0"], "0 is not in the range"),
        (["repro", "--benchmrk", "x"], "Did you mean '--benchmark'?"),
        (["fit", "ml-100k"], "Missing argument 'BASELINE'"),
        (["verify", "--tolerance", "-1"], "-1.0 is not in the range"),
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
