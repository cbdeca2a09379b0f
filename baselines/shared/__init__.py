"""What several baselines share. A change here makes every cell stale."""
