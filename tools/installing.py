"""Say in one line why an environment cannot be made: `python tools/installing.py [LOG]`.

With pip's log it says what failed there, else what is missing that pip would stumble over. It runs
where there is no environment as yet: it needs nothing but Python.
"""

import os
import re
import shlex
import shutil
import sys
import sysconfig
from pathlib import Path

BUILT = "LightFM"  # what has no wheel
# What a log says, in the order in which it is looked for, with what it means and what to do.
_MEANINGS = {
    r"No space left on device": "the disk is full; free about 2 GB, then run again",
    r"Permission denied|Read-only file system": "a folder cannot be written; make it writable",
    r"ensurepip is not available|No module named '?venv": (
        "this Python lacks `venv`; install it (Debian, Ubuntu: apt install python3-venv)"
    ),
    r"DO NOT MATCH THE HASHES": (
        "a package is another than requirements.lock pins; `pip cache purge`, then run again, and "
        "if it says so again ask who runs the package index"
    ),
    r"Python\.h: No such file": (
        f"{BUILT} is compiled here, and Python's headers are missing; install them (Debian, "
        "Ubuntu: apt install python3-dev)"
    ),
    r"fatal error: .*|command '[^']*' failed.*": f"{BUILT} could not be compiled",
    r"Retrying \(Retry|Temporary failure in name resolution|from versions: none": (
        "no package index answered for what is pinned; look at the network, at a proxy "
        "(HTTPS_PROXY) and at `pip config list`, then run again"
    ),
}
_COMPILER = ("fatal error", "command")  # whose own words are repeated
_ERROR = re.compile(r"^E(?:RROR|rror): (.*)$", re.MULTILINE)  # of pip, and of venv


def missing_compiler() -> str:
    """Say that there is no C compiler, "" where there is one."""
    named = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    program = shlex.split(named)[0]
    if shutil.which(program):
        return ""
    return (
        f"no C compiler, by which {BUILT} is built: {program} is not there; install one (Debian, "
        "Ubuntu: apt install build-essential; Fedora: dnf install gcc; macOS: xcode-select "
        "--install), or name another: make CC=clang …"
    )


def reason(log: str) -> str:
    """Return why an installation failed: what it means if that is known, else pip's last error."""
    for pattern, meaning in _MEANINGS.items():
        if match := re.search(pattern, log):
            said = match[0].strip()
            return f"{meaning} ({said})" if said.startswith(_COMPILER) else meaning
    return (_ERROR.findall(log) or ["pip gave no reason"])[-1]


def main(words: list[str]) -> None:
    """Print an error and end with status 1, or do nothing where nothing is missing."""
    if words:
        log = Path(words[0])
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        error = f"the environment is not complete: {reason(text)}; all that was said is in {log}"
    else:
        error = missing_compiler()
    if error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
