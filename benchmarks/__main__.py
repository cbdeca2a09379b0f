"""One command line for everything: `python -m benchmarks COMMAND`; `--help` lists them."""

import argparse
import importlib
import os
from dataclasses import dataclass, field
from typing import Any

from benchmarks.contract.errors import run_stage

CORES = os.cpu_count() or 1
# Every argument that a command can have, as argparse is told.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "dataset": {},
    "benchmark": {},
    "baseline": {},
    "--source": {"help": "name of one source, instead of trying all in order"},
    "--benchmark": {"help": "only this one, as the report names it", "default": ""},
    "--baseline": {"help": "only this baseline", "default": ""},
    "--jobs": {"type": int, "default": CORES, "help": "how many side by side (default: all cores)"},
    "--tolerance": {
        "type": float,
        "default": 0.0,
        "help": "of a number (default: 0, equal at six decimals)",
    },
    "--here": {"action": "store_true", "help": "search one cell in this process"},
    "--verify": {
        "action": "store_true",
        "help": "look into MLflow even if nothing seems to have changed",
    },
    "--port": {"type": int, "help": "on this machine (default: %(default)s)"},
    "--baselines": {"help": "which to compare, with commas", "default": ""},
    "--seed": {"type": int, "help": "of the draw of users, pairs and orders", "default": 0},
    "--no-browser": {"action": "store_true", "help": "only print the address"},
}


@dataclass(frozen=True)
class Command:
    """A function `module:name` under benchmarks/, what it does, and its arguments by name."""

    function: str
    about: str
    arguments: tuple[str, ...] = ()
    defaults: dict[str, Any] = field(default_factory=dict)  # where they are not those of all

    def run(self, given: dict[str, Any]) -> None:
        """Import the module, which may be slow, and call the function."""
        module, _, name = self.function.partition(":")
        getattr(importlib.import_module(f"benchmarks.{module}"), name)(**given)


_PART = ("--benchmark", "--baseline", "--jobs")
COMMANDS = {
    "plan": Command(
        "stages.plan:plan", "write what the cells of a benchmark run with", ("benchmark",)
    ),
    "study": Command("stages.study:study", "write all settings, for the tables and the report"),
    "download": Command(
        "stages.download:download", "fetch a dataset's files", ("dataset", "--source")
    ),
    "prepare": Command(
        "stages.prepare:prepare", "bring a dataset to the canonical tables", ("dataset",)
    ),
    "split": Command("stages.split:split", "divide a dataset and audit the result", ("benchmark",)),
    "fit": Command("stages.fit:main", "run one cell", ("benchmark", "baseline")),
    "score": Command("stages.score:score", "score the lists of a benchmark", ("benchmark",)),
    "collect": Command(
        "stages.collect:main", "average the scores of a benchmark, with intervals", ("benchmark",)
    ),
    "tables": Command(
        "stages.tables:tables", "join what was collected into the tables of reports/"
    ),
    "replicate": Command("stages.replicate:replicate", "recompute published figures", ("--jobs",)),
    "download_logs": Command(
        "stages.download_logs:download_logs", "fetch the log of the online experiment"
    ),
    "online": Command("stages.online:online", "value policies by logs, join planned tests"),
    "online_plans": Command(
        "stages.online_plans:online_plans", "plan online tests of baselines", ("benchmark",)
    ),
    "report": Command("stages.report:report", "render the pages of reports/"),
    "track": Command("stages.track:track", "log to MLflow what is missing there", ("--verify",)),
    "pipeline": Command("running.pipeline:main", "run all of it, as `make repro` does", _PART),
    "verify": Command(
        "running.verify:verify", "recompute and compare every figure", (*_PART, "--tolerance")
    ),
    "tune": Command(
        "stages.tune:main", "search parameters on the validation part", (*_PART, "--here")
    ),
    "ui": Command("tracking.ui:serve", "open the MLflow UI", ("--port",), {"port": 5000}),
    "dogfood": Command(
        "dogfood.serve:serve",
        "compare two baselines' lists blind, on this machine",
        ("--benchmark", "--baselines", "--port", "--seed", "--no-browser"),
        {"benchmark": "ml-100k", "port": 8008},
    ),
    "export": Command(
        "dogfood.export:main", "write the counts of judgements to reports/judgements.csv"
    ),
}


def main(words: list[str] | None = None) -> None:
    """Read the command line, or the words given, and run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=command.about, description=command.about)
        for argument in command.arguments:
            own.add_argument(argument, **ARGUMENTS[argument])
        own.set_defaults(**command.defaults)
    given = vars(parser.parse_args(words))
    command = COMMANDS[given.pop("command")]
    run_stage(lambda: command.run(given))


if __name__ == "__main__":
    main()
