"""What is measured beside which other tools, and on what."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.documents import CellPlan
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_json
from benchmarks.protocol import training
from benchmarks.protocol.training import Training
from benchmarks.speed import inputs

OURS = "levelground"
FITTED = "complete-journey"  # the benchmark whose training part is fitted
_N_USERS, _N_ITEMS = 100_000, 20_000  # to rank and to judge
Prepare = Callable[[Path], None]


@dataclass(frozen=True)
class Tool:
    """Who does a piece of work.

    environment : of the peers' environments the one that has it; "" for ours
    agreement : least share of its answer that must equal ours; 0 where the two cannot be compared
    """

    name: str
    environment: str = ""
    agreement: float = 0.0

    def python(self, peers: Path) -> Path:
        """Return the interpreter that has the tool; `peers` has a folder for each environment."""
        if not self.environment:
            return Path(sys.executable)
        return peers / self.environment / "bin/python"


@dataclass(frozen=True)
class Work:
    """A piece of work that several tools do on the same files, ours first.

    title : what reports/speed.csv calls it; prepare : writes the files into a folder
    """

    name: str
    title: str
    prepare: Prepare
    tools: tuple[Tool, ...]


def works() -> list[Work]:
    """Return all that is measured beside peers."""
    return [
        Work(
            "rank",
            f"rank: top 100 of {_N_ITEMS:,} items for {_N_USERS:,} users, 64 factors, seen masked",
            lambda folder: inputs.to_rank(folder, _N_USERS, _N_ITEMS),
            (
                Tool(OURS),
                Tool("matrix product alone (limit)"),
                Tool("numpy", agreement=0.999),  # equal scores stand in any order
                Tool("implicit", "main", 0.999),
                Tool("rectools", "rectools", 0.999),
            ),
        ),
        Work(
            "judge",
            f"judge: precision, recall, nDCG, AP, RR at 5, 10, 20, 50, 100 on {_N_USERS:,} lists",
            lambda folder: inputs.to_judge(folder, _N_USERS, _N_ITEMS),
            (
                Tool(OURS),
                Tool("numpy", agreement=1.0),
                Tool("pytrec_eval", "main", 1.0),
                Tool("ranx", "main", 1.0),
                Tool("rectools", "rectools", 1.0),
            ),
        ),
        Work(
            "ease",
            f"ease: fit and rank on {FITTED}",
            lambda folder: _to_fit(folder, "ease"),
            (Tool(OURS), Tool("irspack", "main", 0.99)),
        ),
        Work(
            "slim",
            f"slim: fit and rank on {FITTED}",
            lambda folder: _to_fit(folder, "slim"),
            (Tool(OURS), Tool("fastslim", "main")),  # which weighs all items, not the nearest
        ),
    ]


def to_fit(folder: Path) -> Training:
    """Return what a final fit learns from in the first fold; for us and, as a file, for others.

    folder : the `train` folder of a benchmark
    """
    source = training.read(folder)
    fold: str = source.rows["fold"][0].as_py()
    return source.training(fold, training.FINAL)


def _to_fit(folder: Path, baseline: str) -> None:
    """Write what a baseline is fitted on, and the parameters that its cell runs with.

    Raises UserError where the benchmark was not made.
    """
    train, plan = paths.train(FITTED), paths.plan(FITTED, baseline)
    if not (train.exists() and plan.exists()):
        raise UserError(f"{FITTED} is not there to be fitted; `make repro` makes it.")
    inputs.save(folder / "positives.npz", to_fit(train).positives)
    (folder / "train").symlink_to(train.resolve())
    write_json(folder / f"{baseline}.json", CellPlan.read(plan).parameters)
