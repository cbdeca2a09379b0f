"""All tables of reports/online/."""

from benchmarks.contract.reports_of_logs import OF_LOGS
from benchmarks.contract.reports_of_plans import OF_PLANS

ONLINE = (*OF_LOGS, *OF_PLANS)
