"""The metrics in the words of their docstrings."""

import inspect
import re

from benchmarks import metrics
from benchmarks.shared import params


def definitions(settings: params.Params) -> list[dict[str, str]]:
    """Return the metrics in the words of their docstrings."""
    return [{"name": name, **describe(metric)} for name, metric in metrics.select(settings.metrics).items()]


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
    return {**blank, **fields, "sentence": " ".join(sentence.split()), "formula": " ".join(formula.split())}
