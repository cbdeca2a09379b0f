"""A small params.yaml, changed in one place, and what the harness says of it."""

import copy
import json

import pytest

from benchmarks.config import load as config
from benchmarks.contract.errors import UserError

DOCUMENT = {
    "seeds": 3,
    "cutoffs": [5, 10],
    "metrics": ["rmse", "ndcg"],
    "headline": ["ndcg@10"],
    "datasets": {"films": {}},
    "benchmarks": {
        "films": {
            "dataset": "films",
            "split": {"kind": "user_temporal", "test": 0.2, "validation": 0.1, "seed": 0},
            "relevance": {"min_rating": 4},
            "views": {"all": {"mask": "seen"}},
        },
        "films-later": {
            "dataset": "films",
            "split": {"kind": "temporal", "test": 0.1, "validation": 0.1},
            "relevance": {},
            "views": {"all": {"mask": "none"}},
        },
    },
    "baselines": {
        "popular": None,
        "ease": {"regularization": 250.0},
    },
}
ABSENT = object()


def changed(where, value):
    """Return the document with one value changed, added or, with `ABSENT`, taken out.

    where : the value's place, written a.b.c
    """
    document = copy.deepcopy(DOCUMENT)
    *parents, last = where.split(".")
    block = document
    for name in parents:
        block = block[name]
    if value is ABSENT:
        del block[last]
    else:
        block[last] = value
    return document


def load(tmp_path, document, **tuned):
    """Load a document, and what was tuned on benchmarks, through files; JSON is YAML."""
    path = tmp_path / "params.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "tuned").mkdir(exist_ok=True)
    for benchmark, values in tuned.items():
        text = json.dumps(values, allow_nan=False)
        (tmp_path / "tuned" / f"{benchmark}.yaml").write_text(text, encoding="utf-8")
    return config.load(path)


def refusal(tmp_path, document):
    with pytest.raises(UserError) as caught:
        load(tmp_path, document)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'params.yaml'}: ")
    assert "\n" not in message
    return message.removeprefix(f"{tmp_path / 'params.yaml'}: ")
