"""Every command of `python -m benchmarks`: its name, what it does, what it takes."""

from benchmarks.commands.doors import DOORS as DOORS
from benchmarks.commands.stages import STAGES as STAGES

# The study of `--extra` has these; the others read or write what the default study alone has.
OF_EXTRA = frozenset(
    "repro tune measure export check describe".split()
    + "plan study download prepare split fit submissions score collect tables".split()
)
