"""Write extra/dvc.yaml, the stages of the extra study, from those of dvc.yaml.

`python -m tools.extra`; a test holds the file to what this makes. A stage is the same command with
`--extra`, its folders lie below extra/, and it iterates over the blocks below `extra:` of
params.yaml. What speaks of all studies (the report, MLflow) or of a log has no twin.
"""

import io
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
FILE = ROOT / "extra/dvc.yaml"
STAGES = (
    "plan study download prepare split fit submissions score collect tables"  # in their order
).split()
HEAD = """\
# The stages of the extra study: what a fresh clone does not run. `python -m tools.extra` makes this
# file from dvc.yaml; `make repro EXTRA=1` runs it, and copies the tables into reports/extra/.
"""


def content() -> str:
    """Return the text of extra/dvc.yaml."""
    stages = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    twins = {name: _twin(stages[name]) for name in STAGES if name in stages}
    twins["tables"] = _tables(twins["tables"])
    stream = io.StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump({"vars": ["../params.yaml:extra"], "stages": twins}, stream)
    return HEAD + stream.getvalue()


def _twin(node: Any) -> Any:
    """Return a stage of dvc.yaml, or a part of one, as the extra study has it."""
    if isinstance(node, dict):
        twin = {_text(key): _twin(value) for key, value in node.items()}
        return {"wdir": "..", **twin} if "cmd" in node else twin
    if isinstance(node, list):
        return [_twin(each) for each in node]
    return _text(node) if isinstance(node, str) else node


def _text(words: str) -> str:
    """Return a path, a command or the name of a block as the extra study has it."""
    words = re.sub(r"^(data|runs)/", r"extra/\1/", words)
    words = re.sub(r"\$\{(datasets|benchmarks|baselines)\}", r"${extra.\1}", words)
    words = re.sub(r"^datasets\.", "extra.datasets.", words)
    return words.replace("python -m benchmarks ", "python -m benchmarks --extra ")


def _tables(stage: dict[str, Any]) -> dict[str, Any]:
    """Return the stage `tables` with one folder of tables, which DVC keeps."""
    kept = {key: value for key, value in stage.items() if key not in ("metrics", "outs")}
    return kept | {"outs": ["extra/runs/tables"]}


def main() -> None:
    """Write the file."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(content(), encoding="utf-8")


if __name__ == "__main__":
    main()
