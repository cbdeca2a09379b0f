"""Levels: what they are, what they give, and that no other module writes one."""

import ast
from pathlib import Path

import pytest
from scipy import stats

import benchmarks
from benchmarks.stats import levels, power

PACKAGE = Path(benchmarks.__file__).parent
HOME = PACKAGE / "stats/levels.py"
QUANTILES_AND_SHARES = {1.96, 1.645, 2.576, 0.95, 0.975, 0.025}
ARGUMENTS = {"alpha", "level", "confidence", "power", "wanted"}
ARGUMENTS |= {"resamples", "permutations", "flips"}
NAMES = ("ALPHA", "LEVEL", "CONFIDENCE", "POWER", "RESAMPLES", "PERMUTATIONS", "FLIPS", "SWAPS")
NAMES += ("SMALLEST_SLICE", "NO_CLAIM")


def test_quantiles_are_computed_from_the_levels():
    assert pytest.approx(1.959963984540054) == levels.Z
    assert pytest.approx(stats.norm.isf(levels.ALPHA / 2)) == levels.Z
    assert pytest.approx(1.959964 + 0.841621, abs=1e-6) == levels.REACH
    assert pytest.approx(levels.REACH) == power.detectable(1, (1.0, 0.0))
    assert round(levels.Z, 2) == levels.Z_ROUNDED


def test_alpha_and_confidence_are_two_sides_of_one_level():
    assert levels.ALPHA + levels.CONFIDENCE == 1


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        if path != HOME:
            yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))


def is_number(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def defaults(function):
    """Return each parameter's name and default."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    first = len(positional) - len(arguments.defaults)
    pairs = [*zip(positional[first:], arguments.defaults)]
    pairs += zip(arguments.kwonlyargs, arguments.kw_defaults)
    return [(argument.arg, default) for argument, default in pairs]


def settings_default(node):
    """Return the default of a field of settings, `name: type = Field(default=…)`."""
    given = node.value.keywords if isinstance(node.value, ast.Call) else []
    return next((keyword.value for keyword in given if keyword.arg == "default"), node.value)


def test_no_other_module_types_a_quantile_or_the_share_of_an_interval():
    typed = {
        (module, node.value)
        for module, tree in modules()
        for node in ast.walk(tree)
        if is_number(node) and node.value in QUANTILES_AND_SHARES
    }
    assert typed == set()


def test_no_function_and_no_setting_has_a_level_of_its_own_as_its_default():
    own = set()
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                named = defaults(node)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                named = [(node.target.id, settings_default(node))]
            else:
                continue
            own |= {
                (module, name) for name, given in named if name in ARGUMENTS and is_number(given)
            }
    assert own == set()


def test_no_other_module_defines_a_level_or_a_number_of_resamples():
    defined = set()
    for module, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.Assign) and is_number(node.value):
                targets = {target.id for target in node.targets if isinstance(target, ast.Name)}
                defined |= {
                    (module, name) for name in targets if any(part in name for part in NAMES)
                }
    assert defined == set()


def test_no_p_value_is_compared_with_a_number():
    compared = {
        (module, node.lineno)
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and _is_of_p_values(node) and _has_a_level(node)
    }
    assert compared == set()


def _is_of_p_values(comparison):
    return any(word in ast.unparse(comparison.left) for word in ("p_value", "p_holm", "adjusted"))


def _has_a_level(comparison):
    return any(is_number(side) and 0 < side.value < 0.5 for side in comparison.comparators)
