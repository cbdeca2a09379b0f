"""Recommendations made elsewhere: from a file of lists to a cell like any other."""
