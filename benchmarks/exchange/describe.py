"""Command `describe`: what a metric, a baseline, a benchmark or a dataset is, in the terminal."""

import inspect
import json
import textwrap
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from benchmarks import metrics
from benchmarks.config import load
from benchmarks.config.model import Params
from benchmarks.config.study import resolved
from benchmarks.contract import paths
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import unknown
from benchmarks.contract.facts import BaselineFacts
from benchmarks.contract.files import read_json
from benchmarks.datasets import cards, citation
from benchmarks.datasets import croissant as metadata
from benchmarks.datasets.card_files import read_card
from benchmarks.protocol.ranking import LIST_LENGTH

_WIDTH = 100
Said = Mapping[str, Any]  # what is said, by its label; what is empty is left out


def main(name: str, croissant: bool) -> None:
    """Print what a name stands for; `ndcg@10` is the metric `ndcg`.

    croissant : print a dataset's card as JSON-LD instead, for catalogues of datasets

    Raises UserError with the nearest name where it stands for nothing.
    """
    if croissant:
        print(json.dumps(_croissant(name), indent=2, ensure_ascii=False))
        return
    if name in load.extra_benchmarks():
        paths.choose(paths.EXTRA)
    print("\n\n".join(described(name, load.load())))


def _is_length(metric: str, text: str) -> bool:
    """Tell whether lists of this length are judged by a metric."""
    is_whole = text.isascii() and text.isdecimal() and not text.startswith("0")
    return metrics.has_cutoff(metrics.known()[metric]) and is_whole and int(text) <= LIST_LENGTH


def described(name: str, settings: Params) -> list[str]:
    """Return a block of text for each thing of that name: a dataset and a benchmark may share it.

    Raises UserError where there is none.
    """
    study = resolved(settings)
    metric, _, length = name.partition("@")
    blocks = []
    if metric in metrics.known() and (metric == name or _is_length(metric, length)):
        blocks.append(_metric(metric, settings))
    if name in study.baselines:
        blocks.append(_baseline(name, study))
    if name in cards.known():
        blocks.append(_dataset(name, study))
    if any(name in (view.name, view.benchmark) for view in study.reported()):
        blocks.append(_benchmark(name, study))
    if not blocks:
        raise unknown("name", name, _names(study), "describe")
    return blocks


def _croissant(name: str) -> dict[str, Any]:
    """Return the metadata of a dataset."""
    cards.load(name)  # refuses a name without a card
    record = paths.checksums(name)
    recorded = read_json(record) if record.exists() else {}
    return metadata.croissant(name, read_card(paths.card(name)), recorded)


def _names(study: Study) -> set[str]:
    """Return all that can be described."""
    reported = {view.name for view in study.reported()} | set(load.extra_benchmarks())
    return {*metrics.known(), *study.baselines, *cards.known(), *reported}


def _metric(name: str, settings: Params) -> str:
    """Return what a metric declares and how its docstring defines it."""
    function = metrics.known()[name]
    declared = metrics.of_column(name)
    range_ends = [f"{end:g}" if end is not None else "unbounded" for end in _ends(name)]
    better = "neither more nor less" if declared.direction == "neither" else declared.direction
    said = {
        "name in tables": name,
        "family": declared.family,
        "better": better,
        "unit": declared.unit,
        "range": " to ".join(range_ends),
        "averaged over": declared.averaged,
        "computed by default": _where_computed(name, settings),
        "identifier": declared.identifier,
        "source": declared.source,
    }
    sentence = (inspect.getdoc(function) or "").partition("\n\n")[0]
    return _block(f"metric {declared.label}", sentence, said)


def _where_computed(name: str, settings: Params) -> str:
    """Say on which benchmarks a metric is computed."""
    if name in settings.metrics:
        return "yes"
    own = [where for where, block in settings.benchmarks.items() if name in block.metrics]
    return f"on {', '.join(own)}" if own else "once params.yaml names it"


def _ends(name: str) -> tuple[float | None, float | None]:
    declared = metrics.of_column(name)
    return declared.low, declared.high


def _baseline(name: str, study: Study) -> str:
    """Return what a baseline's file declares, and the values chosen for each benchmark."""
    facts = study.baseline(name)
    tuned = {f"tuned for {key}": _values(chosen) for key, chosen in facts.tuned.items()}
    said = {
        "family": facts.family,
        "personalised": _yes(facts.personalized),
        "random": f"{study.seeds} seeds" if facts.stochastic else "no",
        "chosen by": facts.objective,
        "defaults": _values(facts.defaults),
        **_spaces(facts),
        **tuned,
    }
    return _block(f"baseline {name}", facts.summary, said)


def _spaces(facts: BaselineFacts) -> dict[str, str]:
    """Return the space that each parameter is searched in."""
    spaces = {}
    for parameter, space in facts.search.items():
        settings = {name: value for name, value in asdict(space).items() if value != ()}
        kind = settings.pop("kind")
        spaces[f"search {parameter}"] = f"{kind}: {_values(settings)}"
    return spaces


def _dataset(name: str, study: Study) -> str:
    """Return what a dataset's card says, and what was counted if it is prepared."""
    path = paths.prepared(name) / "dataset.json"
    facts = read_json(path) if path.exists() else {}
    card = read_card(paths.card(name))
    used = [key for key, block in study.benchmarks.items() if block.dataset == name]
    counted = {key: facts.get(key) for key in ("kind", "users", "items", "interactions")}
    said = {
        "card": paths.card(name),
        "benchmarks": ", ".join(used) or "none; `levelground new dataset` shows how to add one",
        **counted,
        "licence": card.licence,
        "redistribution": card.redistribution,
        "homepage": card.homepage,
        "tried": card.tried,
        "cite": citation.sentence(card.citation),
    }
    return _block(f"dataset {name}", card.title, said)


def _benchmark(name: str, study: Study) -> str:
    """Return what a benchmark asks, by the name of it or of one of its views."""
    own = [view for view in study.reported() if name in (view.name, view.benchmark)]
    benchmark = study.benchmark(own[0].benchmark)
    least = benchmark.relevance.min_rating
    views = {}
    for view in own:
        rules = benchmark.views[view.view]
        views[f"view {view.view}"] = (
            f"{view.name}: mask {rules.mask}, candidates {rules.candidates}"
        )
    said = {
        "dataset": benchmark.dataset,
        "split": _values(benchmark.split),
        "relevant": "every interaction" if least is None else f"rating of at least {least:g}",
        **views,
        "baselines": ", ".join(benchmark.baselines),
    }
    return _block(f"benchmark {name}", "", said)


def _values(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _block(title: str, sentence: str, said: Said) -> str:
    """Return a title, a sentence and what is said, its labels in a column."""
    lines = [title, *textwrap.wrap(sentence, _WIDTH)]
    given = {label: str(value) for label, value in said.items() if value not in (None, "")}
    width = max(map(len, given), default=0)
    for label, value in given.items():
        head = f"  {label.ljust(width)}  "
        wrapped = textwrap.wrap(
            value, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head)
        )
        lines += wrapped
    return "\n".join(lines)
