"""What a command is, and the arguments and options that several have.

A command names the function that it calls; its module is imported once it is called, as some take
seconds.
"""

import importlib
import math
import os
from collections.abc import Callable
from typing import Any

import click

from benchmarks.contract.errors import hint
from benchmarks.contract.names import LONGEST, refusal

_CORES = os.cpu_count() or 1


def name(kind: str) -> click.Parameter:
    """Return an argument that is the name of a dataset, benchmark or baseline."""
    return click.Argument(
        [kind], type=Name(), shell_complete=lambda *asked: _names(f"{kind}s", asked[-1])
    )


def _names(block: str, start: str) -> list[str]:
    """Return the names in a block of params.yaml that start so, for the shell to complete."""
    from benchmarks.contract import paths, settings  # only where a shell asks

    of_block = settings.document(paths.PARAMS).get(block)
    names = of_block if isinstance(of_block, dict) else {}
    return [name for name in names if name.startswith(start)]


class Name(click.ParamType):
    """A name, which files are called by: it leads to no other folder, and is not too long."""

    name = "name"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the name."""
        leads_out = "/" in value or value in (".", "..")
        if leads_out or len(value) > LONGEST:
            self.fail(f"'{value:.100}' cannot be a name: {refusal(value)}.", param, ctx)
        return value


class Whole(click.IntRange):
    """A whole number, at least `min` and at most `max`; what is none is told in our words."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the number."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            most = "or more" if self.max is None else f"to {self.max}"
            self.fail(f"expected a whole number, {self.min} {most}, got '{value}'.", param, ctx)


class Share(click.FloatRange):
    """A number from 0 to below 1, as all would be equal from there on."""

    def __init__(self) -> None:
        super().__init__(min=0, max=1, max_open=True)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the number, which is not NaN either."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{number} is not in the range 0<=x<1.", param, ctx)
        return number


class Named(click.Choice[str]):
    """One of several words; for others the nearest is named."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the word."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            words = [str(word) for word in self.choices]
            said = f"'{value}' is none of {', '.join(words)}{hint(str(value), words)}."
            self.fail(said, param, ctx)


def part(what: str) -> list[click.Parameter]:
    """Return the options that choose a part, and how many run side by side."""
    several = "one or more, with commas"
    return [
        click.Option(["-b", "--benchmark"], default="", help=f"{what} only these: {several}"),
        click.Option(["-m", "--baseline"], default="", help=f"{what} only these: {several}"),
        click.Option(
            ["-j", "--jobs"],
            type=Whole(min=1),
            default=_CORES,
            help="how many side by side (default: all cores)",
        ),
    ]


def engine() -> list[click.Parameter]:
    """Return the options that say where stages run."""
    engines = Named(["local", "dask"])
    where = "run on this machine (local) or on a cluster (dask)"
    address = "the address of a Dask scheduler, tcp://…; without it dask runs --jobs workers here"
    option = click.Option(["--engine"], type=engines, help=where)
    return [option, text("--scheduler", address, "")]


def port(default: int) -> click.Parameter:
    """Return the option that says where to listen on this machine."""
    ports = Whole(0, 65535)
    return click.Option(["--port"], type=ports, default=default, show_default=True)


def flag(name: str, what: str) -> click.Parameter:
    """Return an option without a value."""
    return click.Option([name], is_flag=True, help=what)


def text(name: str, what: str, default: str | None = None) -> click.Parameter:
    """Return an option that takes words."""
    return click.Option([name], default=default, help=what)


def several(letter: str, name: str, what: str) -> click.Parameter:
    """Return an option that may be given several times."""
    return click.Option([f"-{letter}", f"--{name}"], multiple=True, help=what)


def file(name: str, what: str) -> click.Parameter:
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
