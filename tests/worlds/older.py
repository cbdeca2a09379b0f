"""The columns of the tables of reports/ in version 1, which worlds of the report are written in."""

from benchmarks.contract.older import VERSION_1
from benchmarks.contract.reports import MEASURED

TABLES = {name: columns.split() for name, columns in VERSION_1.items()}
TABLES["measured"] = list(MEASURED.columns)
