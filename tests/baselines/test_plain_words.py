"""A broken promise is told in words: which baseline, which promise, what was seen, what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PACKAGE = '''"""Each class keeps the contract but for one promise."""

import numpy as np


class Kept:
    """Popularity."""

    needs, personalized = frozenset(), False

    def __init__(self, *, weight: float = 1.0) -> None:
        self.weight = weight

    def fit(self, train):
        self.counts = self.weight * np.asarray(train.positives.sum(axis=0)).ravel()
        return self

    def scores(self, users):
        return np.tile(self.counts, (len(users), 1))


class Shapeless(Kept):
    def scores(self, users):
        return self.counts


class Infinite(Kept):
    def scores(self, users):
        return np.tile(np.log(self.counts - self.counts.max()), (len(users), 1))


class Restless(Kept):
    def fit(self, train):
        self.counts = np.random.random(train.n_items)
        return self


class Meddling(Kept):
    def fit(self, train):
        train.users[:] = 2
        return super().fit(train)


class Greedy(Kept):
    needs = frozenset({"prices"})


class Presuming(Kept):
    def fit(self, train):
        train.ratings.mean()
        return super().fit(train)


class Everybodys(Kept):
    personalized = True


class Searched(Kept):
    search = {"wieght": None}


class Silent(Kept):
    def fit(self, train):
        super().fit(train)


class Positional(Kept):
    def __init__(self, weight=1.0):
        self.weight = weight


class Unfit:
    needs, personalized = frozenset(), False
'''
SAID = {
    "Shapeless": "scores(users) returns finite numbers, for each user and each item.",
    "Infinite": "scores must be finite.",
    "Restless": "the same seed gives the same scores.",
    "Meddling": "fit writes into it",
    "Greedy": "prices is none of them",
    "Presuming": "name in `needs` what `fit` reads",
    "Everybodys": "write `personalized = False`",
    "Searched": "`wieght` is none; there are weight",
    "Silent": "end `fit` with `return self`",
    "Positional": "write `def __init__(self, *, …)`",
    "Unfit": "has no fit(), no scores(); docs/contract.md says",
}
PARAMS = """
seeds: 1
cutoffs: [5]
metrics: [ndcg]
headline: [ndcg@5]
datasets: {films: {}}
benchmarks:
  films:
    dataset: films
    split: {kind: temporal, test: 0.1, validation: 0.1}
    relevance: {}
    views: {all: {mask: seen}}
baselines:
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of them all."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "promises.py").write_text(PACKAGE)
    lines = [f"  {name.lower()}: {{class: 'promises:{name}'}}\n" for name in [*SAID, "Kept"]]
    (folder / "params.yaml").write_text(PARAMS + "".join(lines))
    contract = [str(path) for path in sorted(ROOT.glob("tests/baselines/test_contract*.py"))]
    names = ",".join(name.lower() for name in [*SAID, "Kept"])
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT), "--baseline", names]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), *options, *contract],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
    )
    assert result.stdout, result.stderr
    return result.stdout


@pytest.mark.parametrize("name", list(SAID))
def test_a_broken_promise_is_told_in_words(said: str, name: str) -> None:
    about = [part for part in said.split("\n____") if f"[{name.lower()}]" in part]
    assert any(SAID[name] in part for part in about), said[-5000:]
    assert "Traceback" not in said


def test_what_keeps_its_promises_passes(said: str) -> None:
    assert "[kept]" not in said
