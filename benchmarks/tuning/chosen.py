"""The chosen values: what a search's table says, written into tuned/<leaderboard>.yaml."""

from collections.abc import Sequence

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from benchmarks.contract import paths
from benchmarks.contract.csv import read_csv
from benchmarks.contract.files import whole_file
from benchmarks.contract.trials import parameters

_HEADER = """What `make tune` chose on {board}; the trials are in tuned/{board}/.
To try a value: dvc exp run --temp -S tuned/{board}.yaml:{baseline}.{parameter}=…"""


def write_choice(leaderboard: str, baseline: str, order: Sequence[str]) -> None:
    """Write a baseline's chosen values; comments stay.

    order : of the baselines in the file, whichever search ended first
    """
    table = read_csv(paths.trials(leaderboard, baseline))
    values = CommentedMap(parameters(next(row for row in table if row["chosen"])))
    values.fa.set_flow_style()
    yaml = YAML()
    yaml.width = 4096
    yaml.preserve_quotes = True
    file = paths.tuned(leaderboard)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    content = yaml.load(text)
    if content is None:  # a file of comments alone is empty to a reader of YAML
        header = _HEADER.format(board=leaderboard, baseline=baseline, parameter=next(iter(values)))
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
