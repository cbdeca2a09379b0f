"""The sections of the report that stand beside the benchmarks: published figures, and the online experiment."""

import json
import re

import pytest
from benchmarks.online.rows import COLUMNS, row

from benchmarks.contract.csv import as_csv
from benchmarks.replication import SOURCES
from benchmarks.stages import replicate, report
from benchmarks.stages import study as settle
from benchmarks.stats.holm import holm
from tests.report import test_report

NOTE = "The overlap is too thin to say anything: 3.0 effective clicks where 10 are needed."
P = {"shop/a": 0.012, "shop/b": 0.2}


def replicated() -> list[dict]:
    """The rows of all targets: those of ml-100k reproduced but for one, the others not run."""
    rows = []
    for module in SOURCES:
        for target in module.TARGETS:
            near = target.published is None or target.baseline != "bpr"
            ours = (
                None
                if target.dataset != "ml-100k"
                else (target.published or 0.25) + (0.0 if near else 0.1)
            )
            rows.append(replicate.row(module.SOURCE.label, target, ours))
    return rows


def about() -> list[dict]:
    return [
        {
            "source": module.SOURCE.label,
            "name": module.SOURCE.name,
            "protocol": module.SOURCE.protocol,
        }
        | {"notes": [replicate.note(target, {"ml-100k"}) for target in module.TARGETS]}
        for module in SOURCES
    ]


def logged(source: str) -> list[dict]:
    facts = {
        "difference": 0.002,
        "p_value": P[source],
        "power": 0.4,
        "detectable_difference": 0.003,
    }
    return [
        row("real", "logged", source, "old", "click_rate", 0.004, low=0.003, high=0.005, n=1000),
        row("real", "logged", source, "new", "click_rate", 0.006, low=0.004, high=0.008, n=1000),
        *(
            row("real", "logged", source, "old → new", name, value, low=0.0, high=0.004)
            for name, value in facts.items()
        ),
        row("real", "logged", source, "old → new", "rows_needed", 12345.0),
    ]


def counterfactual(source: str, log: str, target: str, note: str = "") -> list[dict]:
    subject = f"{log} → {target}"
    found = [
        row("real", "counterfactual", source, subject, "click_rate", 0.005, low=0.004, high=0.006)
    ]
    for method, value, covered in (("ips", 0.0056, 1), ("dm-logistic", 0.008, 0)):
        bounds = {"low": value - 0.001, "high": value + 0.001, "method": method}
        found.append(
            row("estimated", "counterfactual", source, subject, "click_rate", value, **bounds)
        )
        found.append(
            row("estimated", "counterfactual", source, subject, "covered", covered, method=method)
        )
        found.append(
            row(
                "estimated",
                "counterfactual",
                source,
                subject,
                "relative_error",
                value / 0.005 - 1,
                method=method,
            )
        )
        for measure, number in (("relative_bias", 0.02), ("relative_rmse", 0.3), ("coverage", 0.9)):
            found.append(
                row("simulated", "known_truth", source, subject, measure, number, method=method)
            )
    return [
        *found,
        row("estimated", "counterfactual", source, subject, "effective_clicks", 3.0, note=note),
    ]


