"""The tables of report.md and metrics.md, which templates call by these names."""

from benchmarks.report.markdown import across as across
from benchmarks.report.markdown import benchmark as benchmark
from benchmarks.report.markdown import front as front
from benchmarks.report.markdown import online as online
from benchmarks.report.markdown import others as others
