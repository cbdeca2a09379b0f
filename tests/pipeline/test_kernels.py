"""Cells give the same bytes whatever kernels the environment asks for."""

from pathlib import Path

import pytest

from benchmarks.contract import kernels
from tests.worlds.clone import Clone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not kernels.has_haswell(), reason="kernels are not held without AVX2"),
]
BASELINES = ("als", "ease", "content_embedding")
ELSEWHERE = {
    "OPENBLAS_CORETYPE": "Prescott",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
}


def lists(clone: Clone, baseline: str, **environment: str) -> bytes:
    """Return the bytes of a cell's lists, fitted under an environment."""
    result = clone.run("benchmarks", "fit", "tiny", baseline, **environment)
    assert result.returncode == 0, result.stderr
    return Path(clone.folder / f"runs/fit/tiny/{baseline}/lists.parquet").read_bytes()


def test_other_kernels_in_the_environment_change_no_byte(clone: Clone) -> None:
    clone.edit(
        "params.yaml", "  popular: {}\n", "  popular: {}\n  als: {}\n  content_embedding: {}\n"
    )
    clone.plan()
    for baseline in BASELINES:
        assert lists(clone, baseline) == lists(clone, baseline, **ELSEWHERE), baseline


def test_native_kernels_are_a_choice_that_reruns_cells_and_stands_in_the_report(
    clone: Clone,
) -> None:
    clone.write("params.yaml", f"kernels: native\n{clone.read('params.yaml')}")
    assert {"fit@tiny-ease", "fit@tiny-temporal-svd"} <= clone.stale()
    assert lists(clone, "ease")
    result = clone.run("benchmarks", "report")
    assert result.returncode == 0, result.stderr
    for page in ("protocol.html", "report.md"):
        assert "kernels: native" in clone.read(f"reports/{page}")
    assert '"kernels_chosen": "native"' in clone.read("reports/provenance.json")


def test_an_unknown_choice_of_kernels_is_one_clear_error(clone: Clone) -> None:
    clone.write("params.yaml", f"kernels: skylake\n{clone.read('params.yaml')}")
    result = clone.here("plan", "tiny")
    assert result.returncode == 1
    assert "params.yaml: kernels: " in result.stderr
    assert "haswell" in result.stderr
