"""Baselines that misbehave, each run as a cell of a small project beside an honest one."""

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.files import read_json, write_json
from benchmarks.stages import fit
from tests.worlds import prepared
from tests.worlds.planned import split

BENCHMARK, HONEST = "tastes", "honest"
SOURCE = """
import ctypes, json, os, random, signal, subprocess, sys, threading, time, warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
from baselines.popular import Model as Popular


class Model(Popular):
    def fit(self, train):
        super().fit(train)
        {line}
        return self
"""
PLAN = {
    "schema": 1,
    "benchmark": BENCHMARK,
    "parameters": {},
    "origin": {},
    "seeds": 1,
    "kernels": "haswell",
    "views": {"all": {"mask": "seen"}},
    "code": {},
}


@dataclass(frozen=True)
class Project:
    """A checkout with one benchmark, in the working directory, and with a cell of `popular`."""

    folder: Path

    @staticmethod
    def make(folder: Path, kind: str = "user_temporal") -> "Project":
        """Write it into a folder, which is the working directory; kind : of its split."""
        prepared.make(prepared.RULES[kind])
        split(BENCHMARK)
        project = Project(folder)
        project.run(HONEST)
        return project

    def run(self, name: str, line: str = "pass", source: str = SOURCE, **plan: object) -> None:
        """Run a cell whose fit does something at its end; an error goes on.

        source : of its module, with a place for the line
        """
        (self.folder / f"{name}.py").write_text(source.format(line=line), encoding="utf-8")
        document = PLAN | {"baseline": name, "defined_in": f"{name}:Model"} | plan
        write_json(paths.plan(BENCHMARK, name), document)
        if str(self.folder) not in sys.path:
            sys.path.insert(0, str(self.folder))
        fit.fit(BENCHMARK, name)

    def lists(self, name: str) -> bytes:
        """Return the lists of a cell."""
        return paths.cell(BENCHMARK, name).joinpath("lists.parquet").read_bytes()

    def reason(self, name: str) -> str:
        """Return why a cell failed."""
        reason: str = read_json(paths.cell(BENCHMARK, name) / "failure.json")["reason"]
        return reason

    def printed(self, name: str) -> bytes:
        """Return what a cell printed."""
        return paths.log(BENCHMARK, name).read_bytes()

    def others(self, name: str) -> dict[str, bytes]:
        """Return all files of the project but those of a cell."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        named = {path.relative_to(self.folder).as_posix(): path for path in files}
        return {where: path.read_bytes() for where, path in named.items() if name not in where}
