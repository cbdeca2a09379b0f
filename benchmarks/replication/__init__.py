"""Published figures, each table recomputed under its own protocol: one module per source.

A module defines

    SOURCE : Source
    TARGETS : list of Target
    label() : what stands in the table, `SOURCE.label` unless it depends on the data how a figure
    is made
    jobs(targets) : list of arguments for `run`; equal numbers of several are averaged; none where
    the figures are quoted alone, as their data cannot be reached
    run(data, job) : returns {(baseline, metric): value}; `data` is `ratings.Ratings`

as `targets.PublishedSource` says. To add a source, add its module here and a stage to dvc.yaml.
Nothing is tuned until it matches: a figure that differs stays "differs".
"""

TABLES = (
    "surprise_table",
    "recommenders_notebook",
    "lightfm_docs",
    "recbole_defaults",
    "mult_vae",
    "tifu_knn",
    "sasrec",
    "ials",
)
