"""What several baselines share; a change reruns the cells of those that import the file."""
