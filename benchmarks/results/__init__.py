"""From lists and scores per user to the tables of reports/."""
