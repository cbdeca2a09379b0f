"""Resampling, permutations and adjustment: statistics that know nothing of recommenders."""
