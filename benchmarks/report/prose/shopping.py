"""What is said to a product manager: what may not be concluded from held-out purchases."""

from benchmarks.contract.names import column
from benchmarks.report.prose.words import NONE, fixed, minus
from benchmarks.report.sections.shop import Amount, Business
from benchmarks.report.text import display
from benchmarks.stats.levels import NO_CLAIM_BELOW, SMALLEST_SLICE

_NOT_SOLD = (
    "They bought it without the list: it may not be concluded that the list would sell it, or sell "
    "it again."
)
_NOTES = {
    "ndcg": "Relevance. It may not be concluded that a more relevant list earns more.",
    "products_purchased": f"Pieces per customer in the test weeks. {_NOT_SOLD}",
    "revenue": f"Per customer in the test weeks. {_NOT_SOLD} A difference is no forecast of "
    "earnings.",
    "revenue_new": f"Of products new to the customer. {_NOT_SOLD}",
    "reach": f"Customers who bought any product of the list. {_NOT_SOLD}",
    "reach_returning": "Customers of every test week: a proxy for subscription. It may not be "
    "concluded that a list keeps customers; those who come every week buy more of anything.",
    "first_basket_reach": "Customers whose first basket of the test weeks holds a product of the "
    "list. It may not be concluded that the list brought them.",
    "new_categories": "Pieces in categories new to the customer: a proxy for growth. It may not be "
    "concluded that a list opens categories.",
}
_WHO = {
    "growth": "Customers without history whose first basket holds a product of the list, which "
    "needs no history to be made (a baseline that has none for strangers serves popularity)",
    "reach_nearly_new": "Customers with at most 20 products of history who bought any of the list",
}
_EXACT = "growth"  # has a number of however few
_PRICES = ("revenue", "revenue_new", "products_purchased")  # two decimals are enough
_ALIKE = 0.8  # Kendall's tau above which two orders are called alike


def earning(table: Business) -> str:
    """Return what a table for a shop shows, and what may not be concluded from it."""
    said = (
        f"Of the held-out purchases, by {display(table.by)}. They were made without these lists: "
        "it may not be concluded that a list would sell them, keep customers or win new ones; only "
        "a test with real users can tell."
    )
    tau = table.overall.kendall_tau if table.overall else None
    if tau is not None:
        order = "alike" if tau > _ALIKE else "differently"
        said += f" Relevance and revenue order the baselines {order} (Kendall’s τ "
        said += minus(f"{tau:.2f}).")
    return (
        f"{said} Marked ●: no other baseline has as much of both relevance and revenue, and more "
        "of one."
    )


def amount(cell: Amount | None, measure: str) -> str:
    """Return a number of the table; a dash for none."""
    return NONE if cell is None else _number(cell.value, measure)


def amount_bounds(cell: Amount | None, measure: str) -> str:
    """Return its interval; "" for none."""
    if cell is None or cell.low is None:
        return ""
    return f"{_number(cell.low, measure)} to {_number(cell.high, measure)}"


def head(measure: str, table: Business) -> str:
    """Return what a column is called; one on new customers says how many there are."""
    n = table.few.get(measure)
    return display(measure) if n is None else f"{display(measure)} (n\u00a0=\u00a0{n:,})"


def amount_of_few(cell: Amount | None, measure: str, table: Business) -> str:
    """Return a number of the table, with its interval where it is about new customers."""
    said, bounds = amount(cell, measure), amount_bounds(cell, measure)
    return f"{said} ({bounds})" if bounds and measure in table.few else said


def notes_of_few(table: Business) -> list[str]:
    """Return the sentences on the columns that are about new customers."""
    return [f"{display(name)}: {_note(name, n)}" for name, n in table.few.items()]


def notes(table: Business) -> dict[str, str]:
    """Return what may not be concluded, by measure."""
    return {name: _note(name, table.few.get(name, 0)) for name in table.measures}


def _number(value: float | None, measure: str) -> str:
    return fixed(value, 2 if column(measure).metric in _PRICES else 3)


def _note(measure: str, n: int) -> str:
    """Return the sentence on a measure; n : new customers, where it is about them."""
    name = column(measure).metric
    if name not in _WHO:
        return _NOTES[name]
    said = f"{_WHO[name]}: a proxy for growth; nothing may be concluded about customers to be won."
    if name == _EXACT and n < NO_CLAIM_BELOW:
        return f"{said} There are {n}, as the interval says: no claim."
    if n < SMALLEST_SLICE:
        return f"{said} There are {n}, fewer than {SMALLEST_SLICE}: no number."
    return said + (f" Fewer than {NO_CLAIM_BELOW}: no claim." if n < NO_CLAIM_BELOW else "")
