"""Tests of baselines that were not run: what they would need, what simulated users say, what a shop would look at."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

Rows = list[dict[str, Any]]
AB, DRAFT = "A/B", "interleaving"


def planned(rows: Rows) -> dict[str, Any]:
    """Return the parts of the section, each empty where online.csv has no such rows."""
    topics = defaultdict(list)
    for row in rows:
        topics[row["topic"]].append(row)
    return {
        "needs": needs(topics["planning"]),
        "duels": duels(topics["simulated_tests"]),
        "agreement": agreement(topics["simulated_agreement"]),
        "business": business(topics["business"]),
    }


def needs(rows: Rows) -> Rows:
    """Return for each pair and outcome the difference held out, and the users that each design needs to find it."""
    found = []
    for (source, subject), mine in _by(rows, "source", "subject"):
        for outcome in dict.fromkeys(row["measure"].split("|")[1] for row in mine):
            at = {(row["measure"], row["method"]): row for row in mine}
            saved = [row for row in mine if row["measure"] == f"variance_explained|{outcome}"]
            users = {
                row["method"]: row["value"]
                for row in mine
                if row["measure"] == f"users_needed|{outcome}" and row["value"] is not None
            }
            cuped = [number for method, number in users.items() if "CUPED" in method]
            line = {
                "source": source,
                "subject": subject,
                "outcome": outcome,
                "users": users.get(AB),
            }
            line |= {
                "difference": at[f"difference|{outcome}", ""],
                "within": users.get("within users"),
            }
            line |= {
                "cuped": min(cuped) if cuped else None,
                "days": _value(at, f"days|{outcome}", AB),
            }
            line["detectable"] = _value(at, f"detectable_difference|{outcome}|14 days", AB)
            line["explained"] = max((row["value"] for row in saved), default=None)
            found.append(line)
    return found


def duels(rows: Rows) -> Rows:
    """Return for each pair what simulated tests need, with power by the number of users."""
    found = []
    for (source, subject), mine in _by(rows, "source", "subject"):
        at = {(row["measure"], row["method"]): row for row in mine}
        ratio = at.get(("users_ratio", f"{AB} over {DRAFT}"))
        sizes = sorted(
            {
                int(row["n"])
                for row in mine
                if row["measure"].startswith("power|") and "needed" not in row["measure"]
            }
        )
        power = {
            method: [_value(at, f"power|{size} users", method) for size in sizes]
            for method in (AB, DRAFT)
        }
        line = {
            "source": source,
            "subject": subject,
            "sizes": sizes,
            "power": power,
            "ratio": ratio,
        }
        line |= {
            "users": {method: _value(at, "users_needed|clicks", method) for method in (AB, DRAFT)}
        }
        found.append(line)
    return found


def agreement(rows: Rows) -> Rows:
    """Return for each benchmark the metrics by how often their winner has more simulated clicks, best first."""
    found = []
    for (source,), mine in _by(rows, "source"):
        taus = {row["method"]: row["value"] for row in mine if row["measure"] == "kendall_tau"}
        lines = [
            {
                "metric": row["method"],
                "same": row["value"],
                "tau": taus.get(row["method"]),
                "pairs": int(row["n"]),
            }
            for row in mine
            if row["measure"] == "same_winner" and row["value"] is not None
        ]
        lines.sort(key=lambda line: (-line["same"], line["metric"]))
        found.append({"source": source, "lines": lines})
    return found


def business(rows: Rows) -> Rows:
    """Return for each view a table for a shop: baselines by revenue, with what may not be concluded."""
    found = []
    for (source,), mine in _by(rows, "source"):
        own = [
            row for row in mine if row["subject"] != "all baselines" and "|" not in row["measure"]
        ]
        measures = [
            name for name in dict.fromkeys(row["measure"] for row in own) if _any(own, name)
        ]
        by = next((name for name in measures if name.startswith("revenue@")), measures[0])
        order = _values(own, by)
        front = {
            row["subject"] for row in mine if row["measure"].startswith("on_front") and row["value"]
        }
        names = sorted(order, key=lambda name: (-order[name], name))
        at = {(row["subject"], row["measure"]): row for row in own}
        about = {
            row["measure"].partition("|")[0]: row
            for row in mine
            if row["subject"] == "all baselines"
        }
        notes = {
            name: next(row["note"] for row in own if row["measure"] == name) for name in measures
        }
        table = [
            (name, name in front, [at.get((name, measure)) for measure in measures])
            for name in names
        ]
        found.append(
            {
                "source": source,
                "by": by,
                "measures": measures,
                "rows": table,
                "notes": notes,
                "about": about,
            }
        )
    return found


def _by(rows: Rows, *names: str) -> Iterable[tuple[tuple[str, ...], Rows]]:
    groups: dict[tuple[str, ...], Rows] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups.items()


def _value(at: dict[tuple[str, str], dict[str, Any]], measure: str, method: str) -> float | None:
    return at[measure, method]["value"] if (measure, method) in at else None


def _values(rows: Rows, measure: str) -> dict[str, float]:
    return {
        row["subject"]: row["value"]
        for row in rows
        if row["measure"] == measure and row["value"] is not None
    }


def _any(rows: Rows, measure: str) -> bool:
    return bool(_values(rows, measure))
