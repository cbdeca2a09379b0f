"""One command line for everything: `python -m benchmarks COMMAND`, or `levelground COMMAND`."""

import io
import os
import sys
from pathlib import Path
from typing import Any

import click

from benchmarks.commands import DOORS, OF_EXTRA, STAGES
from benchmarks.contract import paths
from benchmarks.contract.errors import UserError, run_stage, unknown
from benchmarks.contract.files import refusals
from benchmarks.running import signals

_ABOUT = """Levelground: recommender baselines, compared on level ground.

Stages are what DVC runs; `repro` runs those that are not up to date."""


class Doors(click.Group):
    """The commands in two lists, with the nearest name where one is mistyped."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; raise UserError that names the nearest for one that is not there."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise unknown("command", args[0], self.commands, ctx.command_path)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the two lists."""
        del ctx
        for title, commands in (("Commands", DOORS), ("Stages", STAGES)):
            lines = [(command.name or "", command.get_short_help_str(80)) for command in commands]
            with formatter.section(title):
                formatter.write_dl(lines)


def group() -> Doors:
    """Return the command line."""
    commands = {command.name or "": command for command in (*DOORS, *STAGES)}
    extra = click.Option(["--extra"], is_flag=True, help="work on the extra study of params.yaml")
    return Doors("benchmarks", commands, params=[extra], callback=_choose, help=_ABOUT)


@click.pass_context
def _choose(context: click.Context, extra: bool) -> None:
    """Say which study this process works on, unless what started it has said so.

    Raises UserError for a command that would mix the extra study into the default one's files.
    """
    if extra:
        paths.choose(paths.EXTRA)
    called = context.invoked_subcommand
    if paths.is_extra() and called not in OF_EXTRA:
        why = "--extra" if extra else "LEVELGROUND_STUDY=extra in the environment"
        raise UserError(f"`{called}` is not of the extra study alone: leave out {why}.")


def main(words: list[str] | None = None) -> None:
    """Read the command line, or the words given, and run the command.

    What it starts, such as a stage by `python`, has this interpreter, also where no environment is
    active.
    """
    own = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([own, os.environ.get("PATH", os.defpath)])
    run_stage(_refused, words)


def _refused(words: list[str] | None) -> Any:
    """Run a command; what a disk refuses it outside of any file of ours is one line as well."""
    with refusals():
        return _run(words)


def _run(words: list[str] | None) -> Any:
    """Run a command; a mistake in what it was given is a UserError of one line."""
    called = os.environ.get("LEVELGROUND", "python -m benchmarks")  # how the launcher is called
    try:
        return group().main(words, prog_name=called, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.Abort as abort:  # which click makes of an interruption
        raise abort.__cause__ or KeyboardInterrupt from None
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        where = context.command_path if context else called
        raise UserError(
            f"{where}: {error.format_message()} `{where} --help` tells more."
        ) from error


def _command() -> None:
    """Run the command line in a process of its own, which signals end alike."""
    signals.heed()
    _print_whatever_comes()
    if "DVC_STAGE" in os.environ:  # a stage that outlived DVC would write beside the next run
        signals.end_with_parent()
    try:
        main()
    except KeyboardInterrupt as interruption:
        print("interrupted", file=sys.stderr)
        signals.end_by(interruption)


def _print_whatever_comes() -> None:
    """Let letters that the terminal's encoding lacks be printed as escapes, on both outputs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    _command()
