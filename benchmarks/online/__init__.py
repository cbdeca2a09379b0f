"""What an online experiment showed, and what its logs say about policies that were never served.

`rounds` turns a log into arrays. `logged` compares what two policies got, `offpolicy` and
`estimators` value one policy by another's log with the `rewards` models, `counterfactual` holds the
estimates against what was really got, `known_truth` against simulated worlds, and `candidates`
values baselines as `policies`.

`earlier` reads what benchmarks say of baselines, as `scored`. Tests of them are planned by
`planning`, simulated by `clicks`, `interleaving`, `duels`, `simulated_tests` and `cuped`; `winners`
tells which metric foretells them, `business` what a shop would look at.

The rows of the tables in reports/online/ are those of `contract.rows_of_logs` and
`contract.rows_of_plans`.
"""
