"""How fast the benchmark's own work is, and how its cost grows with the data."""
