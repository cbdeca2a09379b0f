"""What an online experiment showed, and what its logs say about policies that were never served.

`rounds` turns a log into arrays, `experiments` compares two click rates, `offpolicy` estimates the value of one policy
from another's log with the `rewards` models, `policies` makes policies of baselines, `bootstrap` gives intervals;
`logged`, `counterfactual`, `candidates` and `known_truth` return the rows of reports/online.csv.
"""
