"""The pipeline: which cells are stale, running them side by side, and verifying a report."""
