"""Mutation testing: what no test notices when the code is changed by one operator or number."""
