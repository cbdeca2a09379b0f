"""The baselines: one file each; the file's name is the baseline's name in params.yaml and in every table."""
