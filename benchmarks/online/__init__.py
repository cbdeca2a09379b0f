"""What an online experiment showed, and what its logs say about policies that were never served.

`rounds` turns a log into arrays, `experiments` compares two click rates, `offpolicy` estimates the
value of one policy from another's log with the `rewards` models, `policies` makes policies of
baselines, `stats.clustered` gives intervals. Tests of baselines that were not run are planned by `stats.power`,
from `results`, and simulated by `clicks` and `interleaving`.

`logged`, `counterfactual`, `candidates`, `known_truth`, `planning`, `simulated_tests`,
`simulated_agreement` and `business` return the rows of reports/online.csv.
"""
