"""What a worker may not differ in."""

import json
import subprocess
import sys

from benchmarks.running.executors import facts

HERE = {
    "python": "3.11.7",
    "packages": {"numpy": "2.4.6", "scipy": "1.17.1", "pywin32": None},
    "kernels": ["openblas Haswell", "numpy AVX2"],
}


def unlike(any_kernels: bool = False, **changes: object) -> list[str]:
    return facts.differences(HERE | changes, HERE, any_kernels)


def test_a_worker_like_this_machine_does_not_differ() -> None:
    assert unlike() == []


def test_another_python_and_other_packages_are_named() -> None:
    packages = {"numpy": "2.3.0", "scipy": None, "pywin32": "311"}
    assert unlike(python="3.12.1", packages=packages) == [
        "Python 3.12.1 (here 3.11.7)",
        "numpy 2.3.0 (here 2.4.6)",
        "scipy missing (here 1.17.1)",
    ]


def test_other_kernels_differ_unless_params_yaml_lets_each_choose() -> None:
    kernels = ["openblas Zen", "numpy AVX2"]
    assert unlike(kernels=kernels) == [
        "kernels openblas Zen and numpy AVX2 (here openblas Haswell and numpy AVX2)"
    ]
    assert unlike(any_kernels=True, kernels=kernels) == []


def test_a_process_says_what_it_has_of_the_packages_it_is_asked_for() -> None:
    command = [sys.executable, "-m", "benchmarks.running.executors.facts", "numpy", "nothing-such"]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert said["packages"]["numpy"]
    assert said["packages"]["nothing-such"] is None
    assert said["kernels"]
