"""What a paper takes from the report: tables, the setup in words, the bibliography."""
