"""Figures that are quoted alone stand in the table as not run, with the reason beside them."""

import numpy as np
import pytest

from benchmarks.contract.errors import UserError
from benchmarks.replication import ials, sasrec, tifu_knn
from benchmarks.stages import replicate

QUOTED = (tifu_knn, sasrec, ials)


@pytest.mark.parametrize("module", QUOTED)
def test_no_figure_is_recomputed_even_where_the_dataset_is_there(module, monkeypatch) -> None:
    names = {target.dataset for target in module.TARGETS}
    monkeypatch.setattr(replicate.ratings, "read", lambda dataset: dataset)
    assert replicate._ours(module, names) == {}
    verdicts = {replicate.row(module.label(), one, None)["verdict"] for one in module.TARGETS}
    assert verdicts == {"not run"}


@pytest.mark.parametrize("module", QUOTED)
def test_each_says_why_it_is_not_run(module) -> None:
    for target in module.TARGETS:
        assert "here" in replicate.note(target, {target.dataset})
        said = replicate.note(target, {})
        assert "comes from its official home only" in said
        assert said.startswith(target.note)


@pytest.mark.parametrize("module", QUOTED)
def test_a_job_is_refused(module) -> None:
    with pytest.raises(UserError, match="its protocol is not recomputed here"):
        module.run(None, "anything")


@pytest.mark.parametrize("module", QUOTED)
def test_longer_lists_find_more_and_no_figure_leaves_its_range(module) -> None:
    by_metric: dict[tuple[str, str, str], dict[int, float]] = {}
    for one in module.TARGETS:
        name, _, cutoff = one.metric.partition("@")
        by_metric.setdefault((one.dataset, one.baseline, name), {})[int(cutoff)] = one.published
    for values in by_metric.values():
        in_order = [values[cutoff] for cutoff in sorted(values)]
        assert all(0 < value < 1 for value in in_order)
        assert np.all(np.diff(in_order) > 0)
