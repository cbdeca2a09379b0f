"""From offline to online: an experiment as it ran, what its logs tell of other policies, and how far to trust that."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.dogfood.judgements import exported
from benchmarks.report.figures import forest, saving
from benchmarks.report.figures.power import power
from benchmarks.report.figures.style import Dot
from benchmarks.report.inputs import Inputs, number
from benchmarks.report.planned import planned
from benchmarks.stats.resampling import LEVEL, holm

Rows = list[dict[str, Any]]
DRAWN = (
    "ips",
    "snips",
    "dm-logistic",
    "dr-logistic",
    "switch-dr-logistic",
)  # of the methods, in the figures
NAMES = {
    "ips": "IPS",
    "snips": "self-normalized IPS",
    "dm-logistic": "direct, logistic",
    "dm-trees": "direct, trees",
    "dr-logistic": "doubly robust, logistic",
    "dr-trees": "doubly robust, trees",
    "switch-dr-logistic": "switch-DR, logistic",
    "switch-dr-trees": "switch-DR, trees",
}


def online(inputs: Inputs, folder: Path) -> dict[str, Any] | None:
    """Return what the section shows, its figures written to `folder`; None without online.csv."""
    if not inputs.online:
        return None
    rows = [_parsed(row) for row in inputs.online]
    estimates = _estimates(rows)
    plan = planned(rows)
    wanted = inputs.settings.online.power if inputs.settings.online else 0.8
    return {
        "logged": logged(rows),
        "directions": _of(estimates, "subject"),
        "estimates": estimates,
        "methods": trusted(rows),
        "candidates": candidates(rows),
        "internal": exported(),
        **plan,
        "power": wanted,
        "per_day": inputs.settings.online.plan.users_per_day if inputs.settings.online else None,
        "powers": list(_powers(plan["duels"], wanted, folder)),
        "figures": list(_figures(estimates, folder)),
    }


def _parsed(row: dict[str, str]) -> dict[str, Any]:
    return {**row, **{name: number(row[name]) for name in ("value", "low", "high", "n")}}


def logged(rows: Rows) -> Rows:
    """Return each experiment: the click rates, their difference and what the sample could show; p adjusted by Holm."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["topic"] == "logged":
            mine = found.setdefault(row["source"], {"source": row["source"], "rates": []})
            if row["measure"] == "click_rate":
                mine["rates"].append(row)
            elif row["measure"] != "design_effect":
                mine[row["measure"]] = row
    tests = list(found.values())
    for test, adjusted in zip(
        tests, holm([test["p_value"]["value"] for test in tests]), strict=True
    ):
        test["rates"].sort(key=lambda rate: test["difference"]["subject"].index(rate["subject"]))
        test |= {"p_holm": float(adjusted), "significant": bool(adjusted < LEVEL)}
    return tests


def _estimates(rows: Rows) -> Rows:
    """Return for each experiment and direction what the other policy really got, each estimate, and the overlap."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if row["topic"] != "counterfactual":
            continue
        at = (row["source"], row["subject"])
        mine = found.setdefault(
            at, {"source": at[0], "subject": at[1], "truth": None, "methods": {}, "warning": ""}
        )
        if row["measure"] == "click_rate" and row["kind"] == "real":
            mine["truth"] = row
        elif row["measure"] == "click_rate" and row["method"] in NAMES:
            mine["methods"].setdefault(row["method"], {}).update(row)
        elif row["measure"] in ("covered", "relative_error") and row["method"] in NAMES:
            mine["methods"].setdefault(row["method"], {})[f"the_{row['measure']}"] = row["value"]
        elif row["measure"] == "effective_clicks":
            mine |= {"effective_clicks": row["value"], "warning": row["note"]}
    return [one for one in found.values() if one["truth"]]


def trusted(rows: Rows) -> Rows:
    """Return for each method how it did on the real experiments, and where the truth is known by simulation."""
    found = []
    for method, name in NAMES.items():
        mine = [
            row for row in rows if row["method"] == method and " → " in row["subject"]
        ]  # single comparisons
        real, known = (
            [row for row in mine if row["topic"] == topic]
            for topic in ("counterfactual", "known_truth")
        )
        errors, covered = (_values(real, measure) for measure in ("relative_error", "covered"))
        if not errors:
            continue
        line: dict[str, Any] = {"name": name, "n": len(errors), "covered": sum(covered)}
        line["rms"] = (sum(error**2 for error in errors) / len(errors)) ** 0.5
        for measure in ("relative_bias", "relative_rmse", "coverage"):
            values = _values(known, measure)
            line[measure] = (min(values), max(values)) if values else None
        found.append(line)
    return found


def _values(rows: Rows, measure: str) -> list[float]:
    return [row["value"] for row in rows if row["measure"] == measure]


def candidates(rows: Rows) -> Rows:
    """Return each baseline as a policy: its click rate by the doubly robust estimate, the gain, and the overlap."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if row["topic"] == "candidates" and row["measure"] in (
            "click_rate",
            "gain_over_uniform",
            "effective_clicks",
        ):
            if row["method"] not in ("", "dr-logistic"):
                continue
            at = (row["source"], row["subject"])
            empty = {"source": at[0], "subject": at[1], "gain_over_uniform": None}
            found.setdefault(at, empty)[row["measure"]] = row
    return list(found.values())


def _of(rows: Rows, name: str) -> list[str]:
    return list(dict.fromkeys(row[name] for row in rows))


def _figures(estimates: Rows, folder: Path) -> Iterator[dict[str, Any]]:
    for direction in _of(estimates, "subject"):
        mine = [one for one in estimates if one["subject"] == direction]
        groups = [
            forest.Group(one["source"], _dot("", one["truth"]), list(_drawn(one))) for one in mine
        ]
        log, _, target = direction.partition(" → ")
        slug = f"online-{log}-{target}"
        picture = forest.forest(groups, "click rate")
        held = sum(dot.filled for group in groups for dot in group.estimates)
        facts = {
            "log": log,
            "target": target,
            "held": held,
            "n": sum(len(group.estimates) for group in groups),
        }
        yield {"slug": slug, "svg": saving.save(picture, folder, slug), **facts}


def _powers(duels: Rows, wanted: float, folder: Path) -> Iterator[dict[str, Any]]:
    for source in _of(duels, "source"):
        panels = [
            (one["subject"], one["sizes"], one["power"]) for one in duels if one["source"] == source
        ]
        slug = f"online-power-{source.replace('/', '-')}"
        yield {
            "slug": slug,
            "svg": saving.save(power(panels, wanted), folder, slug),
            "source": source,
            "n": len(panels),
        }


def _drawn(one: dict[str, Any]) -> Iterable[Dot]:
    for method in DRAWN:
        if method in one["methods"]:
            row = one["methods"][method]
            yield _dot(NAMES[method], row, bool(row.get("the_covered")))


def _dot(name: str, row: dict[str, Any], filled: bool = False) -> Dot:
    return Dot(name, row["value"], row["low"], row["high"], filled)
