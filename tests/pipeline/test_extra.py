"""The extra study: run on request, shown beside the default one, and nothing of it in between."""

from pathlib import Path

from tests.worlds.clone import Clone
from tools import extra

TABLES = ("results", "cells", "comparisons", "benchmarks", "baselines", "metrics")


def test_its_stages_are_made_from_those_of_the_default_study() -> None:
    assert extra.FILE.read_text(encoding="utf-8") == extra.content()


def test_a_plain_run_leaves_it_alone(finished: Clone) -> None:
    assert not (finished.folder / "extra/runs").exists()
    assert not list((finished.folder / "reports/extra").glob("*.csv"))
    assert "tiny-extra" not in {row["benchmark"] for row in finished.rows()}


def test_it_runs_by_the_name_of_its_benchmark_and_run_again_copies_nothing(clone: Clone) -> None:
    before = _files(clone.folder / "reports")
    printed = clone.repro("--benchmark", "tiny-extra")
    assert "tiny-extra  ndcg@10" in printed
    cells = clone.rows("extra/cells.csv")
    assert {(row["benchmark"], row["baseline"], row["tier"]) for row in cells} == {
        ("tiny-extra", "popular", "extra"),
        ("tiny-extra", "ease", "extra"),
    }
    made = {f"extra/{name}.csv" for name in TABLES} | {"extra/provenance.json"}
    assert made <= _files(clone.folder / "reports") - before
    assert before <= _files(clone.folder / "reports")
    assert clone.stale() <= {"report", "track"}, "nothing of the default study is stale but pages"

    provenance = clone.folder / "reports/extra/provenance.json"
    written = provenance.stat().st_mtime_ns
    printed = clone.repro("--benchmark", "tiny-extra")
    assert "cells: all up to date" in printed
    assert "reports/extra/ up to date" in printed
    assert provenance.stat().st_mtime_ns == written


def _files(folder: Path) -> set[str]:
    every = folder.rglob("*")
    return {path.relative_to(folder).as_posix() for path in every if path.is_file()}
