"""A mistake of an installation is one line with the remedy, and pip's own words stay in a file."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tools import installing

ROOT = Path(__file__).parents[2]
# What pip 24 and its tools wrote, shortened in the middle.
NO_COMPILER = """\
  error: subprocess-exited-with-error
  × Building wheel for lightfm-next (pyproject.toml) did not run successfully.
      gcc -Wsign-compare -DNDEBUG -c lightfm/_lightfm_fast_no_openmp.c
      error: command 'gcc' failed: No such file or directory
  ERROR: Failed building wheel for lightfm-next
ERROR: Failed to build one or more wheels
"""
NO_HEADERS = """\
      lightfm/_lightfm_fast_openmp.c:16:10: fatal error: Python.h: No such file or directory
      error: command '/usr/bin/gcc' failed with exit code 1
"""
NO_NETWORK = """\
WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError'
ERROR: Could not find a version that satisfies the requirement absl-py==2.5.1 (from versions: none)
ERROR: No matching distribution found for absl-py==2.5.1
"""
FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
OTHER_FILE = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n"
NO_VENV = "The virtual environment was not created successfully because ensurepip is not available."


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (NO_COMPILER, "LightFM could not be compiled (command 'gcc' failed: No such file"),
        (NO_HEADERS, "LightFM is compiled here, and Python's headers are missing; install them"),
        (NO_NETWORK, "no package index answered for what is pinned; look at the network, at a pr"),
        (NO_COMPILER + NO_NETWORK.splitlines()[0], "LightFM could not be compiled"),
        (FULL, "the disk is full; free about 2 GB, then run again"),
        (OTHER_FILE, "a package is another than requirements.lock pins; `pip cache purge`"),
        (
            NO_VENV,
            "this Python lacks `venv`; install it (Debian, Ubuntu: apt install python3-venv)",
        ),
        ("WARNING: x\nERROR: first\nERROR: it is odd\n", "it is odd"),
        ("Error: Unable to create directory '.venv'\n", "Unable to create directory '.venv'"),
        ("", "pip gave no reason"),
    ],
)
def test_what_failed_is_told_with_what_to_do(
    log: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "install.log"
    place.write_text(log)
    with pytest.raises(SystemExit) as ended:
        installing.main([str(place)])
    assert ended.value.code == 1
    printed = capsys.readouterr().err
    assert printed.startswith(f"error: the environment is not complete: {said}")
    assert printed.endswith(f"; all that was said is in {place}\n")
    assert printed.count("\n") == 1


def test_a_compiler_is_what_cc_says_or_what_python_was_built_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    compiler = tmp_path / "somecc"
    compiler.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CC", "somecc -pthread")
    installing.main([])
    monkeypatch.delenv("CC")
    with pytest.raises(SystemExit):
        installing.main([])
    assert "no C compiler, by which LightFM is built" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("PYTHON=python0", "error: python0 is no Python 3.11 or newer ("),
        ("CC=nocc", "error: no C compiler, by which LightFM is built: nocc is not there; install"),
    ],
)
def test_make_says_it_before_it_makes_anything(given: str, said: str, tmp_path: Path) -> None:
    words = ["make", "--no-print-directory", f"VENV={tmp_path / 'venv'}"]
    names = [f"PYTHON={sys.executable}", given, "repro"]
    variables = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    done = subprocess.run(
        [*words, *names], cwd=ROOT, capture_output=True, text=True, env=variables, check=False
    )
    ours = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    assert len(ours) == 1
    assert ours[0].startswith(said)
    assert done.stdout == ""
    assert not (tmp_path / "venv").exists()


def test_what_is_built_in_the_background_ends_by_the_ctrl_c_that_ends_the_rest() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    heeding = re.search(r"^HEEDING = (.*)", makefile, re.MULTILINE)
    assert heeding
    assert makefile.count("python -c '$(HEEDING)' -m pip wheel") == 1
    python = shlex.quote(sys.executable)
    building = "import time; print('builds', flush=True); time.sleep(600)"
    line = f"{python} -c {shlex.quote(heeding[1])} -c {shlex.quote(building)} & sleep 600"
    # a shell that starts tests in the background lets them ignore Ctrl+C, which it must not inherit
    shell_of = "import os, sys; os.execvp('sh', ['sh', '-c', sys.argv[1]])"
    shell = subprocess.Popen(
        [sys.executable, "-c", heeding[1], "-c", shell_of, line],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert shell.stdout is not None
    assert shell.stdout.readline() == b"builds\n"
    os.killpg(shell.pid, signal.SIGINT)  # as a terminal does
    assert shell.communicate(timeout=300)[0] == b"", "the pipe closes once both have ended"
