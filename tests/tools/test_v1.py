"""`tools/v1.py` gives the tables of version 1, byte for byte, from version 2 in reports/."""

import hashlib
from pathlib import Path

import pytest

from benchmarks.contract.older import CONVERTED
from tools.v1 import main, version_1

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "tests/golden/tables-v1.sha256").read_text().splitlines()
GOLDEN = dict(reversed(line.split()) for line in LINES)


def test_every_table_that_changed_its_form_has_a_golden_digest():
    assert set(GOLDEN) == {f"{name}.csv" for name in CONVERTED}


@pytest.mark.parametrize("name", CONVERTED)
def test_a_table_of_version_1_has_the_bytes_that_it_had(name):
    text = version_1(ROOT / "reports", name)
    assert hashlib.sha256(text.encode()).hexdigest() == GOLDEN[f"{name}.csv"]


def test_all_tables_go_to_a_folder_or_one_is_printed(tmp_path, capsys):
    main([str(tmp_path), "--reports", str(ROOT / "reports")])
    assert {path.name for path in tmp_path.iterdir()} == set(GOLDEN)
    main(["--reports", str(ROOT / "reports"), "--table", "ranks"])
    assert capsys.readouterr().out == (tmp_path / "ranks.csv").read_text()
