"""Running the stages: the order of them, cells side by side, DVC, and verifying a report."""
