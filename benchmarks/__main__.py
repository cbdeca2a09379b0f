"""One command line for everything: `python -m benchmarks COMMAND`, or `levelground COMMAND`."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from benchmarks.commands import DOORS, OF_EXTRA, STAGES
from benchmarks.contract import paths
from benchmarks.contract.errors import UserError, run_stage, unknown

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
    run_stage(lambda: _run(words))


def _run(words: list[str] | None) -> Any:
    """Run a command; a mistake in what it was given is a UserError of one line."""
    called = os.environ.get("LEVELGROUND", "python -m benchmarks")  # how the launcher is called
    try:
        return group().main(words, prog_name=called, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        where = context.command_path if context else called
        raise UserError(
            f"{where}: {error.format_message()} `{where} --help` tells more."
        ) from error


if __name__ == "__main__":
    main()
