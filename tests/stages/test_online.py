"""The stage `online`: the tables that it writes, the same every time, and the old table in them."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from benchmarks.contract import reports_of_logs, reports_online
from benchmarks.contract.reading import read
from benchmarks.online.settings import Online
from benchmarks.report import online_tables
from benchmarks.stages import known_truth, online
from tests.worlds import logs

ROOT = Path(__file__).parents[2]
SETTINGS = Online(logs="tiny-logs", reader="open_bandit", resamples=50, folds=2, replications=3)


def test_the_stage_writes_the_same_sorted_rows_every_time(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data/raw/tiny-logs").mkdir(parents=True)
    logs.write(tmp_path / "data/raw/tiny-logs")
    with (tmp_path / "params.yaml").open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump({"online": SETTINGS.model_dump()}, stream)
    known_truth.known_truth()
    online.online()
    first = {path.name: path.read_bytes() for path in (tmp_path / "reports/online").iterdir()}
    known_truth.known_truth()
    online.online()
    again = {path.name: path.read_bytes() for path in (tmp_path / "reports/online").iterdir()}
    assert again == first
    assert set(first) == {f"{table.name.split('/')[1]}.csv" for table in reports_online.ONLINE}
    for table in reports_online.ONLINE:
        rows = read(tmp_path / "reports", table)
        assert bool(rows) == (table in reports_of_logs.OF_LOGS)  # no benchmark is planned for


@pytest.mark.parametrize("table", reports_online.ONLINE, ids=lambda table: table.name)
def test_a_row_has_the_columns_that_the_contract_says(table):
    assert online_tables.ROWS[table]._fields == table.columns


@pytest.mark.parametrize("table", reports_online.ONLINE, ids=lambda table: table.name)
def test_the_tables_in_git_have_the_types_and_keys_that_the_contract_says(table):
    rows = read(ROOT / "reports", table)
    keys = [tuple(row[name] for name in table.key) for row in rows]
    assert len(set(keys)) == len(keys) > 0


def test_every_value_of_the_old_table_is_found_in_the_tables_in_git():
    old = ROOT / "tests/golden/online-v1.csv"
    command = [sys.executable, "-m", "tools.online_v1", "--against", str(old)]
    run = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
    with old.open(encoding="utf-8", newline="") as stream:
        rows = sum(1 for _ in csv.DictReader(stream))
    assert f"{rows} of {rows} rows are the same" in run.stdout
