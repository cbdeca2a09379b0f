"""A made-up report: two benchmarks of films and one not run, three baselines, one that fails."""

import json
import re
import shutil
from pathlib import Path

from benchmarks.contract.csv import as_csv
from benchmarks.report import inputs
from benchmarks.report.inputs import Inputs
from benchmarks.stages import study as settle
from tests.worlds import audits, older

ROOT = Path(__file__).parents[2]


PARAMS = """
seeds: 2
cutoffs: [5, 10]
metrics: [rmse, recall, ndcg, coverage, gini]
headline: [ndcg@10, recall@10, rmse]
groups: {users: [gender, age], items: [decade]}
datasets: {films: {}, absent: {}}
benchmarks:
  films-leaky:
    dataset: films
    split: {kind: user_temporal, test: 0.2, validation: 0.1}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}}
  films-clean:
    dataset: films
    split: {kind: temporal, test: 0.2, validation: 0.1}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}}
  not-yet:
    dataset: absent
    split: {kind: temporal, test: 0.2, validation: 0.1}
    relevance: {}
    views: {all: {mask: none}}
baselines:
  alpha: {factors: 8}
  beta: {factors: 8, tuned: {films-leaky: {factors: 16}}}
  gamma: {}
  broken: {}
  picky: {}
"""


NUMBERS = {  # nDCG@10 with its interval
    "alpha": (0.3, 0.25, 0.35),
    "beta": (0.28, 0.2, 0.26),
    "gamma": (0.1, 0.05, 0.15),
}


GIVEN = '{"factors": 8, "parts": ["alpha", "beta"]}'


REASON = "ValueError: factors | <b>0</b> & less"


def settled() -> Inputs:
    """Return what the report is made of in this folder, its settings written first."""
    settle.study()
    return inputs.read()


def write_settings(folder: Path, parameters: str) -> None:
    """Write params.yaml, and the chosen values that stand in it to tuned/<benchmark>.yaml."""
    chosen: dict[str, list[str]] = {}
    pattern = r"(\w+): (\{[^\n]*?)(?:, )?tuned: \{([\w-]+): (\{[^}]*\})\}(?:, )?"

    def moved(match: re.Match[str]) -> str:
        baseline, before, benchmark, values = match.groups()
        chosen.setdefault(benchmark, []).append(f"{baseline}: {values}\n")
        return f"{baseline}: {before}"

    (folder / "params.yaml").write_text(re.sub(pattern, moved, parameters))
    (folder / "tuned").mkdir(exist_ok=True)
    for benchmark, lines in chosen.items():
        (folder / f"tuned/{benchmark}.yaml").write_text("".join(lines))


def write_inputs(folder: Path, parameters: str = PARAMS) -> None:
    """Write all that the stage reads, small and made up, to a folder."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    write_settings(folder, parameters)
    (folder / "reports").mkdir(exist_ok=True)
    tables: dict[str, list[dict]] = {name: [] for name in older.TABLES}
    for benchmark in ("films-leaky", "films-clean"):
        for baseline, (value, low, high) in NUMBERS.items():
            row = {"benchmark": benchmark, "baseline": baseline, "slice": "all", "n_users": 180}
            interval = {"value": value, "ci_low": low, "ci_high": high}
            tables["results"] += [
                {**row, **interval, "metric": m} for m in ("ndcg@5", "ndcg@10", "recall@10")
            ]
            tables["results"] += [
                {**row, "metric": m, "value": value, "n_users": 200}
                for m in ("coverage@10", "gini@10")
            ]
            tables["results"] += [
                {**row, **interval, "metric": "ndcg@10", "slice": part, "n_users": users}
                for part, users in (("gender=F", 99), ("gender=M", 100))
            ]
            tables["cells"].append(
                {**row, "status": "ok", "seeds": 2, "fallback_share": 0.25, "parameters": GIVEN}
            )
            tables["measured"].append({**row, "fit_seconds": 1.5})
            tables["seeds"].append(
                {**row, "metric": "ndcg@10", "mean": value, "sd": 0.0004, "n_seeds": 2}
            )
        rmse = {"metric": "rmse", "value": 0.9, "ci_low": 0.8, "ci_high": 1.0}
        tables["results"].append(
            {"benchmark": benchmark, "baseline": "beta", "slice": "all", "n_users": 190, **rmse}
        )
        tables["cells"] += [
            {"benchmark": benchmark, "baseline": "broken", "status": "failed", "reason": REASON},
            {
                "benchmark": benchmark,
                "baseline": "picky",
                "status": "not applicable",
                "reason": "needs promotions",
            },
        ]
        for metric, code in (("ndcg@10", "0123456789ab"), ("protocol", "fedcba987654")):
            named = {"benchmark": benchmark, "slice": "all", "metric": metric}
            tables["fingerprints"].append({**named, "fingerprint": code})
    tables["cells"] += [
        {
            "benchmark": "not-yet",
            "baseline": baseline,
            "status": "not run",
            "reason": "run `make repro`",
        }
        for baseline in (*NUMBERS, "broken", "picky")
    ]
    for name, rows in tables.items():
        columns = older.TABLES[name]
        (folder / f"reports/{name}.csv").write_text(as_csv(columns, rows))
    write_facts(folder)


def write_facts(folder: Path) -> None:
    """Write the audits and what is known about the dataset."""
    (folder / "runs/audit").mkdir(parents=True)
    (folder / "data/prepared/films").mkdir(parents=True)
    audit = audits.clean()
    audit |= {
        "training_later_than_test_same_user": 0.0,
        "users_left_out": {"too few rows to hold out a share": 3},
    }
    audit |= {"test_items_first_seen_after_the_cut": 4, "test_users_without_relevant_rows": 20}
    for benchmark, share in (("films-leaky", 0.25), ("films-clean", 0.0)):
        facts = {
            **audit,
            "fold": "all",
            "training_later_than_test": share,
            "leaks_the_future": share > 0,
        }
        (folder / f"runs/audit/{benchmark}.json").write_text(json.dumps(facts))
    dataset = {
        "title": "Films",
        "interactions": 1000,
        "items": 50,
        "users": 200,
        "rating_scale": [1, 5],
    }
    dataset |= {"first_time": 874724710, "last_time": 893286638}
    dataset |= {
        "citation": "A. Author 2001. https://doi.org/10.1000/1",
        "licence": "for research <only>",
    }
    (folder / "data/prepared/films/dataset.json").write_text(json.dumps(dataset))
