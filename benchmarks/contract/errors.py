"""Errors that a user can mend, and how a stage ends when it meets one."""

import difflib
import sys
from collections.abc import Callable, Iterable
from typing import Any


class UserError(Exception):
    """A mistake in the input: its message says what is wrong, where, and what to do."""


def one_line(error: object, longest: int = 300) -> str:
    """Return what an error of a library says, in one line of letters that can be printed."""
    words = " ".join(str(error).split())
    printed = "".join(letter if letter.isprintable() else "\ufffd" for letter in words)
    return printed if len(printed) <= longest else f"{printed[: longest - 1]}…"


def unknown(kind: str, name: str, known: Iterable[str], where: str) -> UserError:
    """Make the error for a name that is not among the known ones, with the nearest as a hint."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    return UserError(f"{where}: unknown {kind} '{name}'.{hint} Known: {', '.join(names)}.")


def run_stage(main: Callable[..., Any], *arguments: Any) -> None:
    """Run a stage; print a `UserError` as one line and exit with status 1."""
    try:
        main(*arguments)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
