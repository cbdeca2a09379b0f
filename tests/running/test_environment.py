"""What differs from the lock, and from what the report was made with, is named."""

import re
from pathlib import Path

from benchmarks.contract import kernels, machine
from benchmarks.running.environment import environment


def test_a_package_that_is_not_as_locked_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("numpy==0.1 ; python_version < '3'\nnumpy==0.2\nnot-installed==1.0\n")
    (line,) = environment(lock, None)
    assert re.fullmatch(r"numpy [\d.]+ is installed, requirements.lock pins 0.1 or 0.2", line)
    made = {"python": "2.7.18", "packages": {"numpy": "0.1"}, "requirements_lock_sha256": "0"}
    said = list(environment(lock, made))
    assert any("the report was made with 2.7.18" in line for line in said)
    assert any(line.endswith("the report was made with 0.1") for line in said)
    assert any("is not the one" in line for line in said)


def test_other_kernels_and_another_processor_are_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("")
    made = {"python": "", "packages": {}, "requirements_lock_sha256": ""}
    other = made | {"kernels": ["OpenBLAS SkylakeX"], "cpu": "Another 9000"}
    said = "\n".join(environment(lock, other))
    assert "the report was made with OpenBLAS SkylakeX; digits may differ" in said
    assert "the report was made on Another 9000" in said
    same = made | {"kernels": kernels.in_force(), "cpu": machine.processor()}
    assert not re.search("kernels|processor", "\n".join(environment(lock, same)))
    assert not re.search("kernels|processor", "\n".join(environment(lock, made)))
