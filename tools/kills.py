"""Kill a small pipeline at random moments, run it once more, and compare what it made.

`python -m tools.kills --rounds 50` kills `python -m benchmarks repro` and `dvc repro` with SIGKILL;
afterwards one more run must give the bytes of an undisturbed one. A round that is in
`FOLDER/rounds.csv` is not done again: what was interrupted goes on. The status is 1 if any failed.
"""

import argparse
import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from benchmarks.contract.files import file_digest, read_json, write_json
from benchmarks.running.publish import MEASURED
from tests.worlds.clone import Clone

KEPT = ("plan", "study", "download", "prepare", "split", "fit", "submissions")
KEPT += ("score", "collect", "tables")
COMMANDS = {"repro": ("benchmarks", "repro", "--jobs", "2"), "dvc": ("dvc", "repro")}
STATES = ("fresh", "edited")  # nothing was run; all was run, then a parameter was changed
WHOM = ("group", "head")  # all of its processes, or the first alone
HEALED = "healed"
_WATCHED = ("data/prepared", "data/splits", "runs", "reports")
_OF_TIME = ("seconds.json",)  # only ours writes it
_MEASURED = (*MEASURED, "runs/collect")  # words in their paths; collect holds one

Snapshot = dict[str, Any]  # digests by path, and what dvc.lock has of each stage


@dataclass(frozen=True)
class Round:
    """A kill, and what one more run made of it; `share` is of the seconds of a whole run."""

    number: int
    command: str
    state: str
    whom: str
    share: float
    outcome: str = ""


def drawn(number: int, seed: int) -> Round:
    """Return what is killed in a round, and when."""
    rng = np.random.default_rng([seed, number])
    command, state = rng.choice(list(COMMANDS)), rng.choice(STATES)
    return Round(number, str(command), str(state), str(rng.choice(WHOM)), round(rng.random(), 3))


def small(folder: Path) -> Clone:
    """Make a clone with one benchmark and two baselines, whose pipeline ends at the tables."""
    clone = Clone.make(folder)
    yaml = YAML()
    params, stages = yaml.load(clone.read("params.yaml")), yaml.load(clone.read("dvc.yaml"))
    del params["benchmarks"]["tiny-temporal"], params["baselines"]["svd"]
    del params["baselines"]["uniform"]
    stages["stages"] = {name: stages["stages"][name] for name in KEPT}
    for name, document in (("params.yaml", params), ("dvc.yaml", stages)):
        with (folder / name).open("w", encoding="utf-8") as stream:
            yaml.dump(document, stream)
    return clone


def snapshot(clone: Clone) -> Snapshot:
    """Return what a clone has: every file that is not measured, and every entry of dvc.lock."""
    files = {}
    for folder in _WATCHED:
        for path in sorted((clone.folder / folder).rglob("*")):
            name = path.relative_to(clone.folder).as_posix()
            if path.is_file() and path.name not in _OF_TIME:
                files[name] = "" if _is_measured(name) else file_digest(path, "sha256")
    lock = YAML(typ="safe").load(clone.read("dvc.lock"))
    return {"files": files, "stages": {k: _entry(stage) for k, stage in lock["stages"].items()}}


def _entry(stage: Any) -> Any:
    """Return an entry of dvc.lock without the checksums of what was measured."""
    lists = (stage.get(kind, []) for kind in ("deps", "outs"))
    kept = [each if not _is_measured(each["path"]) else each["path"] for of in lists for each in of]
    return [stage["cmd"], *kept]


def _is_measured(name: str) -> bool:
    return any(words in name for words in _MEASURED)


class Worlds:
    """The clones that rounds begin with, and what undisturbed runs make of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, done = folder, folder / "worlds.json"
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            write_json(done, self._made())
        known = read_json(done)
        self.expected: dict[str, Snapshot] = known["expected"]
        self.seconds: dict[str, float] = known["seconds"]

    def _made(self) -> dict[str, Any]:
        """Make what rounds begin with, and let each run once without being disturbed."""
        small(self.folder / "fresh")
        finished = self._undisturbed("fresh")
        edited = finished[0].copy(self.folder / "edited")
        edited.edit("params.yaml", "regularization: 20.0", "regularization: 30.0")
        of_states = {"fresh": finished[1:], "edited": self._undisturbed("edited")[1:]}
        return {
            "expected": {state: made for state, (made, _) in of_states.items()},
            "seconds": {state: seconds for state, (_, seconds) in of_states.items()},
        }

    def _undisturbed(self, state: str) -> tuple[Clone, Snapshot, float]:
        run, start = self._copy(state, "undisturbed"), time.monotonic()
        run.repro(*COMMANDS["repro"][2:])
        return run, snapshot(run), time.monotonic() - start

    def _copy(self, state: str, name: str) -> Clone:
        shutil.rmtree(self.folder / name, ignore_errors=True)
        return Clone(self.folder / state).copy(self.folder / name)

    def outcome(self, kill: Round) -> str:
        """Kill a run, run once more, and say what is not as it should be."""
        clone, process = self._killed(kill)
        healing = clone.run(*COMMANDS["repro"])
        _end_group(process)  # what the head left behind, had it not ended by itself
        process.communicate()
        if healing.returncode:
            log = self.folder / f"failed-{kill.number}.log"
            log.write_text(healing.stdout + healing.stderr, encoding="utf-8")
            return (healing.stderr.strip().splitlines() or ["no reason"])[-1]
        return difference(self.expected[kill.state], snapshot(clone)) or HEALED

    def _killed(self, kill: Round) -> tuple[Clone, "subprocess.Popen[str]"]:
        """Start a run and kill it; one that ends before that says how long a run takes now."""
        while True:
            clone, start = self._copy(kill.state, "killed"), time.monotonic()
            process = clone.start(*COMMANDS[kill.command])
            try:
                process.communicate(timeout=kill.share * self.seconds[kill.state])
                self.seconds[kill.state] = time.monotonic() - start
            except subprocess.TimeoutExpired:
                end = os.killpg if kill.whom == "group" else os.kill
                end(process.pid, signal.SIGKILL)
                return clone, process


def _end_group(process: "subprocess.Popen[str]") -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def difference(expected: Snapshot, made: Snapshot) -> str:
    """Name what differs between two snapshots; "" where nothing does."""
    names = [
        f"{kind}: {name}"
        for kind in expected
        for name in sorted(expected[kind].keys() | made[kind].keys())
        if expected[kind].get(name) != made[kind].get(name)
    ]
    return "; ".join(names[:5])


def main(words: list[str] | None = None) -> None:
    """Do the rounds that are not done."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True, help="of clones and of rounds.csv")
    asked = parser.parse_args(words)
    worlds, record = Worlds(asked.folder), asked.folder / "rounds.csv"
    if not record.exists():
        record.write_text(",".join(field.name for field in fields(Round)) + "\n")
    with record.open(newline="") as stream:
        outcomes = {int(row["number"]): row["outcome"] for row in csv.DictReader(stream)}
    for number in range(asked.rounds):
        if number not in outcomes:
            kill = drawn(number, asked.seed)
            outcomes[number] = worlds.outcome(kill)
            with record.open("a", newline="") as stream:
                csv.writer(stream).writerow(astuple(replace(kill, outcome=outcomes[number])))
            print(number, kill.command, kill.state, kill.whom, outcomes[number], flush=True)
    healed = sum(outcome == HEALED for outcome in outcomes.values())
    print(f"{healed} of {len(outcomes)} kills healed")
    sys.exit(healed < len(outcomes))


if __name__ == "__main__":
    main()
