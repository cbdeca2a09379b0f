"""Tools beside the pipeline, run by hand or by its checks."""