def planned() -> list[dict]:
    """A pair with one outcome, planned and simulated; two metrics, and two baselines for a shop."""
    where = ("shop/all", "old → new")
    found = [
        row("offline", "planning", *where, "difference|revenue@10", 0.5, low=0.1, high=0.9, n=300)
    ]
    for method, users in (
        ("A/B", 4000.0),
        ("A/B, CUPED by age", 3500.0),
        ("A/B, CUPED by spending", 3000.0),
    ):
        found.append(
            row("offline", "planning", *where, "users_needed|revenue@10", users, method=method)
        )
    found += [
        row("offline", "planning", *where, "users_needed|revenue@10", 700.0, method="within users"),
        row("offline", "planning", *where, "days|revenue@10", 4.0, method="A/B"),
        row(
            "offline",
            "planning",
            *where,
            "detectable_difference|revenue@10|14 days",
            0.25,
            method="A/B",
        ),
        row("offline", "planning", *where, "variance_explained|revenue@10", 0.2, method="spending"),
        row(
            "simulated",
            "simulated_tests",
            *where,
            "users_ratio",
            2.5,
            method="A/B over interleaving",
            low=2,
            high=3,
        ),
    ]
    for method, users in (("A/B", 900.0), ("interleaving", 360.0)):
        found.append(
            row("simulated", "simulated_tests", *where, "users_needed|clicks", users, method=method)
        )
        for n, power in ((100, 0.2), (1000, 0.9)):
            found.append(
                row(
                    "simulated",
                    "simulated_tests",
                    *where,
                    f"power|{n} users",
                    power,
                    method=method,
                    n=n,
                )
            )
    for metric, same in (("rmse", 0.6), ("ndcg@10", 0.9)):
        labels = {"method": metric, "n": 10}
        found.append(
            row(
                "simulated",
                "simulated_agreement",
                "shop/all",
                "all pairs",
                "same_winner",
                same,
                **labels,
            )
        )
        found.append(
            row(
                "simulated",
                "simulated_agreement",
                "shop/all",
                "all pairs",
                "kendall_tau",
                same,
                **labels,
            )
        )
    for name, revenue, front in (("cheap", 1.0, 0.0), ("dear", 9.0, 1.0)):
        bounds = {"low": revenue - 0.5, "high": revenue + 0.5, "note": "nothing may be concluded"}
        found.append(row("offline", "business", "shop/all", name, "revenue@10", revenue, **bounds))
        found.append(
            row("offline", "business", "shop/all", name, "on_front|ndcg@10|revenue@10", front)
        )
    return found


def online() -> list[dict]:
    found = [*logged("shop/a"), *logged("shop/b")]
    found += counterfactual("shop/a", "old", "new") + counterfactual("shop/a", "new", "old", NOTE)
    found.append(
        row("estimated", "counterfactual", "shop", "all comparisons", "covered", 0.5, method="ips")
    )
    for subject, note in (("popular, softmax", NOTE), ("uniform", "")):
        bounds = {"method": "dr-logistic", "low": 0.001, "high": 0.009, "note": note}
        found.append(
            row("estimated", "candidates", "shop/a", subject, "click_rate", 0.005, **bounds)
        )
        found.append(
            row("estimated", "candidates", "shop/a", subject, "effective_clicks", 3.0, note=note)
        )
    return found


