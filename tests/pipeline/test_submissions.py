"""Other people's lists go through the whole pipeline, and a fresh clone makes what they need."""

from pathlib import Path

import pytest

from tests.worlds import handed
from tests.worlds.clone import Clone, tracked

pytestmark = [
    pytest.mark.slow,
    # MLflow's own use of SQLAlchemy; ours is a client's
    pytest.mark.filterwarnings("ignore:.*noload:sqlalchemy.exc.SADeprecationWarning"),
]
FORMATS = {"a": "csv", "b": "tsv", "c": "parquet", "d": "jsonl.gz", "e": "run"}
TABLES = ("results", "comparisons", "cells", "seeds", "fairness", "exposure", "fingerprints")
MORE = ("ranks", "agreement", "resolution", "metrics", "benchmarks", "slices", "baselines")


def hand_in(clone: Clone, name: str, suffix: str) -> None:
    lists = handed.lists_of("tiny", "ease", clone.folder)
    handed.write(clone.folder / f"submissions/tiny/{name}.{suffix}", lists)


def of(rows: list[dict[str, str]], name: str) -> list[dict[str, str]]:
    return [{**row, "baseline": ""} for row in rows if row["baseline"] == name]


def test_lists_in_every_format_give_their_own_figures_and_change_no_others(clone: Clone) -> None:
    before = {name: clone.rows(f"{name}.csv") for name in (*TABLES, *MORE)}
    online = clone.read("reports/online/plans.csv")
    for name, suffix in FORMATS.items():
        hand_in(clone, name, suffix)
    clone.write("submissions/tiny/a.yaml", "title: Theirs\nfit_seconds: 12\n")
    clone.write("submissions/tiny/broken.csv", "nothing")
    clone.repro()
    after = {name: clone.rows(f"{name}.csv") for name in before}
    for name, rows in before.items():
        assert [row for row in rows if row not in after[name]] == [], name
    assert clone.read("reports/online/plans.csv") == online
    for name in FORMATS:
        for table in ("results", "exposure"):
            expected = of([row for row in after[table] if row["benchmark"] == "tiny"], "ease")
            assert of(after[table], name) == expected, (table, name)
    reasons = {row["baseline"]: row["reason"] for row in clone.rows("submissions.csv")}
    assert reasons.pop("broken").startswith("broken.csv: no column user")
    assert set(reasons.values()) == {""}
    runs = {run.info.run_name: run.data for run in dict(tracked(clone))["tiny"]}
    assert runs["a"].tags["tier"] == "submitted"
    assert runs["a"].tags["as reported.title"] == "Theirs"
    assert runs["a"].metrics["ndcg_at_10"] == runs["ease"].metrics["ndcg_at_10"]
    assert "tier" not in runs["ease"].tags
    assert clone.stale() <= {"track"}


def test_a_fresh_clone_exports_and_checks_without_a_run_of_any_cell(
    finished: Clone, tmp_path: Path
) -> None:
    clone = Clone.make(tmp_path / "fresh")
    result = clone.run("benchmarks", "export", "tiny", "--format", "parquet")
    assert result.returncode == 0, result.stderr
    assert "first fetches and divides the data" in result.stdout
    assert (clone.folder / "exports/tiny/README.md").exists()
    assert not (clone.folder / "runs/fit").exists()
    hand_in(finished, "mine", "csv")
    lists = finished.folder / "submissions/tiny/mine.csv"
    target = lists.rename(clone.folder / "submissions/tiny/mine.csv")
    result = clone.run("benchmarks", "check", str(target))
    assert result.returncode == 0, result.stderr
    assert "ndcg@10" in result.stdout
    clone.write("submissions/tiny/mine.csv", "user,item\n")
    result = clone.run("benchmarks", "check", "submissions/tiny/mine.csv")
    assert result.returncode == 1
    assert (
        result.stderr
        == "error: mine.csv: no column rank or score; its first line names 'user', 'item'.\n"
    )
