"""What cells cost is measured again: their lists stay, and DVC knows of it."""

import json

from tests.worlds.clone import Clone


def test_a_cell_is_measured_again_and_recommends_the_same(lean: Clone) -> None:
    lists = (lean.folder / "runs/fit/tiny/ease/lists.parquet").read_bytes()
    path = "runs/measured/tiny/ease.json"
    cost = json.loads(lean.read(path))
    lean.write(path, json.dumps(cost | {"peak_mib": -1}))
    stale = lean.run("benchmarks", "measure", "tiny", "ease")
    assert stale.returncode == 1
    assert "error: not up to date: tiny ease. Run `make repro` first" in stale.stderr

    lean.write(path, json.dumps(cost))
    lean.repro()
    measured = lean.run("benchmarks", "measure", "tiny", "ease,popular")
    assert measured.returncode == 0, measured.stderr
    for place, name in enumerate(("popular", "ease"), start=1):
        runs = json.loads(lean.read(f"runs/measured/tiny/{name}.json"))["runs"]
        cpu, wall = (sum(run[f"fit_{of}seconds"] for run in runs) for of in ("cpu_", ""))
        told = f"fits {cpu:.2f} s of the processor, {wall:.2f} s by the clock"
        assert f"[{place}/2] tiny {name}: {told}" in measured.stdout
    again = json.loads(lean.read(path))
    assert again.keys() == cost.keys()
    assert again["runs"] != cost["runs"]
    assert (lean.folder / "runs/fit/tiny/ease/lists.parquet").read_bytes() == lists
    stale = lean.stale()
    assert not {name for name in stale if name.startswith(("fit", "score", "split"))}
    assert "collect@tiny" in stale


def test_a_cell_that_recommends_something_else_than_before_is_an_error(clone: Clone) -> None:
    source = clone.read("baselines/popular.py")
    clone.write("baselines/popular.py", source.replace("def fit(", "def fit_(", 1) + SWAYING)
    clone.repro("--benchmark", "tiny", "--baseline", "popular")
    measured = clone.run("benchmarks", "measure", "tiny", "popular")
    assert measured.returncode == 1
    assert "error: tiny popular: other lists than before" in measured.stderr


SWAYING = """
    def fit(self, train):
        self.fit_(train)
        self.counts = np.random.default_rng().random(train.n_items)
        return self
"""
