"""`tools/same_figures.py` passes two reports with the same figures, and fails on one digit."""

import io
import re
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from tools.same_figures import TABLES, main
from tools.v1 import main as to_version_1

REPORTS = Path(__file__).parents[2] / "reports"
NAMES = [table.name for table in TABLES if (REPORTS / f"{table.name}.csv").exists()]
DIGIT = re.compile(r"\d(?=[,\n])")  # the last of a value
WITH_NUMBERS = [  # nobody may have judged anything
    name for name in NAMES if DIGIT.search((REPORTS / f"{name}.csv").read_text(encoding="utf-8"))
]


def copy_tables(folder: Path) -> None:
    for name in NAMES:
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPORTS / f"{name}.csv", path)


@pytest.fixture
def made(tmp_path):
    """Return a copy of the tables of reports/."""
    copy_tables(tmp_path / "made")
    return tmp_path / "made"


def test_a_copy_has_the_same_figures(made, capsys):
    main([str(REPORTS), str(made)])
    printed = capsys.readouterr().out
    assert printed.count(" same\n") == len(NAMES) + 1  # and the last line
    assert printed.endswith("all figures are the same\n")


def test_a_report_of_version_1_has_the_same_figures_as_what_it_was_made_of(made, tmp_path):
    to_version_1([str(tmp_path / "old"), "--reports", str(made)])
    main([str(tmp_path / "old"), str(made)])


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> dict[str, str]:
    """Return what is printed of each table, of each of which the last digit was changed."""
    folder = tmp_path_factory.mktemp("changed")
    copy_tables(folder)
    for name in WITH_NUMBERS:
        path = folder / f"{name}.csv"
        path.write_text(one_digit_changed(path.read_text()))
    printed = io.StringIO()
    with redirect_stdout(printed), pytest.raises(UserError, match="not the same"):
        main([str(REPORTS), str(folder)])
    by_table = re.split(r"^(\S+)\.csv +", printed.getvalue(), flags=re.MULTILINE)
    return dict(zip(by_table[1::2], by_table[2::2], strict=True))


def one_digit_changed(text: str) -> str:
    *_, last = DIGIT.finditer(text)
    another = (int(last[0]) + 1) % 10
    return f"{text[: last.start()]}{another}{text[last.end() :]}"


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_one_digit_that_changed_in_any_table_is_found(name, changed):
    assert re.match(r"1 differ\n  |2 differ\n  .*\n  ", changed[name])  # a key is in two rows
    assert f"  {name}.csv " in changed[name]


def test_one_digit_in_one_table_fails(made, capsys):
    path = made / "ranks.csv"
    path.write_text(one_digit_changed(path.read_text()))
    with pytest.raises(UserError, match=r"^\d figures are not the same"):
        main([str(REPORTS), str(made)])
    printed = capsys.readouterr().out
    assert printed.count(" same\n") == len(NAMES) - 1
    assert "\n  ranks.csv " in printed


def test_a_row_and_a_table_that_are_missing_fail(made, capsys):
    path = made / "ranks.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    (made / "seeds.csv").unlink()
    with pytest.raises(UserError):
        main([str(REPORTS), str(made)])
    printed = capsys.readouterr().out
    assert "only stated" in printed
    assert "seeds.csv: missing in" in printed


def test_what_is_neither_a_folder_nor_a_commit_is_refused(made):
    with pytest.raises(UserError, match="neither a folder with tables nor a commit"):
        main(["nowhere", str(made)])
