"""The doors for other people's work: exports, submissions, checks, comparisons."""
