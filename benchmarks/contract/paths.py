"""Where each artefact lives, relative to the root of the checkout, where DVC runs stages.

There are two studies: what a fresh clone runs, and what `extra:` of params.yaml names. The second
has the same folders below `extra/`; a process works on one of them, which `choose` says.
"""

import os
from pathlib import Path

PARAMS = Path("params.yaml")
CARDS = Path("datasets")  # a card for each dataset
REPORTS = Path("reports")
EXTRA = "extra"  # the block of params.yaml and the folder of the second study
_STUDY = "LEVELGROUND_STUDY"  # a variable, as the processes started here work on the same study
CLOSED = "LEVELGROUND_CLOSED"  # a variable that a cluster's worker sets for the stages it runs
TEMPLATES = Path(__file__).parents[1] / "report/pages"


def card(dataset: str) -> Path:
    """File that says what a dataset is and where it can be had."""
    return CARDS / f"{dataset}.yaml"


def checksums(dataset: str) -> Path:
    """File of the checksums recorded when a dataset's files were first downloaded."""
    return CARDS / "checksums" / f"{dataset}.json"


def choose(study: str) -> None:
    """Let this process and those that it starts work on a study: "" or `extra`."""
    os.environ[_STUDY] = study


def is_extra() -> bool:
    """Tell whether this process works on the extra study."""
    return os.environ.get(_STUDY) == EXTRA


def home() -> Path:
    """Folder of what the study makes: the checkout itself, or `extra`."""
    return Path(EXTRA) if is_extra() else Path()


def closed() -> tuple[Path, ...]:
    """Folders above the checkout that hold work of other stages, on a worker of a cluster."""
    return tuple(Path(name) for name in os.environ.get(CLOSED, "").split(os.pathsep) if name)


def study() -> Path:
    """File of what the stages that speak of all benchmarks are told."""
    return home() / "runs/settings/study.json"


def lock() -> Path:
    """File in which DVC records the stages of the study."""
    return home() / "dvc.lock"


def tables() -> Path:
    """Folder of the tables that are made of scores; those of the extra study are copied last."""
    return home() / "runs/tables" if is_extra() else REPORTS


def raw(dataset: str) -> Path:
    """Folder of a dataset's files as downloaded."""
    return home() / "data/raw" / dataset


def prepared(dataset: str) -> Path:
    """Folder of a dataset's canonical tables."""
    return home() / "data/prepared" / dataset


def train(benchmark: str) -> Path:
    """Folder of all that a fit may see: rows, users, items, promotions."""
    return home() / "data/splits" / benchmark / "train"


def ask(benchmark: str) -> Path:
    """Folder of whom to serve and which pairs to rate, handed over when a fit has ended."""
    return home() / "data/splits" / benchmark / "ask"


def test(benchmark: str) -> Path:
    """Folder of what is held out; only what judges reads it, as docs/protocol.md says."""
    return home() / "data/splits" / benchmark / "test"


def audit(benchmark: str) -> Path:
    """File of what the audit of a benchmark's split found."""
    return home() / "runs/audit" / f"{benchmark}.json"


def tuned(leaderboard: str) -> Path:
    """File of the parameters that were chosen for a leaderboard."""
    return Path("tuned") / f"{leaderboard}.yaml"


def trials(leaderboard: str, baseline: str) -> Path:
    """File of what each trial of a search that ended found."""
    return Path("tuned") / leaderboard / f"{baseline}.csv"


def rule(leaderboard: str, baseline: str) -> Path:
    """File of the rule by which a search that ended was made."""
    return Path("tuned") / leaderboard / f"{baseline}.json"


def trial_seconds(leaderboard: str, baseline: str) -> Path:
    """File of what each trial of a search took (measured)."""
    return Path("tuned/seconds") / leaderboard / f"{baseline}.csv"


def unfinished(leaderboard: str, baseline: str) -> Path:
    """Folder of a search as it goes on: its rule, and its trials with what they took."""
    return Path("tuned/unfinished") / leaderboard / baseline


def default_scores(leaderboard: str, baseline: str) -> Path:
    """File of what a baseline is worth on the test part with its default parameters."""
    return Path("tuned/defaults") / leaderboard / f"{baseline}.csv"


def repeats(leaderboard: str, baseline: str) -> Path:
    """File of what searches with other seeds would have chosen."""
    return Path("tuned/repeats") / leaderboard / f"{baseline}.csv"


def plans(benchmark: str) -> Path:
    """Folder of the plans of a benchmark's cells."""
    return home() / "runs/plan" / benchmark


def plan(benchmark: str, baseline: str) -> Path:
    """File of what one cell runs with."""
    return plans(benchmark) / f"{baseline}.json"


def split_plan(benchmark: str) -> Path:
    """File of what `split` is told of a benchmark."""
    return home() / "runs/settings/split" / f"{benchmark}.json"


def score_plan(benchmark: str) -> Path:
    """File of what `score` and `collect` are told of a benchmark."""
    return home() / "runs/settings/score" / f"{benchmark}.json"


def collected(benchmark: str) -> Path:
    """Folder of a benchmark's rows of the tables of reports/."""
    return home() / "runs/collect" / benchmark


def online_plans(benchmark: str) -> Path:
    """Folder of what is planned and simulated of online tests of a benchmark's baselines."""
    return home() / "runs/online" / benchmark


def replicated(table: str) -> Path:
    """File of one table of published figures, with ours."""
    return home() / "runs/replicate" / f"{table}.json"


def known_truth() -> Path:
    """Folder of how the estimators do on simulated logs."""
    return home() / "runs/known_truth"


def fits(benchmark: str) -> Path:
    """Folder of the cells of a benchmark."""
    return home() / "runs/fit" / benchmark


def cell(benchmark: str, baseline: str) -> Path:
    """Folder of what one cell recommends and predicts (deterministic)."""
    return fits(benchmark) / baseline


def submissions(benchmark: str) -> Path:
    """Folder of other people's lists for a benchmark, as they were handed in."""
    return Path("submissions") / benchmark


def submitted(benchmark: str) -> Path:
    """Folder of the cells that were made of a benchmark's submissions."""
    return home() / "runs/submitted" / benchmark


def export(benchmark: str) -> Path:
    """Folder of what other tools need to recommend for a benchmark."""
    return Path("exports") / benchmark


def peers(benchmark: str) -> Path:
    """Folder of what other people's implementations recommend for a benchmark, view by view."""
    return home() / "runs/peers" / benchmark


def log(benchmark: str, baseline: str) -> Path:
    """File of what a cell printed when it last ran."""
    return home() / "runs/logs" / benchmark / f"{baseline}.log"


def measured(benchmark: str, baseline: str) -> Path:
    """File of what one cell cost in seconds and MiB (measured)."""
    return home() / "runs/measured" / benchmark / f"{baseline}.json"


def workers() -> Path:
    """File of the other machines that ran stages; it is not there where none did."""
    return home() / "runs/workers.json"


def scores(benchmark: str) -> Path:
    """Folder of a benchmark's scores per user."""
    return home() / "runs/score" / benchmark
