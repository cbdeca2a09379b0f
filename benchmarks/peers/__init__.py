"""Our baselines beside other people's implementations of the same methods."""
