"""Errors that a user can mend, and how a stage ends when it meets one."""

import difflib
import sys
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.contract.secrets import redacted


class UserError(Exception):
    """A mistake in the input: its message says what is wrong, where, and what to do.

    Secrets in what it cites, such as an address, do not come out of it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(redacted(message))


def one_line(error: object, longest: int = 300) -> str:
    """Return what an error of a library says, in one line of letters that can be printed."""
    words = " ".join(redacted(str(error)).split())
    printed = "".join(letter if letter.isprintable() else "\ufffd" for letter in words)
    return printed if len(printed) <= longest else f"{printed[: longest - 1]}…"


def hint(word: str, names: Iterable[str]) -> str:
    """Return the nearest of some names as words to be added to an error; "" if none is near."""
    near = difflib.get_close_matches(word, list(names), n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""


def escaped(text: str) -> str:
    r"""Return a text with what cannot be printed or written as UTF-8 as escapes, lines kept.

    >>> escaped("caf\u00e9 \x1b[31m\udcff\n")
    'café \\x1b[31m\\udcff\n'
    """
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" else _escape(letter) for letter in text
    )


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def reason_of(error: BaseException, longest: int = 2000) -> str:
    """Return why something failed: what a UserError says, of others the kind before it."""
    try:
        text = str(error)
    except Exception:  # that of somebody's own kind of error
        text = "it cannot say what"
    kind = [] if isinstance(error, UserError) else [type(error).__name__]
    whole = escaped(": ".join(filter(None, [*kind, text.strip()])))
    return whole if len(whole) <= longest else f"{whole[: longest - 1]}…"


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
        print(f"error: {escaped(str(error))}", file=sys.stderr)
        sys.exit(1)
