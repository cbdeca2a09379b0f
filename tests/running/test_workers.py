"""Which machines of a cluster ran stages is kept, and is in the provenance of the report."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.contract import paths
from benchmarks.report.sections import provenance
from benchmarks.running import workers

STAGES = ("fit@tiny-ease", "fit@tiny-svd", "score@tiny")


def machine(processor: str) -> dict[str, Any]:
    return {
        "python": "3.11.7",
        "packages": {"numpy": "2.4.6", "yarl": "1.25.1"},
        "platform": "Linux x86_64",
        "processor": processor,
        "kernels": ["openblas Haswell", "numpy AVX2"],
    }


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def stages_by_processor() -> dict[str | None, int]:
    return {worker.processor: worker.stages for worker in provenance.workers()}


def test_machines_are_counted_with_what_the_report_names_of_them() -> None:
    where = {
        "fit@tiny-ease": machine("A"),
        "fit@tiny-svd": machine("A"),
        "score@tiny": machine("B"),
    }
    workers.keep(where, STAGES)
    assert stages_by_processor() == {"A": 2, "B": 1}
    first = provenance.workers()[0]
    assert first.packages["numpy"] == "2.4.6"
    assert "yarl" not in first.packages


def test_a_stage_that_ran_again_here_or_is_gone_leaves() -> None:
    workers.keep({name: machine("A") for name in STAGES}, STAGES)
    workers.keep({"fit@tiny-ease": {}}, STAGES[:2])
    assert stages_by_processor() == {"A": 1}
    workers.keep({"fit@tiny-svd": {}}, STAGES)
    assert not paths.workers().exists()
    assert provenance.workers() == []
