"""Which kernels numerical libraries use: chosen here, not by the processor.

OpenBLAS, numpy, Arrow, XLA, oneDNN and numba look at the processor and pick code for it; with
AVX-512 that code adds in another order, and last digits, ties and lists follow. By default all are
held to what every x86-64 processor since 2013 has (AVX2 and FMA, OpenBLAS' name for it is Haswell).
XLA is also kept from instructions that approximate, as Intel and AMD fill their last bits otherwise
(the reciprocal square root). And it is held to AVX: where that takes something away from the
processor, as it does from every one with AVX2, XLA compiles for a Sandy Bridge; where nothing is
taken away, for the very processor, and loops then add in the order that its tuning likes (seen
between a Zen 3 and Intel; it costs no time here). JAX is kept from accelerators, which it takes
where it is installed for them, and whose sums differ again.
`kernels: native` in params.yaml lets each library choose; the report then says so.

The libraries read the environment once, when they are imported or first used, so `choose` is called
by `benchmarks/__init__.py` and must import neither them nor anything slow.
"""

import os
import platform
import re
from collections.abc import MutableMapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HASWELL, NATIVE = "haswell", "native"
CHOICES = (HASWELL, NATIVE)
# What numpy dispatches to beyond AVX2. One name that it does not know and it ignores the others;
# the names are those of numpy 2.4, and before it those of the instruction sets.
_NUMPY_BEYOND = "X86_V4 AVX512_ICL AVX512_SPR"
_OLDER_NUMPY_BEYOND = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR"
_XLA_HELD = {"--xla_cpu_max_isa": "AVX", "--xla_cpu_enable_platform_dependent_math": "false"}
_NO_ACCELERATOR = {"JAX_PLATFORMS": "cpu"}
_CHOICE = re.compile(r"^kernels:\s*['\"]?(\w+)", re.MULTILINE)


def chosen(params: Path) -> str:
    """Return the choice of a params.yaml as it is written; `haswell` where it says none.

    Whether it is one of `CHOICES` is checked where params.yaml is read as a whole.
    """
    try:
        text = params.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return HASWELL
    written = _CHOICE.search(text)
    return written.group(1) if written else HASWELL


def choose(choice: str, environment: MutableMapping[str, str] = os.environ) -> None:
    """Set the environment for this process and all that it starts, whatever it said before."""
    flags = environment.get("XLA_FLAGS", "").split()
    flags = [flag for flag in flags if not flag.startswith(tuple(_XLA_HELD))]
    held = {
        "OPENBLAS_CORETYPE": "Haswell",
        "NPY_DISABLE_CPU_FEATURES": _numpy_beyond(),
        "ARROW_USER_SIMD_LEVEL": "AVX2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",  # by which XLA multiplies matrices, the left one transposed
        "NUMBA_CPU_NAME": "haswell",
        "NUMBA_CPU_FEATURES": "",  # beyond those that the name stands for
    }
    for name in (*held, *_NO_ACCELERATOR):
        environment.pop(name, None)
    if choice != NATIVE:
        environment.update(_NO_ACCELERATOR)
    if choice != NATIVE and has_haswell():
        environment.update(held)
        flags += [f"{name}={value}" for name, value in _XLA_HELD.items()]
    if flags:
        environment["XLA_FLAGS"] = " ".join(flags)
    else:
        environment.pop("XLA_FLAGS", None)


def _numpy_beyond() -> str:
    """Return the features that numpy is to leave alone, in the names of the version installed."""
    try:
        major, minor = version("numpy").split(".")[:2]
    except PackageNotFoundError:
        return _NUMPY_BEYOND
    return _NUMPY_BEYOND if (int(major), int(minor)) >= (2, 4) else _OLDER_NUMPY_BEYOND


def has_haswell(listing: Path = Path("/proc/cpuinfo")) -> bool:
    """Tell whether this processor can run the held kernels: x86-64 with AVX2 and FMA."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    if not listing.exists():  # not Linux; every x86-64 machine of the last ten years has them
        return True
    text = listing.read_text(encoding="utf-8", errors="replace")
    flags = re.search(r"^flags\s*:(.*)$", text, re.MULTILINE)
    return flags is None or {"avx2", "fma"} <= set(flags.group(1).split())


def in_force() -> list[str]:
    """Return which kernels OpenBLAS and numpy run in this process, such as `OpenBLAS Haswell`.

    Imports both.
    """
    import numpy as np
    from threadpoolctl import threadpool_info

    np.dot(np.ones((2, 2)), np.ones((2, 2)))
    libraries = {
        f"{library['internal_api']} {library['architecture']}"
        for library in threadpool_info()
        if library.get("architecture")
    }
    dispatched = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    beyond = any(name.startswith(("X86_V4", "AVX512")) for name in dispatched)
    return [*sorted(libraries), "numpy AVX-512" if beyond else "numpy AVX2"]
