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


def _several(letter: str, name: str, what: str) -> click.Parameter:
    """Return an option that may be given several times."""
    return click.Option([f"-{letter}", f"--{name}"], multiple=True, help=what)


def _file(name: str, what: str) -> click.Parameter:
    """Return an option that takes a file, or none for standard output."""
    return click.Option(
        [name], is_flag=False, flag_value="-", default="", metavar="[FILE]", help=what
    )


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


# The study of `--extra` has these; the others read or write what the default study alone has.
OF_EXTRA = frozenset(
    "repro tune export check describe".split()
    + "plan study download prepare split fit submissions score collect tables".split()
)

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
    Door(
        "compare",
        "exchange.comparing.compare:main",
        "say what differs between two reports (a revision, a DVC experiment, a folder with a "
        "report, or `workspace`), and whether significantly",
        click.Argument(["before"], metavar="A"),
        click.Argument(["after"], metavar="B"),
        _several("b", "benchmark", "only this one; may be given several times"),
        _several("m", "metric", "test this one, `ndcg` or `ndcg@10`, instead of the headline"),
        _text("--html", "write a page to this file", ""),
        _file("--markdown", "write it for a pull request"),
        _file("--json", "write it for programs"),
        click.Option(
            ["--fail-on"],
            type=click.Choice(["worse", "changed", "never"]),
            default="never",
            help="end with status 1 if a figure is significantly worse, or any differs",
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
        "export",
        "running.doors:export",
        "write what other tools need to recommend for a benchmark",
        _name("benchmark"),
        click.Option(
            ["--format", "kind"],
            type=click.Choice(["csv", "parquet", "recbole"]),
            default="csv",
            show_default=True,
            help="of the tables",
        ),
        _text("--to", "a folder (default: exports/BENCHMARK)"),
    ),
    Door(
        "check",
        "running.doors:check",
        "say what a file of lists made elsewhere holds, and score it",
        click.Argument(["file"], type=click.Path()),
        _text("--benchmark", "by default the name of the file's folder", ""),
    ),
    Door(
        "describe",
        "exchange.describe:main",
        "say what a metric, baseline, benchmark or dataset is",
        click.Argument(["name"]),
        _flag("--croissant", "print a dataset's card as Croissant metadata"),
    ),
    click.Group(
        "new",
        help="Begin with something of your own.",
        short_help="begin with something of your own",
        commands=[
            Door(
                "baseline",
                "exchange.new.baseline:main",
                "write a baseline that keeps the contract from the start",
                click.Argument(["name"]),
                _text("--wrap", "adapt this class of a library, module:Class", ""),
                _flag("--force", "write over the file of a baseline of this name"),
            ),
            Door(
                "dataset",
                "exchange.new.dataset:main",
                "look at a file, write a card and a benchmark for it",
                click.Argument(["file"]),
                _text("--name", "of dataset and benchmark (default: of the file)", ""),
                *(
                    _text(f"--{role}", f"the column of the {role}, where its name does not say", "")
                    for role in ("user", "item", "rating", "time")
                ),
            ),
        ],
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
    Door(
        "submissions",
        "stages.submissions:submissions",
        "turn the lists that others made for a benchmark into cells",
        _name("benchmark"),
    ),
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
