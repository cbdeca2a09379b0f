"""What went wrong is said in letters that can be printed and written."""

import pytest

from benchmarks.contract.errors import UserError, escaped, reason_of


class MuteError(Exception):
    """What cannot be said."""

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (UserError("a: wrong"), "a: wrong"),
        (ValueError("é 豆 ✓"), "ValueError: é 豆 ✓"),
        (ValueError("\ud800\x00\x1b[2J\x9b\u202e"), r"ValueError: \ud800\x00\x1b[2J\x9b\u202e"),
        (UserError("first\nsecond"), "first\nsecond"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (MuteError(), "MuteError: it cannot say what"),
    ],
)
def test_a_reason_can_be_written_whatever_the_error_says(error: BaseException, reason: str) -> None:
    assert reason_of(error) == reason
    reason_of(error).encode()


def test_a_reason_has_an_end() -> None:
    assert reason_of(ValueError("x" * 10**6), longest=20) == "ValueError: xxxxxxx…"


def test_what_can_be_printed_is_as_it_was() -> None:
    text = "naïve\tβ\n豆瓣 “quoted” \\x00"
    assert escaped(text) == text
