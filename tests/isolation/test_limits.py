"""A cell may take what params.yaml says, or what follows from the size of its data."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.config import load
from benchmarks.contract.errors import UserError
from benchmarks.isolation.limits import limits
from tests.worlds.clone import ROOT


def limited(folder: Path, said: str, rows: int = 500_000, seeds: int = 3) -> tuple[float, float]:
    """Return hours and gigabytes of a cell."""
    params = folder / "params.yaml"
    params.write_text(f"seeds: 3\n{said}\nmetrics: [ndcg]\n", encoding="utf-8")
    pq.write_table(pa.table({"user": pa.nulls(rows)}), folder / "interactions.parquet")
    may_take = limits(params, folder, seeds)
    return may_take.seconds / 3600, may_take.bytes / 1e9


def test_by_default_the_limits_grow_with_the_data(tmp_path: Path) -> None:
    machine = 0.9 * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    hours, gigabytes = limited(tmp_path, "")
    assert hours == pytest.approx(2 + 3 * 0.5)
    assert gigabytes == pytest.approx(min(16.5, machine))
    assert limited(tmp_path, "", rows=0, seeds=1)[0] == pytest.approx(2)


@pytest.mark.parametrize(
    "said", ["most_hours: 0.5", "most_hours:  '0.5'  # of each cell", "most_hours: 5e-1"]
)
def test_what_params_say_counts(tmp_path: Path, said: str) -> None:
    assert limited(tmp_path, said)[0] == 0.5
    assert limited(tmp_path, said.replace("hours", "gigabytes"))[1] == 0.5
    for nothing in (f"# {said}", "most_hours:", "most_hours: null"):
        assert limited(tmp_path, nothing)[0] == pytest.approx(3.5)


@pytest.mark.parametrize("value", ["many", "-1", "0", ".nan", "nan"])
def test_what_is_no_number_above_0_is_refused_by_name(tmp_path: Path, value: str) -> None:
    with pytest.raises(UserError, match=r"params\.yaml: most_hours: expected a number above 0"):
        limited(tmp_path, f"most_hours: {value}")


@pytest.mark.parametrize("value", ["many", "-1", "0", ".nan", ".inf"])
def test_plan_refuses_it_too(tmp_path: Path, value: str) -> None:
    path = tmp_path / "params.yaml"
    text = (ROOT / "params.yaml").read_text(encoding="utf-8")
    path.write_text(f"most_hours: {value}\n{text}", encoding="utf-8")
    with pytest.raises(UserError, match="most_hours"):
        load.load(path)
