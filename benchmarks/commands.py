"""Every command of `python -m benchmarks`: its name, what it does, what it takes.

A command names the function that it calls; its module is imported once it is called, as some take
seconds.
"""

import importlib
import os
from collections.abc import Callable
from typing import Any

import click

_CORES = os.cpu_count() or 1


def _name(kind: str) -> click.Parameter:
    """Return an argument that is the name of a dataset, benchmark or baseline."""
    return click.Argument([kind], shell_complete=lambda *asked: _names(f"{kind}s", asked[-1]))


def _names(block: str, start: str) -> list[str]:
    """Return the names in a block of params.yaml that start so, for the shell to complete."""
    from benchmarks.contract import paths, settings  # only where a shell asks

    of_block = settings.document(paths.PARAMS).get(block)
    names = of_block if isinstance(of_block, dict) else {}
    return [name for name in names if name.startswith(start)]


def _part(what: str) -> list[click.Parameter]:
    """Return the options that choose a part, and how many run side by side."""
    several = "one or more, with commas"
    return [
        click.Option(["-b", "--benchmark"], default="", help=f"{what} only these: {several}"),
        click.Option(["-m", "--baseline"], default="", help=f"{what} only these: {several}"),
        click.Option(
            ["-j", "--jobs"],
            type=click.IntRange(min=1),
            default=_CORES,
            help="how many side by side (default: all cores)",
        ),
    ]


def _port(default: int) -> click.Parameter:
    ports = click.IntRange(0, 65535)
    return click.Option(["--port"], type=ports, default=default, show_default=True)


def _flag(name: str, what: str) -> click.Parameter:
    return click.Option([name], is_flag=True, help=what)


def _text(name: str, what: str, default: str | None = None) -> click.Parameter:
    return click.Option([name], default=default, help=what)


class Door(click.Command):
    """A command that calls `module:name` below benchmarks/."""

    def __init__(self, name: str, function: str, what: str, *takes: click.Parameter) -> None:
        sentence = f"{what[0].upper()}{what[1:]}."
        super().__init__(name, params=list(takes), help=sentence, short_help=what)
        self._module, _, self._function = function.partition(":")

    def function(self) -> Callable[..., Any]:
        """Import the function that is called."""
        module = importlib.import_module(f"benchmarks.{self._module}")
        function: Callable[..., Any] = getattr(module, self._function)
        return function

    def invoke(self, ctx: click.Context) -> Any:
        """Call the function with what the command was given."""
        return self.function()(**ctx.params)


DOORS: list[click.Command] = [
    Door(
        "repro",
        "running.pipeline:main",
        "run what is not up to date, then render the report",
        *_part("run"),
    ),
    Door(
        "tune",
        "stages.tune:main",
        "search parameters on the validation part",
        *_part("search"),
        _flag("--here", "search one cell in this process"),
    ),
    Door(
        "verify",
        "running.verify:verify",
        "recompute and compare every figure",
        *_part("verify"),
        click.Option(
            ["--tolerance"],
            type=click.FloatRange(min=0),
            default=0.0,
            help="of a number (default: 0, equal at six decimals)",
        ),
    ),
    Door("report", "stages.report:report", "render the pages of reports/"),
    Door(
        "track",
        "stages.track:track",
        "log to MLflow what is missing there",
        _flag("--verify", "look into MLflow even if nothing seems to have changed"),
    ),
    Door(
        "replicate",
        "stages.replicate:replicate",
        "recompute published figures",
        *_part("")[-1:],
    ),
    Door("ui", "tracking.ui:serve", "open the MLflow UI on this machine", _port(5000)),
    Door(
        "dogfood",
        "dogfood.serve:serve",
        "compare two baselines' lists blind, on this machine",
        _text("--benchmark", "whose users and lists", "ml-100k"),
        _text("--baselines", "which to compare, with commas", ""),
        _port(8008),
        click.Option(["--seed"], type=int, default=0, help="of the draw of users and pairs"),
        _flag("--no-browser", "only print the address"),
    ),
    Door(
        "describe",
        "exchange.describe:main",
        "say what a metric, baseline, benchmark or dataset is",
        click.Argument(["name"]),
    ),
    Door(
        "judgements",
        "dogfood.export:main",
        "write the counts of judgements to reports/judgements.csv",
    ),
]

STAGES: list[click.Command] = [
    Door(
        "plan",
        "stages.plan:plan",
        "write what the cells of a benchmark run with",
        _name("benchmark"),
    ),
    Door("study", "stages.study:study", "write all settings, for the tables and the report"),
    Door(
        "download",
        "stages.download:download",
        "fetch a dataset's files",
        _name("dataset"),
        _text("--source", "name of one source, instead of trying all in order"),
    ),
    Door(
        "prepare",
        "stages.prepare:prepare",
        "bring a dataset to the canonical tables",
        _name("dataset"),
    ),
    Door(
        "split", "stages.split:split", "divide a dataset and audit the result", _name("benchmark")
    ),
    Door("fit", "stages.fit:main", "run one cell", _name("benchmark"), _name("baseline")),
    Door("score", "stages.score:score", "score the lists of a benchmark", _name("benchmark")),
    Door(
        "collect",
        "stages.collect:main",
        "average the scores of a benchmark, with intervals",
        _name("benchmark"),
    ),
    Door(
        "tables",
        "stages.tables:tables",
        "join what was collected into the tables of reports/",
    ),
    Door(
        "download_logs",
        "stages.download_logs:download_logs",
        "fetch the log of the online experiment",
    ),
    Door(
        "online_plans",
        "stages.online_plans:online_plans",
        "plan online tests of baselines",
        _name("benchmark"),
    ),
    Door("online", "stages.online:online", "value policies by logs, join planned tests"),
]
