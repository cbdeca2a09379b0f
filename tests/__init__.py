"""The tests, each process on one thread, as the stages are.

Threads of OpenMP wait for each other by spinning: of two processes on two cores with two threads
each, fifteen of sixteen seconds would be waiting. The libraries read this when they are loaded;
`Clone` takes it out again for what it runs.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
