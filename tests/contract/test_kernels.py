"""Kernels of numerical libraries are params.yaml's, whatever processor or environment say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.contract import kernels

ELSEWHERE = {
    "OPENBLAS_CORETYPE": "Prescott",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
    "XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2 --xla_a=1",
}
needs_haswell = pytest.mark.skipif(
    not kernels.has_haswell(), reason="tolerance applies where there is no AVX2"
)


def params(folder: Path, text: str) -> Path:
    path = folder / "params.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("seeds: 3\n", "haswell"),
        ("kernels: native\nseeds: 3\n", "native"),
        ("seeds: 3\nkernels: 'haswell'  # a comment\n", "haswell"),
        ("other:\n  kernels: native\n", "haswell"),
        ("# kernels: native\n", "haswell"),
    ],
)
def test_the_choice_is_the_key_at_the_top_of_params(text: str, choice: str, tmp_path: Path) -> None:
    assert kernels.chosen(params(tmp_path, text)) == choice


def test_without_params_the_held_kernels_are_chosen(tmp_path: Path) -> None:
    assert kernels.chosen(tmp_path / "params.yaml") == "haswell"


@needs_haswell
def test_held_kernels_replace_what_the_environment_says() -> None:
    environment = dict(ELSEWHERE)
    kernels.choose(kernels.HASWELL, environment)
    assert environment["OPENBLAS_CORETYPE"] == "Haswell"
    exact = "--xla_cpu_enable_platform_dependent_math=false"
    assert environment["XLA_FLAGS"].split() == ["--xla_a=1", "--xla_cpu_max_isa=AVX", exact]
    again = dict(environment)
    kernels.choose(kernels.HASWELL, again)
    assert again == environment


def test_native_takes_every_choice_of_ours_away() -> None:
    environment = dict(ELSEWHERE)
    kernels.choose(kernels.HASWELL, environment)
    kernels.choose(kernels.NATIVE, environment)
    assert environment == {"XLA_FLAGS": "--xla_a=1"}


@pytest.mark.parametrize(
    ("flags", "can"), [("sse2 avx2 fma", True), ("sse2 avx2", False), ("sse2 fma", False)]
)
def test_a_processor_must_have_what_the_kernels_use(
    flags: str, can: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    listing = tmp_path / "cpuinfo"
    listing.write_text(f"model name : x\nflags\t\t: {flags}\n", encoding="utf-8")
    assert kernels.has_haswell(listing) is can


def test_another_architecture_keeps_its_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    environment: dict[str, str] = {}
    kernels.choose(kernels.HASWELL, environment)
    assert environment == {"JAX_PLATFORMS": "cpu"}


def test_jax_takes_no_accelerator_unless_libraries_choose() -> None:
    environment = {"JAX_PLATFORMS": "cuda"}
    kernels.choose(kernels.HASWELL, environment)
    assert environment["JAX_PLATFORMS"] == "cpu"
    kernels.choose(kernels.NATIVE, environment)
    assert "JAX_PLATFORMS" not in environment


@needs_haswell
def test_whoever_starts_a_process_the_libraries_run_the_held_kernels() -> None:
    code = """
import benchmarks
import scipy.linalg
from benchmarks.contract import kernels
print("; ".join(kernels.in_force()))
"""
    result = _run(code)
    assert result.stdout.strip() == "openblas Haswell; numpy AVX2", result.stderr


@needs_haswell
def test_numba_compiles_for_the_same_processor_everywhere() -> None:
    code = """
import benchmarks
from numba.core import cpu, registry

context = registry.cpu_target.target_context
print(context.codegen()._get_host_cpu_name(), repr(context.codegen()._get_host_cpu_features()))
"""
    result = _run(code)
    assert result.stdout.strip() == "haswell ''", result.stderr


@needs_haswell
def test_xla_approximates_no_reciprocal_square_root() -> None:
    """Intel and AMD fill the last bits of `vrsqrtps` otherwise; a root and a quotient are exact."""
    code = """
import benchmarks
import jax
import numpy as np

values = np.random.default_rng(0).uniform(1e-3, 1e3, 4096).astype(np.float32)
computed = np.asarray(jax.jit(jax.lax.rsqrt)(values))
exact = np.float32(1) / np.sqrt(values)
print((computed != exact).sum())
"""
    result = _run(code)
    assert result.stdout.strip() == "0", result.stderr


@needs_haswell
def test_xla_compiles_for_the_same_processor_everywhere(tmp_path: Path) -> None:
    code = f"""
import os
import benchmarks

os.environ["XLA_FLAGS"] += " --xla_dump_to={tmp_path} --xla_dump_hlo_as_text"
import jax

jax.jit(lambda x: x + 1)(1.0)
"""
    result = _run(code)
    assert result.returncode == 0, result.stderr
    targets = [path.read_bytes() for path in tmp_path.rglob("topology.textproto")]
    assert targets
    assert all(b"sandybridge" in target for target in targets)


_PRODUCT = """
import hashlib
import jax
import numpy as np

one, other = np.random.default_rng(0).normal(size=(2, 57, 57)).astype(np.float32)
print(hashlib.sha256(np.asarray(jax.jit(lambda a, b: a.T @ b)(one, other))).hexdigest())
"""


@needs_haswell
def test_xla_multiplies_matrices_by_the_same_kernel_everywhere() -> None:
    """Of a transposed matrix it does so by oneDNN, which adds in another order with AVX-512."""
    held = _run("import benchmarks" + _PRODUCT)
    assert held.stdout == _run(_PRODUCT, ONEDNN_MAX_CPU_ISA="AVX2").stdout, held.stderr
    assert held.stdout != _run(_PRODUCT).stdout


def _run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process whose environment asks for other kernels."""
    root = Path(__file__).parents[2]
    known_to_xla = {**ELSEWHERE, "XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2"}
    started = {**os.environ, **known_to_xla, **environment}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=root, env=started, capture_output=True, text=True)
