"""The commands that DVC calls: a stage of dvc.yaml each."""

import click

from benchmarks.commands import door

STAGES: list[click.Command] = [
    door.Door(
        "plan",
        "stages.plan:plan",
        "write what the cells of a benchmark run with",
        door.name("benchmark"),
    ),
    door.Door("study", "stages.study:study", "write all settings, for the tables and the report"),
    door.Door(
        "download",
        "stages.download:download",
        "fetch a dataset's files",
        door.name("dataset"),
        door.text("--source", "name of one source, instead of trying all in order"),
    ),
    door.Door(
        "prepare",
        "stages.prepare:prepare",
        "bring a dataset to the canonical tables",
        door.name("dataset"),
    ),
    door.Door(
        "split",
        "stages.split:split",
        "divide a dataset and audit the result",
        door.name("benchmark"),
    ),
    door.Door(
        "fit", "stages.fit:main", "run one cell", door.name("benchmark"), door.name("baseline")
    ),
    door.Door(
        "submissions",
        "stages.submissions:submissions",
        "turn the lists that others made for a benchmark into cells",
        door.name("benchmark"),
    ),
    door.Door(
        "score", "stages.score:score", "score the lists of a benchmark", door.name("benchmark")
    ),
    door.Door(
        "collect",
        "stages.collect:main",
        "average the scores of a benchmark, with intervals",
        door.name("benchmark"),
    ),
    door.Door(
        "tables",
        "stages.tables:tables",
        "join what was collected into the tables of reports/",
    ),
    door.Door(
        "replicate",
        "stages.replicate:replicate",
        "recompute one table of published figures",
        door.name("table"),
    ),
    door.Door(
        "replication",
        "stages.replication:replication",
        "join the tables of published figures",
    ),
    door.Door(
        "download_logs",
        "stages.download_logs:download_logs",
        "fetch the log of the online experiment",
    ),
    door.Door(
        "online_plans",
        "stages.online_plans:online_plans",
        "plan online tests of baselines",
        door.name("benchmark"),
    ),
    door.Door(
        "known_truth",
        "stages.known_truth:known_truth",
        "try the estimators on simulated logs",
    ),
    door.Door("online", "stages.online:online", "value policies by logs, join planned tests"),
]
