"""The commands that people call."""

import click

from benchmarks.commands import door

DOORS: list[click.Command] = [
    door.Door(
        "repro",
        "running.pipeline:main",
        "run what is not up to date, then render the report",
        *door.part("run"),
        *door.engine(),
    ),
    door.Door(
        "tune",
        "running.tune:main",
        "search parameters on the validation part",
        *door.part("search"),
        *door.engine(),
        door.flag("--here", "search one cell in this process"),
        door.flag("--repeats", "search what is cheap again with other seeds; chooses nothing"),
        door.flag("--defaults", "score the default parameters on the test part; chooses nothing"),
    ),
    door.Door(
        "cluster",
        "running.executors.clusters:main",
        "print what starts workers on other machines, for `repro --engine dask`",
        click.Argument(["kind"], type=door.Named(["slurm", "kubernetes", "ssh"])),
    ),
    door.Door(
        "verify",
        "running.verify:verify",
        "recompute and compare every figure",
        *door.part("verify"),
        click.Option(
            ["--tolerance"],
            type=door.Share(),
            default=0.0,
            help="of a number (default: 0, equal at six decimals)",
        ),
    ),
    door.Door(
        "measure",
        "running.measure:main",
        "measure again what cells cost, one at a time on an idle machine",
        click.Argument(["benchmark"], default=""),
        click.Argument(["baseline"], default=""),
    ),
    door.Door(
        "compare",
        "exchange.comparing.compare:main",
        "say what differs between two reports (a revision, a DVC experiment, a folder with a "
        "report, or `workspace`), and whether significantly",
        click.Argument(["before"], metavar="A"),
        click.Argument(["after"], metavar="B"),
        door.several("b", "benchmark", "only this one; may be given several times"),
        door.several("m", "metric", "test this one, `ndcg` or `ndcg@10`, instead of the headline"),
        door.text("--html", "write a page to this file", ""),
        door.file("--markdown", "write it for a pull request"),
        door.file("--json", "write it for programs"),
        click.Option(
            ["--fail-on"],
            type=door.Named(["worse", "changed", "never"]),
            default="never",
            help="end with status 1 if a figure is significantly worse, or any differs",
        ),
    ),
    door.Door(
        "published",
        "running.doors:published",
        "recompute published figures and print them with ours",
    ),
    door.Door(
        "report",
        "stages.report:report",
        "render the pages of reports/, or one table for a paper",
        door.text("--table", "write one table alone, of this leaderboard", ""),
        door.text("--baseline", "in it: names with commas, `all` (default: the best)", ""),
        door.text("--metric", "in it: names with commas, such as ndcg@10 (default: headline)", ""),
        click.Option(
            ["--format", "kind"],
            type=door.Named(["latex", "markdown", "csv"]),
            default="latex",
            show_default=True,
            help="of the table",
        ),
        click.Option(
            ["--width"],
            type=click.FloatRange(min=1),
            default=5.5,
            show_default=True,
            help="of a line of LaTeX, in inches; intervals that do not fit are left out",
        ),
        door.text("--to", "a file (default: standard output)", ""),
    ),
    door.Door(
        "track",
        "stages.track:track",
        "log to MLflow what is missing there",
        door.flag("--verify", "look into MLflow even if nothing seems to have changed"),
        click.Option(
            ["--trials/--no-trials"],
            default=None,
            help="log the trials of searches as runs below their cell; as last time if not said",
        ),
    ),
    door.Door(
        "speed",
        "speed.measure:main",
        "measure what work costs, beside other people's libraries, into reports/speed.csv",
        door.text("--work", "only these, with commas: rank, judge, ease, slim, growth, …", ""),
        click.Option(
            ["--sizes"],
            default="0.1,1,10",
            show_default=True,
            help="of the data for `growth`, in millions of interactions, up to 100",
        ),
        click.Option(
            ["--runs"],
            type=door.Whole(min=1),
            default=5,
            show_default=True,
            help="of each; the median counts",
        ),
        click.Option(
            ["--peers"],
            default=".peers",
            show_default=True,
            help="folder of the other libraries' environments, which `make peers` makes",
        ),
    ),
    door.Door(
        "peers",
        "peers.measure:main",
        "test our baselines against other people's implementations, into reports/peers.csv",
        *door.part("test")[:2],
        door.text("--library", "only these: one or more, with commas", ""),
        click.Option(
            ["--peers"],
            default=".peers",
            show_default=True,
            help="folder of the other libraries' environments, which `make peers` makes",
        ),
        click.Option(
            ["--trials"],
            type=door.Whole(min=1),
            help="of each search, to try it out (default: as many as ours have)",
        ),
    ),
    door.Door("ui", "tracking.ui:serve", "open the MLflow UI on this machine", door.port(5000)),
    door.Door(
        "dogfood",
        "dogfood.serve:serve",
        "compare two baselines' lists blind, on this machine",
        door.text("--benchmark", "whose users and lists", "ml-100k"),
        door.text("--baselines", "which to compare, with commas", ""),
        door.port(8008),
        click.Option(["--seed"], type=int, default=0, help="of the draw of users and pairs"),
        door.flag("--no-browser", "only print the address"),
    ),
    door.Door(
        "export",
        "running.doors:export",
        "write what other tools need to recommend for a benchmark",
        door.name("benchmark"),
        click.Option(
            ["--format", "kind"],
            type=door.Named(["csv", "parquet", "recbole"]),
            default="csv",
            show_default=True,
            help="of the tables",
        ),
        door.text("--to", "a folder (default: exports/BENCHMARK)"),
    ),
    door.Door(
        "check",
        "running.doors:check",
        "say what a file of lists made elsewhere holds, and score it",
        click.Argument(["file"], type=click.Path()),
        door.text("--benchmark", "by default the name of the file's folder", ""),
    ),
    door.Door(
        "describe",
        "exchange.describe:main",
        "say what a metric, baseline, benchmark or dataset is",
        click.Argument(["name"]),
        door.flag("--croissant", "print a dataset's card as Croissant metadata"),
    ),
    click.Group(
        "new",
        help="Begin with something of your own.",
        short_help="begin with something of your own",
        commands=[
            door.Door(
                "baseline",
                "exchange.new.baseline:main",
                "write a baseline that keeps the contract from the start",
                click.Argument(["name"]),
                door.text("--wrap", "adapt this class of a library, module:Class", ""),
                door.flag("--force", "write over the file of a baseline of this name"),
            ),
            door.Door(
                "dataset",
                "exchange.new.dataset:main",
                "look at a file, write a card and a benchmark for it",
                click.Argument(["file"]),
                door.text("--name", "of dataset and benchmark (default: of the file)", ""),
                *(
                    door.text(
                        f"--{role}", f"the column of the {role}, where its name does not say", ""
                    )
                    for role in ("user", "item", "rating", "time")
                ),
            ),
        ],
    ),
    door.Door(
        "simulate",
        "results.simulated:main",
        "simulate how often intervals hold and tests err, into docs/simulated.csv",
        click.Option(
            ["--samples"], type=click.IntRange(min=10), default=1000, help="of each world"
        ),
    ),
    door.Door(
        "judgements",
        "dogfood.export:main",
        "write the counts of judgements to reports/judgements.csv",
    ),
]
