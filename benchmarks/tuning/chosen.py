"""The chosen values: what a search's table says, written into tuned/<benchmark>.yaml."""

from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.files import whole_file
from benchmarks.tuning.trials import LABELS

_HEADER = """What `make tune` chose on {benchmark}; the trials are in tuned/{benchmark}/.
To try a value: dvc exp run --temp -S tuned/{benchmark}.yaml:{baseline}.{parameter}=…"""


def write_choice(benchmark: str, baseline: str, order: Sequence[str]) -> None:
    """Write a baseline's chosen values; comments stay.

    order : of the baselines in the file, whichever search ended first
    """
    chosen = next(row for row in read_csv(paths.trials(benchmark, baseline)) if row["chosen"])
    texts = list(chosen.items())[len(LABELS) :]
    values = CommentedMap((name, plain(text)) for name, text in texts)
    values.fa.set_flow_style()
    yaml = YAML()
    yaml.width = 4096
    yaml.preserve_quotes = True
    file = paths.tuned(benchmark)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    content = yaml.load(text)
    if content is None:  # a file of comments alone is empty to a reader of YAML
        header = _HEADER.format(
            benchmark=benchmark, baseline=baseline, parameter=next(iter(values))
        )
        content = CommentedMap()
        content.yaml_set_start_comment(_uncommented(text) or header)
    content[baseline] = values
    for name in [name for name in order if name in content]:
        content.move_to_end(name)
    with whole_file(file) as temporary, temporary.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)


def _uncommented(text: str) -> str:
    """Return the words of comments.

    >>> _uncommented("# chosen by hand")
    'chosen by hand'
    """
    return "\n".join(line.lstrip("# ").rstrip() for line in text.splitlines()).strip()


def plain(text: str | None) -> Any:
    """Return a cell of the table as YAML would read it; an empty one stands for None."""
    return YAML(typ="safe").load(text) if text else None
