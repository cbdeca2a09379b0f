"""The metrics in the words of their docstrings, and one list that shows why the words matter."""

import inspect
import re
from typing import Any

import numpy as np

from benchmarks import metrics
from benchmarks.contract.documents import Study

# One list of ten with hits at these ranks, for a user with many relevant items and for one with
# few.
TOY_LENGTH, TOY_HITS, TOY_RELEVANT = 10, (1, 3, 5), (20, 3)
TOY_NAMES = {"ap": "MAP@10", "ndcg": "nDCG@10", "recall": "recall@10"}


def families(settings: Study) -> list[dict[str, Any]]:
    """Return all metrics by family, in the words of their docstrings, and whether params.yaml has them computed."""
    found = metrics.known()
    return [
        {
            "name": family.__name__.rpartition(".")[2],
            "about": _first_paragraph(family),
            "metrics": [
                {"name": name, "computed": name in settings.metrics, **describe(metric)}
                for name, metric in found.items()
                if metric.__module__ == family.__name__
            ],
        }
        for family in metrics.FAMILIES
    ]


def describe(metric: metrics.Metric) -> dict[str, str]:
    """Return the sentence, further words, range, source and identifier that a metric's docstring gives."""
    text = (inspect.getdoc(metric) or "").partition(">>>")[0]
    fields = {
        key.lower(): " ".join(value.split())
        for key, value in re.findall(
            r"^(Range|Source|Identifier): (.*?)(?=^\w+: |^\s*$|\Z)", text, re.DOTALL | re.MULTILINE
        )
    }
    words = re.split(r"^(?:Range|Source|Identifier): ", text, maxsplit=1, flags=re.MULTILINE)[0]
    sentence, _, formula = words.partition("\n\n")
    blank = dict.fromkeys(("range", "source", "identifier"), "")
    return {
        **blank,
        **fields,
        "sentence": " ".join(sentence.split()),
        "formula": " ".join(formula.split()),
    }


def toy() -> dict[str, Any]:
    """Return what formulas that share a name give for one list, computed by the functions themselves."""
    hits = np.isin(np.arange(1, TOY_LENGTH + 1), TOY_HITS)[np.newaxis]
    rows = []
    for name, metric in metrics.known().items():
        shared = next(
            (base for base in TOY_NAMES if name == base or name.startswith(f"{base}_")), None
        )
        if shared is None or not set(metrics.arguments(metric)) <= {"hits", "n_relevant"}:
            continue
        given = [{"hits": hits, "n_relevant": np.array([count])} for count in TOY_RELEVANT]
        values = [float(metrics.call(metric, one)[0]) for one in given]
        rows.append(
            {"called": TOY_NAMES[shared], "name": name, "values": values, **describe(metric)}
        )
    rows.sort(key=lambda row: list(TOY_NAMES.values()).index(row["called"]))
    return {
        "length": TOY_LENGTH,
        "hits": list(TOY_HITS),
        "relevant": list(TOY_RELEVANT),
        "rows": rows,
    }


def _first_paragraph(module: Any) -> str:
    return " ".join((inspect.getdoc(module) or "").partition("\n\n")[0].split())
