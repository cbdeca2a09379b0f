"""The rules of splits in place of the settings that a document holds."""

from benchmarks.contract.documents import Study
from benchmarks.splits.kind import read


def with_rules(study: Study) -> Study:
    """Return a study whose benchmarks have the rules of their splits in place of the settings."""
    benchmarks = {
        name: block.model_copy(update={"split": read(block.split)})
        for name, block in study.benchmarks.items()
    }
    return study.model_copy(update={"benchmarks": benchmarks})