def render(folder, with_tables: bool) -> tuple[str, str]:
    test_report.write_inputs(folder)
    if with_tables:
        (folder / "reports/replication.csv").write_text(as_csv(replicate.COLUMNS, replicated()))
        (folder / "reports/replication.json").write_text(json.dumps({"sources": about()}))
        (folder / "reports/online.csv").write_text(as_csv(COLUMNS, online() + planned()))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        settle.study()
        report.report()
    page = (folder / "reports/index.html").read_text(encoding="utf-8")
    return page, (folder / "reports/report.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return render(tmp_path_factory.mktemp("beside"), with_tables=True)


def test_published_figures_are_counted_by_what_became_of_them(pages):
    rows = replicated()
    words = [line["verdict"] for line in rows]
    reproduced, differs, not_run = (
        words.count(word) for word in ("reproduced", "differs", "not run")
    )
    assert min(reproduced, differs, not_run) > 0
    assert reproduced + differs + not_run + words.count("not published") == len(rows)
    for text in pages:
        assert f"{reproduced} of {reproduced + differs} published figures were reproduced" in text
        assert f"{differs} differs: the reason that was found stands beside it" in text
        assert f"{not_run} need data that this run did not have" in text


def test_each_published_figure_has_its_line_with_the_difference(pages):
    _, markdown = pages
    assert "| bpr | ml-100k | nDCG@10 | 0.290 | 0.390 | +0.100 | 0.014 | differs |" in markdown
    assert (
        "| svd | ml-100k | RMSE | 0.942506 | 0.942506 | +0.000000 | 1e-06 | reproduced |"
        in markdown
    )
    assert "| svd | ml-1m | RMSE | 0.8730 | – | – | 0.0006 | not run |" in markdown
    assert markdown.count("| reproduced |") == sum(
        line["verdict"] == "reproduced" for line in replicated()
    )


def test_a_figure_that_differs_or_was_not_run_has_its_reason(pages):
    for text in pages:
        assert "bpr: implicit" in re.sub(r"\s+", " ", text)
        assert "ml-20m comes from its official home only" in text


def test_the_protocol_of_each_source_is_told(pages):
    for text in pages:
        for module in SOURCES:
            first = module.SOURCE.protocol.split("`")[0].split("'")[0][:60]
            assert first in text
            assert module.SOURCE.name in text


def test_of_several_experiments_p_is_adjusted_and_a_difference_that_remains_is_named(pages):
    adjusted = holm(list(P.values()))
    assert adjusted[0] < 0.05 < adjusted[1]
    for text in pages:
        assert "After Holm’s correction for 2 experiments, shop/a shows a difference." in text
    line = next(line for line in pages[1].splitlines() if line.startswith("| shop/a | old 0.40 %"))
    assert f"| 0.012 | {adjusted[0]:.3f} | 40 % | +0.30 |" in line


def test_estimators_are_judged_by_single_comparisons_not_by_their_summary(pages):
    assert "| IPS | 12 % | 2 of 2 | +2 to +2 % | 30 % to 30 % | 90 % to 90 % |" in pages[1]
    assert "| direct, logistic | 60 % | 0 of 2 |" in pages[1]
    for text in pages:
        assert "the smallest relative error was IPS (12\xa0%, root mean square)" in text


def test_figures_of_both_directions_are_drawn_and_count_the_intervals_that_hold(pages):
    page, markdown = pages
    for slug in ("online-old-new", "online-new-old"):
        assert f'id="{slug}"' in page
        assert f"figures/{slug}.png" in markdown
    assert "Filled: the interval holds it (1 of 2)." in page


def test_too_little_overlap_is_said_where_it_is(pages):
    for text in pages:
        assert f"shop/a, new → old: {NOTE}" in text
        assert f"shop/a, old → new: {NOTE}" not in text
        assert "For 1 of 2 the log shows too few of the clicks" in text
    assert "| shop/a | popular, softmax | 0.50 % (0.10 % to 0.90 %) | 3.0 | too thin |" in pages[1]
    assert "| shop/a | uniform | 0.50 % (0.10 % to 0.90 %) | 3.0 | enough |" in pages[1]


def test_a_planned_test_says_what_each_design_needs_the_better_history_first(pages):
    line = "| old → new | shop/all | revenue@10 | 0.5000 | 4,000 | 4 | 3,000 | 700 | 0.2500 |"
    assert line in pages[1]


def test_simulated_tests_are_called_so_with_their_power_drawn(pages):
    page, markdown = pages
    assert "| old → new | shop/all | 900 | 360 | 2.5 |" in markdown
    assert 'id="online-power-shop-all"' in page
    for text in pages:
        assert "A/B test against interleaving (simulated)" in text
        assert "Simulated on shop/all" in text


def test_metrics_stand_by_how_often_they_tell_the_simulated_winner(pages):
    markdown = pages[1]
    assert markdown.index("| nDCG@10 | 90 % | 0.90 | 10 |") < markdown.index(
        "| RMSE | 60 % | 0.60 | 10 |"
    )
    for text in pages:
        assert "nDCG@10 agrees in 90\xa0% of 10 pairs" in text
        assert "no evidence about them" in text


def test_a_shop_reads_revenue_first_and_what_may_not_be_concluded(pages):
    markdown = pages[1]
    assert markdown.index("| dear ● | 9.00 |") < markdown.index("| cheap | 1.00 |")
    for text in pages:
        assert "it may not be concluded that a list would sell them" in text


def test_what_was_not_run_leaves_no_section(tmp_path):
    for text in render(tmp_path, with_tables=False):
        assert "Published figures, recomputed" not in text
        assert "From offline to online" not in text
