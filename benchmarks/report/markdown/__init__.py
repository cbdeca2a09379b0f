"""The tables of report.md and metrics.md, which templates call by these names."""

from benchmarks.report.markdown import online as online
