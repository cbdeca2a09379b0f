"""The baselines: one file each, whose name is that in params.yaml and in every table."""
