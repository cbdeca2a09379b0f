"""A row of results.csv without its figures."""

ROW = {
    "benchmark": "b",
    "view": "all",
    "fold": "",
    "subject": "all",
    "attribute": "",
    "group": "",
    "baseline": "ease",
    "metric": "ndcg",
    "k": "10",
}
