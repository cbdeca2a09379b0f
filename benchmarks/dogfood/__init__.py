"""Internal testing: a person compares two baselines' lists, blind, in a small local web app."""
