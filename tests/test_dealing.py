"""The order of the tests between processes."""

from tests.worlds.dealing import dealt

QUICK = [f"quick/{number}" for number in range(100)]
SLOW = [f"{file}/{number}" for file in "abc" for number in range(4)]
TESTS = [*QUICK[:50], *SLOW, *QUICK[50:]]


def file_of(test: str) -> str:
    return test.partition("/")[0]


def is_slow(test: str) -> bool:
    return file_of(test) != "quick"


def test_each_test_has_one_turn() -> None:
    for workers in (1, 2, 3, 200):
        assert sorted(dealt(TESTS, workers, is_slow, file_of)) == sorted(TESTS)


def test_alone_slow_ones_come_first() -> None:
    assert dealt(TESTS, 1, is_slow, file_of) == [*SLOW, *QUICK]


def test_each_process_has_files_of_slow_ones_and_quick_ones_at_the_end() -> None:
    order = dealt(TESTS, 2, is_slow, file_of)
    first, second = order[:56], order[56:]
    assert is_slow(first[0])
    assert not is_slow(second[0]), "while the first makes what they need"
    for stretch in (first, second):
        assert len(list(filter(is_slow, stretch))) in (4, 8), "whole files"
        assert not is_slow(stretch[-1])


def test_nothing_but_slow_ones_is_dealt_as_well() -> None:
    assert sorted(dealt(SLOW, 2, is_slow, file_of)) == sorted(SLOW)
