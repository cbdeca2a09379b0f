"""`tools/same_figures.py` passes two reports with the same figures, and fails on one digit."""

import re
import shutil
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from tools.same_figures import TABLES, main
from tools.v1 import main as to_version_1

REPORTS = Path(__file__).parents[2] / "reports"
NAMES = [table.name for table in TABLES if (REPORTS / f"{table.name}.csv").exists()]


@pytest.fixture
def made(tmp_path):
    """Return a copy of the tables of reports/."""
    for name in NAMES:
        path = tmp_path / "made" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPORTS / f"{name}.csv", path)
    return tmp_path / "made"


def test_a_copy_has_the_same_figures(made, capsys):
    main([str(REPORTS), str(made)])
    printed = capsys.readouterr().out
    assert printed.count(" same\n") == len(NAMES) + 1  # and the last line
    assert printed.endswith("all figures are the same\n")


def test_a_report_of_version_1_has_the_same_figures_as_what_it_was_made_of(made, tmp_path):
    to_version_1([str(tmp_path / "old"), "--reports", str(made)])
    main([str(tmp_path / "old"), str(made)])


@pytest.mark.parametrize("name", NAMES)
def test_one_digit_that_changed_in_any_table_fails(name, made, capsys):
    path = made / f"{name}.csv"
    text = path.read_text()
    digits = list(re.finditer(r"\d(?=[,\n])", text))
    if not digits:  # nobody has judged anything
        return
    last = digits[-1].start()
    path.write_text(f"{text[:last]}{(int(text[last]) + 1) % 10}{text[last + 1 :]}")
    with pytest.raises(UserError, match="not the same"):
        main([str(REPORTS), str(made)])
    assert f"  {name}.csv " in capsys.readouterr().out


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
