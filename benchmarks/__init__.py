"""The harness: one module per stage of dvc.yaml, and what the stages share."""
