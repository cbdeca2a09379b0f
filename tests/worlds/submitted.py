"""The made-up report on films with lists that others handed in, and with an extra study."""

import json
from pathlib import Path

from benchmarks.contract import reading, reports, reports_beside
from benchmarks.contract.csv import as_csv, read_csv
from benchmarks.contract.fields import Table
from tests.worlds import films, older

TITLE = "A <b>new</b> [model] | R&D 100%"
LABEL = f"{TITLE} (submitted)"
REASON = "no column user; it has who, what"
BIBTEX = "@article{mine, title = {A {New} Model}, year = {2026}}"
TAKEN = "@misc{levelground, title = {Another of the same key}}"
PAIR = {"metric": "ndcg@10", "effect_size": 0.4, "win": 0.5, "tie": 0.3, "loss": 0.2}
PAIR |= {"detectable": 0.01, "users_for_1_percent": 900, "p_value": 0.0001, "n_users": 180}


def write(folder: Path) -> None:
    """Write all that the stage reads: `mine` is first on films-leaky, `late` was not scored."""
    films.write_inputs(folder, f"{films.PARAMS}comparison: {{reference: gamma}}\n")
    _add_numbers(folder / "reports")
    _write_cells(folder / "reports")
    _write(folder / "reports", reports_beside.SUBMISSIONS, submissions())


def submissions() -> list[dict]:
    """Return the rows of submissions.csv."""
    common = {"benchmark": "films-leaky", "authors": "A. Nother", "rows": 1800, "users": 180}
    mine = {"baseline": "mine", "title": TITLE, "file": "mine.csv", "bibtex": BIBTEX}
    mine |= {"url": "https://example.org/mine", "tuning": "by hand", "fit_seconds": 7.25}
    mine |= {"hardware": "one laptop", "missing_users": 2, "unknown_items": 1, "duplicates": 3}
    bare = {"baseline": "bare", "title": "bare", "file": "bare.run", "bibtex": TAKEN}
    late = {"baseline": "late", "title": "late", "file": "late.csv"}
    late |= {"reason": f"late.csv: {REASON}"}
    return [common | mine, common | bare, {"benchmark": "films-leaky", **late}]


def write_extra(folder: Path, provenance: dict | None) -> None:
    """Write an extra study of one benchmark beside a report."""
    extra = folder / "reports/extra"
    extra.mkdir()
    place = {"benchmark": "larger", "view": "all"}
    number = {"ci_low": 0.4, "ci_high": 0.6, "n_users": 500, "subject": "all"}
    number |= {"metric": "ndcg", "k": 10}
    rows = [{**place, **number, "baseline": "slim", "value": 0.5}]
    rows.append({**place, **number, "baseline": "slim", "fold": "1 of 2", "value": 0.9})
    rows.append({**place, **number, "baseline": "ease", "value": 0.45})
    _write(extra, reports.RESULTS, rows)
    cell = {"benchmark": "larger", "status": "ok", "seeds": 1, "tier": "extra"}
    _write(extra, reports.CELLS, [{**cell, "baseline": name} for name in ("slim", "ease")])
    named = {"family": "models of items", "personalised": "true", "tunable": "true", "source": ""}
    names = {"slim": "SLIM", "ease": "EASE"}
    rows = [{**named, "baseline": name, "label": label} for name, label in names.items()]
    _write(extra, reports_beside.BASELINES, rows)
    said = {"title": "Larger films", "label": "larger", "sentence": "Each user’s last 20 %."}
    said |= {"dataset": "larger", "unit_of_users": "users", "mask": "seen", "candidates": "all"}
    _write(extra, reports_beside.BENCHMARKS, [{**place, **said, "relevance": "all"}])
    if provenance is not None:
        (extra / "provenance.json").write_text(json.dumps(provenance))


def _add_numbers(folder: Path) -> None:
    """Add the numbers of two submissions and their comparisons to the tables of version 1."""
    place = {"benchmark": "films-leaky", "slice": "all", "n_users": 180, "metric": "ndcg@10"}
    of_mine = {**place, "baseline": "mine", "value": 0.4, "ci_low": 0.35, "ci_high": 0.45}
    of_bare = {**place, "baseline": "bare", "value": 0.05, "ci_low": 0.01, "ci_high": 0.09}
    _extend(folder, "results", [of_mine, of_bare])
    values = {"mine": 0.4, "alpha": 0.3, "beta": 0.28, "gamma": 0.1, "bare": 0.05}
    names, pairs = list(values), []
    for index, name in enumerate(names):
        for other in names[index + 1 :]:
            gap = values[name] - values[other]
            said = {"baseline": name, "other": other, "value": values[name], "p_holm": 0.001}
            said |= {"other_value": values[other], "difference": gap, "verdict": "better"}
            bounds = {"ci_low": gap - 0.01, "ci_high": gap + 0.01, "relative": gap / values[other]}
            pairs.append({"benchmark": "films-leaky", **PAIR, **said, **bounds})
    _extend(folder, "comparisons", pairs)


def _extend(folder: Path, name: str, rows: list[dict]) -> None:
    path = folder / f"{name}.csv"
    path.write_text(as_csv(older.TABLES[name], [*read_csv(path), *rows]))


def _write_cells(folder: Path) -> None:
    """Write the cells in the columns of today, which tell where each was computed."""
    rows = reading.read(folder, reports.CELLS)
    cell = {"benchmark": "films-leaky", "status": "ok", "seeds": 1, "tier": "submitted"}
    rows += [{**cell, "baseline": name} for name in ("mine", "bare")]
    rows.append({**cell, "baseline": "late", "status": "failed", "reason": REASON, "seeds": None})
    _write(folder, reports.CELLS, rows)


def _write(folder: Path, table: Table, rows: list[dict]) -> None:
    text = as_csv(list(table.columns), rows)
    (folder / f"{table.name}.csv").write_text(text)
