"""The rule of a split from the settings that a document holds."""

from typing import Any

from pydantic import TypeAdapter

from benchmarks.contract.documents import Study
from benchmarks.splits.kind import SplitRule

_ADAPTER: TypeAdapter[Any] = TypeAdapter(SplitRule)


def rule_of(settings: dict[str, Any]) -> SplitRule:
    """Return the rule that these settings describe."""
    rule: SplitRule = _ADAPTER.validate_python(settings)
    return rule


def with_rules(study: Study) -> Study:
    """Return a study whose benchmarks have the rules of their splits in place of the settings."""
    benchmarks = {
        name: block.model_copy(update={"split": rule_of(block.split)})
        for name, block in study.benchmarks.items()
    }
    return study.model_copy(update={"benchmarks": benchmarks})
