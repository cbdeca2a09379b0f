"""A clone of this checkout with a small dataset of its own: the real pipeline, in seconds."""

import contextlib
import csv
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

from ruamel.yaml import YAML

from benchmarks.__main__ import main
from benchmarks.contract.reports_beside import PEERS
from tests.worlds import forked, logs, tiny

ROOT = Path(__file__).parents[2]

# What is made beside the tables and of them, by the beginnings of the stages' names.
ONLINE = ("download_logs", "online")
BESIDE = (*ONLINE, "replicat", "track")

# A shell that starts tests in the background lets them ignore SIGINT; a child must not inherit it.
HEED_INTERRUPTS = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])
"""


class Clone:
    """A checkout in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def make(folder: Path) -> "Clone":
        """Copy what git tracks or would track; put the small dataset and parameters in place."""
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in listed.stdout.splitlines():
            generated = name.startswith("reports/") or re.match("tuned/.*/", name)
            if (ROOT / name).is_file() and not generated:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        for study in (folder, folder / "extra"):
            (study / "dvc.lock").unlink(missing_ok=True)
        (folder / "reports/extra").mkdir(parents=True)  # in git here, as the report depends on it
        (folder / "reports/peers.csv").write_text(",".join(PEERS.columns) + "\n")  # likewise
        clone = Clone(folder)
        clone.put_dataset()
        data = tiny.archive(logs.files())
        clone.write("benchmarks/datasets/tiny_logs.zip", data)
        names = {"md5": hashlib.md5(data).hexdigest(), "members": tuple(logs.files())}
        clone.write("benchmarks/datasets/tiny_logs.py", tiny.LOG_READER.lstrip().format(**names))
        clone.write("params.yaml", tiny.PARAMS)
        for path in (folder / "tuned").glob("*.yaml"):
            path.unlink()
        for benchmark in ("tiny", "tiny-temporal", "tiny-extra"):
            clone.write(f"tuned/{benchmark}.yaml", "# a comment that stays\n")
            (folder / "submissions" / benchmark).mkdir(parents=True)
            clone.write(f"submissions/{benchmark}/.gitkeep", "")
        clone.write("reports/extra/.gitkeep", "")
        clone.git("init", "--quiet")
        clone.commit("Start")
        clone.git("repack", "-adq")  # a file where each copy would have more than a thousand
        return clone

    def put_dataset(self, more_ratings: str = "") -> None:
        """Write the card `tiny` and what it reads."""
        ratings = tiny.ratings() + more_ratings
        tastes = {"ratings.csv": ratings, "users.csv": tiny.users(), "items.csv": tiny.items()}
        data = tiny.archive(tastes)
        self.write("datasets/tiny.zip", data)
        digest = hashlib.sha256(data).hexdigest()
        self.write("datasets/tiny.yaml", tiny.CARD.replace("{sha256}", digest))

    def copy(self, folder: Path) -> "Clone":
        """Return a clone in the same state, results and DVC's cache included."""
        # a third of the time of shutil.copytree
        subprocess.run(["cp", "-pPR", self.folder, folder], check=True)
        return Clone(folder)

    def freeze(self, *beginnings: str) -> "Clone":
        """Let DVC pass by the stages whose names begin so, whatever they depend on."""
        yaml = YAML()
        document = yaml.load(self.read("dvc.yaml"))
        for name, stage in document["stages"].items():
            if name.startswith(beginnings):
                stage.pop("always_changed", None)
                stage.get("do", stage)["frozen"] = True
        with (self.folder / "dvc.yaml").open("w", encoding="utf-8") as stream:
            yaml.dump(document, stream)
        self.commit("Freeze")
        return self

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file."""
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)

    def read(self, name: str) -> str:
        """Read a file."""
        return (self.folder / name).read_text(encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a piece of a file that must be there once."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def params(self) -> Any:
        """Return params.yaml as plain data."""
        return YAML(typ="safe").load(self.read("params.yaml"))

    def tuned(self, benchmark: str) -> Any:
        """Return the values chosen for a benchmark."""
        return YAML(typ="safe").load(self.read(f"tuned/{benchmark}.yaml"))

    def plan(self) -> None:
        """Resolve the settings, without which DVC cannot tell what is stale."""
        result = self.run("tests.worlds.planning")
        assert result.returncode == 0, result.stdout + result.stderr

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a Python module, as `python -m`, in the clone."""
        return forked.run(command, self.folder, self._environment(environment))

    def here(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the checkout's code on the clone's files in this process.

        For what needs no code of the clone's own, such as a mistake that is refused: without the
        start of a process.
        """
        out, err = io.StringIO(), io.StringIO()
        status: object = 0
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch.dict(os.environ, self._environment({}), clear=True),
        ):
            try:
                main(list(words))
            except SystemExit as ended:
                status = ended.code or 0
        assert isinstance(status, int), status
        return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a line as a reader of the documentation would, in the active environment."""
        venv = Path(sys.prefix)  # the environment is there: nothing is installed
        command = re.sub(
            r"(?<!\S)make ", f"make --old-file={venv / 'installed'} VENV={venv} ", command
        )
        arguments = ["bash", "-c", command]
        given = self._environment({})
        return subprocess.run(arguments, cwd=self.folder, capture_output=True, text=True, env=given)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a Python module in a process group of its own; both its outputs are one."""
        return subprocess.Popen(
            [sys.executable, "-c", HEED_INTERRUPTS, *command],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self._environment({}),
            start_new_session=True,
        )

    def _environment(self, changes: dict[str, str]) -> dict[str, str]:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        names = (
            "MAKEFLAGS",
            "MAKELEVEL",
            "GIT_DIR",
            "GIT_WORK_TREE",
            "MLFLOW_TRACKING_URI",
            "OMP_NUM_THREADS",
            "PYTEST_CURRENT_TEST",
            "PYTHONDONTWRITEBYTECODE",  # a copy takes the compiled modules along
        )
        inherited = {name: value for name, value in os.environ.items() if name not in names}
        return {
            **inherited,
            "PATH": path,
            "LEVELGROUND_CACHE": str(self.folder / "data/cache"),
            **changes,
        }

    def repro(self, *arguments: str, status: int = 0, **environment: str) -> str:
        """Do what `make repro` does; return what it printed."""
        result = self.run("benchmarks", "repro", *arguments, **environment)
        assert result.returncode == status, result.stdout + result.stderr
        return result.stdout + result.stderr

    def dvc(self, *arguments: str) -> str:
        """Run DVC and return what it printed."""
        result = self.run("dvc", *arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def rows(self, name: str = "results.csv") -> list[dict[str, str]]:
        """Return a table of reports/."""
        return list(csv.DictReader(self.read(f"reports/{name}").splitlines()))

    def stale(self) -> set[str]:
        """Return the stages that DVC would run again, after those that plan."""
        self.plan()
        text = self.dvc("status", "--json", "dvc.yaml")
        return set(re.findall(r'"([\w-]+(?:@[\w-]+)?)": \[', text))

    def commit(self, message: str) -> None:
        """Commit all that is there."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def git(self, *arguments: str) -> None:
        """Run git with an identity of its own."""
        identity = (
            "-c",
            "user.name=test",
            "-c",
            "user.email=test@example.org",
            "-c",
            "commit.gpgsign=false",
        )
        subprocess.run(
            ["git", *identity, *arguments], cwd=self.folder, check=True, capture_output=True
        )


def tracked(clone: Clone) -> list[tuple[str, list]]:
    """Return the experiments with their live runs."""
    from mlflow.tracking import MlflowClient  # takes seconds, which a test of no run need not wait

    client = MlflowClient(tracking_uri=f"sqlite:///{clone.folder / 'mlflow.db'}")
    return [
        (experiment.name, list(client.search_runs([experiment.experiment_id])))
        for experiment in client.search_experiments()
        if experiment.name != "Default"
    ]
