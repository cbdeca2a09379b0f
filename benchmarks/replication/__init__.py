"""Published figures, each recomputed under its own protocol: one module per source.

A module defines

    SOURCE : Source
    TARGETS : list of Target
    jobs(targets) : list of arguments for `run`; jobs run side by side, and equal numbers of several are averaged
    run(data, job) : returns {(baseline, metric): value}; `data` is `ratings.Ratings`

and, where it depends on the data how a figure is made, label(), which is put in place of
`SOURCE.label`.

To add a source, add its module here. Nothing is tuned until it matches: a figure that differs stays
"differs".
"""

from types import ModuleType

from benchmarks.replication import (
    lightfm_docs,
    mult_vae,
    recbole_defaults,
    recommenders_notebook,
    surprise_table,
)

SOURCES: tuple[ModuleType, ...] = (
    surprise_table,
    recommenders_notebook,
    lightfm_docs,
    recbole_defaults,
    mult_vae,
)
