"""Where each artefact lives, relative to the root of the checkout (the folder that DVC runs stages in)."""

from pathlib import Path

PARAMS = Path("params.yaml")
REPORTS = Path("reports")
TEMPLATES = Path(__file__).parents[1] / "report/pages"


def raw(dataset: str) -> Path:
    """Folder of a dataset's files as downloaded."""
    return Path("data/raw") / dataset


def prepared(dataset: str) -> Path:
    """Folder of a dataset's canonical tables."""
    return Path("data/prepared") / dataset


def train(benchmark: str) -> Path:
    """Folder of all that a fit may see: training rows, users, items, whom to serve, which pairs to rate."""
    return Path("data/splits") / benchmark / "train"


def test(benchmark: str) -> Path:
    """Folder of what is held out; only `score` reads it."""
    return Path("data/splits") / benchmark / "test"


def audit(benchmark: str) -> Path:
    """File of what the audit of a benchmark's split found."""
    return Path("runs/audit") / f"{benchmark}.json"


def fits(benchmark: str) -> Path:
    """Folder of the cells of a benchmark."""
    return Path("runs/fit") / benchmark


def cell(benchmark: str, baseline: str) -> Path:
    """Folder of what one cell recommends and predicts (deterministic)."""
    return fits(benchmark) / baseline


def measured(benchmark: str, baseline: str) -> Path:
    """File of what one cell cost in seconds and MiB (measured)."""
    return Path("runs/measured") / benchmark / f"{baseline}.json"


def scores(benchmark: str) -> Path:
    """Folder of a benchmark's scores per user."""
    return Path("runs/score") / benchmark
