"""What a machine is that figures could depend on; a worker is asked by `python -m` this module.

It must run where packages are missing, as that is what it is to say.
"""

import json
import platform
import sys
from collections.abc import Iterable
from typing import Any

from benchmarks.contract import kernels, machine

Facts = dict[str, Any]  # JSON


def facts(packages: Iterable[str]) -> Facts:
    """Return versions of Python and packages (None: not installed), processor and kernels."""
    can_compute = all(map(machine.installed, ("numpy", "threadpoolctl")))
    return {
        "python": platform.python_version(),
        "packages": {name: machine.installed(name) for name in packages},
        "platform": f"{platform.system()} {platform.machine()}",
        "processor": machine.processor(),
        "kernels": kernels.in_force() if can_compute else [],
    }


def differences(there: Facts, here: Facts, any_kernels: bool) -> list[str]:
    """Return how a worker differs in what its results could depend on.

    any_kernels : whether params.yaml lets each machine use what it is best at
    """
    unlike = []
    if there["python"] != here["python"]:
        unlike.append(f"Python {there['python']} (here {here['python']})")
    for name, version in here["packages"].items():
        if version is not None and there["packages"][name] != version:
            unlike.append(f"{name} {there['packages'][name] or 'missing'} (here {version})")
    if not unlike and not any_kernels and there["kernels"] != here["kernels"]:
        theirs, ours = (" and ".join(of["kernels"]) for of in (there, here))
        unlike.append(f"kernels {theirs} (here {ours})")
    return unlike


if __name__ == "__main__":
    print(json.dumps(facts(sys.argv[1:])))
