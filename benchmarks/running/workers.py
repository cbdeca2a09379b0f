"""Which other machines ran stages of the study: a file beside their outputs, for the provenance."""

from collections.abc import Container, Mapping
from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.files import read_json, write_json
from benchmarks.contract.removal import remove

Facts = dict[str, Any]  # JSON: what a machine is, as `executors.facts` says it


def keep(where: Mapping[str, Facts], stages: Container[str]) -> None:
    """Add where stages ran; those that ran here or are gone leave the file.

    where : by the name of a stage; nothing for this machine
    """
    path = paths.workers()
    known = (_read() if path.exists() else {}) | dict(where)
    ran = {name: facts for name, facts in known.items() if facts and name in stages}
    if not ran:
        remove(path)
        return
    machines: list[Facts] = []
    for facts in ran.values():
        if facts not in machines:
            machines.append(facts)
    stages_of = {name: machines.index(facts) for name, facts in ran.items()}
    write_json(path, {"machines": machines, "stages": stages_of})


def _read() -> dict[str, Facts]:
    """Return the machine of each stage."""
    kept = read_json(paths.workers())
    return {name: kept["machines"][place] for name, place in kept["stages"].items()}
