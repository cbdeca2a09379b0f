"""The metrics in the words of their docstrings, and one list that shows why the words matter."""

import inspect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from benchmarks import metrics

# One list of ten with hits at these ranks, for a user with many relevant items and for one with
# few.
TOY_LENGTH, TOY_HITS, TOY_RELEVANT = 10, (1, 3, 5), (20, 3)
TOY_NAMES = {"ap": "MAP@10", "ndcg": "nDCG@10", "recall": "recall@10"}
_GIVEN = {"hits", "n_relevant"}  # what the list of the example has
_FIELD = re.compile(
    r"^(Range|Source|Identifier):\s(.*?)(?=^\w+:\s|^\s*$|\Z)", re.DOTALL | re.MULTILINE
)
_DIRECTIONS = {
    "higher": "higher is better",
    "lower": "lower is better",
    "neither": "neither is better in itself; no headline, no rank, no verdict",
}
_FIRST_FIELD = re.compile(r"^(?:Range|Source|Identifier):\s", re.MULTILINE)


@dataclass(frozen=True)
class Description:
    """What a metric's docstring says: a sentence, further words, and its fields; "" for none."""

    sentence: str
    formula: str
    range: str
    source: str
    identifier: str


@dataclass(frozen=True)
class Definition(Description):
    """A metric, what is better, and whether params.yaml has it computed."""

    name: str
    direction: str
    computed: bool


@dataclass(frozen=True)
class Family:
    """The metrics of a module, and the first paragraph of its docstring."""

    name: str
    about: str
    metrics: list[Definition]


@dataclass(frozen=True)
class Namesake(Description):
    """A metric that shares a name with others.

    called : the name in the field; values : for each number of relevant items
    """

    name: str
    called: str
    values: list[float]


@dataclass(frozen=True)
class Toy:
    """What formulas that share a name give for one list.

    hits : ranks of the relevant items; relevant : how many there are, for one user and another
    """

    length: int
    hits: list[int]
    relevant: list[int]
    rows: list[Namesake]


def families(computed: Sequence[str]) -> list[Family]:
    """Return all metrics by family; `computed` are those that params.yaml names."""
    return [_family(module, computed) for module in metrics.FAMILIES]


def _family(module: ModuleType, computed: Sequence[str]) -> Family:
    definitions = []
    for name, metric in metrics.known().items():
        if metric.__module__ == module.__name__:
            direction = _DIRECTIONS[metrics.declared(metric).direction]
            definitions.append(
                Definition(
                    **vars(describe(metric)),
                    name=name,
                    direction=direction,
                    computed=name in computed,
                )
            )
    name = module.__name__.rpartition(".")[2].replace("_", " ")
    return Family(name, _first_paragraph(module), definitions)


def describe(metric: metrics.Metric) -> Description:
    """Return the sentence, further words, range, source and identifier of a metric's docstring."""
    text = (inspect.getdoc(metric) or "").partition(">>>")[0]
    fields = {key.lower(): _one_line(value) for key, value in _FIELD.findall(text)}
    words = _FIRST_FIELD.split(text, maxsplit=1)[0]
    sentence, _, formula = words.partition("\n\n")
    return Description(
        sentence=_one_line(sentence),
        formula=_one_line(formula),
        range=fields.get("range", ""),
        source=fields.get("source", ""),
        identifier=fields.get("identifier", ""),
    )


def toy() -> Toy:
    """Return what formulas that share a name give for one list, by the functions themselves."""
    namesakes = [_namesake(name, metric) for name, metric in metrics.known().items()]
    order = list(TOY_NAMES.values())
    shared = sorted(
        (namesake for namesake in namesakes if namesake),
        key=lambda namesake: order.index(namesake.called),
    )
    return Toy(TOY_LENGTH, list(TOY_HITS), list(TOY_RELEVANT), shared)


def _namesake(name: str, metric: metrics.Metric) -> Namesake | None:
    """Return what a metric gives for the list; None if no other has its name or it needs more."""
    bases = [base for base in TOY_NAMES if name == base or name.startswith(f"{base}_")]
    if not bases or metrics.is_at_size(metric) or not set(metrics.arguments(metric)) <= _GIVEN:
        return None
    hits = np.isin(np.arange(1, TOY_LENGTH + 1), TOY_HITS)[np.newaxis]
    values = []
    for count in TOY_RELEVANT:
        given = {"hits": hits, "n_relevant": np.array([count])}
        values.append(float(metrics.call(metric, given)[0]))
    described = vars(describe(metric))
    return Namesake(**described, name=name, called=TOY_NAMES[bases[0]], values=values)


def _first_paragraph(module: ModuleType) -> str:
    return _one_line((inspect.getdoc(module) or "").partition("\n\n")[0])


def _one_line(text: str) -> str:
    return " ".join(text.split())
