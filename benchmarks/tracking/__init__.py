"""MLflow, as a view of what DVC records."""
