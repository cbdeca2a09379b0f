"""Where each artefact lives, relative to the root of the checkout, where DVC runs stages."""

from pathlib import Path

PARAMS = Path("params.yaml")
REPORTS = Path("reports")
STUDY = Path("runs/settings/study.json")  # what the stages that speak of all benchmarks are told
TEMPLATES = Path(__file__).parents[1] / "report/pages"


def raw(dataset: str) -> Path:
    """Folder of a dataset's files as downloaded."""
    return Path("data/raw") / dataset


def prepared(dataset: str) -> Path:
    """Folder of a dataset's canonical tables."""
    return Path("data/prepared") / dataset


def train(benchmark: str) -> Path:
    """Folder of all that a fit may see: rows, users, items, whom to serve, which pairs to rate."""
    return Path("data/splits") / benchmark / "train"


def test(benchmark: str) -> Path:
    """Folder of what is held out; only `score` reads it."""
    return Path("data/splits") / benchmark / "test"


def audit(benchmark: str) -> Path:
    """File of what the audit of a benchmark's split found."""
    return Path("runs/audit") / f"{benchmark}.json"


def tuned(benchmark: str) -> Path:
    """File of the parameters that were chosen for a benchmark."""
    return Path("tuned") / f"{benchmark}.yaml"


def trials(benchmark: str, baseline: str) -> Path:
    """File of what each trial of a search found."""
    return Path("tuned") / benchmark / f"{baseline}.csv"


def trial_seconds(benchmark: str, baseline: str) -> Path:
    """File of what each trial of a search took (measured)."""
    return Path("tuned/seconds") / benchmark / f"{baseline}.csv"


def journal(benchmark: str, baseline: str) -> Path:
    """File of a search as it goes on."""
    return Path("runs/tune") / benchmark / f"{baseline}.log"


def plans(benchmark: str) -> Path:
    """Folder of the plans of a benchmark's cells."""
    return Path("runs/plan") / benchmark


def plan(benchmark: str, baseline: str) -> Path:
    """File of what one cell runs with."""
    return plans(benchmark) / f"{baseline}.json"


def split_plan(benchmark: str) -> Path:
    """File of what `split` is told of a benchmark."""
    return Path("runs/settings/split") / f"{benchmark}.json"


def score_plan(benchmark: str) -> Path:
    """File of what `score` and `collect` are told of a benchmark."""
    return Path("runs/settings/score") / f"{benchmark}.json"


def collected(benchmark: str) -> Path:
    """Folder of a benchmark's rows of the tables of reports/."""
    return Path("runs/collect") / benchmark


def online_plans(benchmark: str) -> Path:
    """Folder of what is planned and simulated of online tests of a benchmark's baselines."""
    return Path("runs/online") / benchmark


def fits(benchmark: str) -> Path:
    """Folder of the cells of a benchmark."""
    return Path("runs/fit") / benchmark


def cell(benchmark: str, baseline: str) -> Path:
    """Folder of what one cell recommends and predicts (deterministic)."""
    return fits(benchmark) / baseline


def submissions(benchmark: str) -> Path:
    """Folder of other people's lists for a benchmark, as they were handed in."""
    return Path("submissions") / benchmark


def submitted(benchmark: str) -> Path:
    """Folder of the cells that were made of a benchmark's submissions."""
    return Path("runs/submitted") / benchmark


def export(benchmark: str) -> Path:
    """Folder of what other tools need to recommend for a benchmark."""
    return Path("exports") / benchmark


def measured(benchmark: str, baseline: str) -> Path:
    """File of what one cell cost in seconds and MiB (measured)."""
    return Path("runs/measured") / benchmark / f"{baseline}.json"


def scores(benchmark: str) -> Path:
    """Folder of a benchmark's scores per user."""
    return Path("runs/score") / benchmark
