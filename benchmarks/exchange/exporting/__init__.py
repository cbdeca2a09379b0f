"""What other tools need to recommend for a benchmark, and nothing of its test part."""
