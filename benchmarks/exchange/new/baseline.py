"""Command `new baseline`: a file that keeps the contract from the start, and its line in params."""

import keyword
import sys
from importlib import resources
from pathlib import Path
from string import Template

from benchmarks.contract import names
from benchmarks.contract.errors import UserError
from benchmarks.contract.paths import PARAMS
from benchmarks.exchange.new import params_text, wrapping

_OURS = {"shared", "benchmarks", "baselines"}
_TEMPLATES = resources.files("benchmarks.exchange.new") / "templates"


def main(name: str, wrap: str = "", force: bool = False) -> None:
    """Write baselines/<name>.py and add the name to params.yaml.

    wrap : `module:Class` of a library, to be adapted; else a small method to start from
    force : write over a file of that name

    Raises UserError where the name will not do, is taken, or the class cannot be adapted.
    """
    checked_name(name)
    params = params_text.read(PARAMS)  # refuses where there is none, or none that can be read
    path = Path("baselines") / f"{name}.py"
    if path.exists() and not force:
        raise UserError(f"{path}: is there already; choose another name, or delete it first.")
    text = wrapping.text(name, wrap, template) if wrap else template("baseline", name=name)
    is_named = force and params_text.has_baseline(params, name, PARAMS)
    added = params if is_named else params_text.with_baseline(params, name, PARAMS)
    params_text.write(path, text)
    if not is_named:
        params_text.write(PARAMS, added)
    print(f"{path}: written" + ("" if is_named else f"; {PARAMS}: `{name}: {{}}` added"))
    print(f"next: make test BASELINE={name}, then make repro BASELINE={name}")


def checked_name(name: str) -> None:
    """Refuse what cannot be the name of a baseline, which is a module in baselines/."""
    reason = names.refusal(name) or _refusal_by_python(name)
    if reason:
        raise UserError(f"new baseline: '{name}' is no name for a baseline: {reason}.")


def _refusal_by_python(name: str) -> str:
    """Say why a module cannot have a name; "" if it can."""
    if not name.isidentifier():
        return "it is a module's as well: letters, digits and _, a letter first"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return "it is a word of Python"
    if name in sys.stdlib_module_names or name in _OURS:
        return "a module of Python or of this project has it"
    return ""


def template(kind: str, **words: str) -> str:
    """Return a template with its words in place."""
    text = (_TEMPLATES / f"{kind}.py.txt").read_text(encoding="utf-8")
    return Template(text).substitute(words)
