"""What the pages of docs/ list is what is there: commands, keys of cards, kinds, layers, counts."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from benchmarks.commands import DOORS, OF_EXTRA, STAGES
from benchmarks.contract.csv import read_csv
from benchmarks.contract.reports import RESULTS
from benchmarks.datasets import card_columns, card_sources, card_tables
from benchmarks.datasets.card import Card
from benchmarks.running.executors import engines
from benchmarks.running.publish import MEASURED
from benchmarks.splits.kind import KINDS
from tests.isolation import test_cells as cells
from tests.protocol import test_answers as answers

ROOT = Path(__file__).parents[1]
BLOCKS: tuple[type[BaseModel], ...] = (
    Card,
    card_sources.SourceBlock,
    card_tables.Interactions,
    card_tables.Items,
    card_tables.Users,
    card_tables.Promotions,
    card_columns.Time,
    card_columns.Words,
    card_columns.InteractionColumns,
    card_columns.ItemColumns,
    card_columns.UserColumns,
    card_columns.PromotionColumns,
)
TRIED: dict[str, Callable[..., None]] = {
    "ways to disturb its own process": (
        cells.test_what_a_fit_does_to_its_own_process_changes_no_list
    ),
    "ways to end it": cells.test_a_fit_that_ends_its_process_is_a_failed_cell_with_its_reason,
    "answers that are no scores": answers.test_scores_of_another_kind_are_named,
    "that are no ratings": answers.test_ratings_of_another_kind_are_named,
}


def text_of(page: str) -> str:
    """Return a page of docs/ with its line breaks as spaces."""
    return " ".join((ROOT / "docs" / page).read_text("utf-8").split())


def rows_of(page: str) -> list[list[str]]:
    """Return the rows of all tables of a page, as cells."""
    lines = (ROOT / "docs" / page).read_text("utf-8").splitlines()
    return [re.split(r" ?(?<!\\)\| ?", line)[1:-1] for line in lines if line.startswith("| ")]


def words(text: str) -> set[str]:
    """Return what stands in backticks."""
    return set(re.findall(r"`([^`]+)`", text))


def commands() -> dict[str, click.Command]:
    """Return the commands that people call, those of a group by both names."""
    every: dict[str, click.Command] = {}
    for door in DOORS:
        if isinstance(door, click.Group):
            every |= {f"{door.name} {name}": inner for name, inner in door.commands.items()}
        else:
            every[f"{door.name}"] = door
    return every


def options(command: click.Command) -> set[str]:
    """Return the long options of a command."""
    named = [name for each in command.params for name in (*each.opts, *each.secondary_opts)]
    return {name for name in named if name.startswith("--")}


def test_the_page_of_commands_has_each_with_its_options() -> None:
    there = commands()
    told: set[str] = set()
    for row in rows_of("commands.md")[1:]:
        names = words(row[0])
        taken = set().union(*(options(there[name]) for name in names))
        assert words(row[1]) - {"repro"} == taken, names
        told |= names
    assert told == set(there)


def test_the_page_of_commands_names_each_stage_and_what_the_extra_study_has() -> None:
    text = text_of("commands.md")
    sentence = re.search(r"Stages are commands as well.*?\. `-b`", text)
    assert sentence
    named = words(sentence[0]) - {"--source", "-b"}
    assert named == {stage.name for stage in STAGES}
    of_extra = re.search(r"--extra COMMAND` is (.*?) or a stage up to `tables`", text)
    assert of_extra
    up_to_tables = {stage.name for stage in STAGES[: [s.name for s in STAGES].index("tables") + 1]}
    assert words(of_extra[1]) | up_to_tables == OF_EXTRA


def test_the_example_for_pandas_keeps_apart_what_the_key_of_the_table_does() -> None:
    query = re.search(r"results\.query\(\"(.*?)\"\)", text_of("commands.md"))
    pivot = re.search(r"\.pivot\((.*?)\)", text_of("commands.md"))
    assert query
    assert pivot
    asked = set(re.findall(r"(\w+)(?= ==|\.isna)", query[1]))
    shown = set(re.findall(r"\"(\w+)\"", pivot[1]))
    assert set(RESULTS.key) <= asked | shown | {"attribute", "group"}  # of everybody both are empty


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.__name__)
def test_the_page_of_datasets_names_each_key_of_a_card(block: type[BaseModel]) -> None:
    said = set(re.findall(r"\w+", text_of("datasets.md"))) | {"tried"}  # a note for whoever reads
    assert set(block.model_fields) <= said


def test_the_card_on_the_page_of_datasets_can_be_read() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/datasets.md").read_text("utf-8"), re.S)
    content = YAML(typ="safe").load(text.replace("…", "a" * 64))
    assert Card.model_validate(content).tables()


def test_the_page_of_datasets_says_which_baselines_are_not_applicable_without_times() -> None:
    (row,) = (row for row in rows_of("datasets.md") if row[0] == "`time`")
    need = r"needs\b.*= frozenset\(\{.*\"(times|baskets)\""
    named = {row[0].strip("`") for row in rows_of("baselines.md")[1:]}  # without the user's own
    sources = {name: (ROOT / f"baselines/{name}.py").read_text("utf-8") for name in named}
    assert words(row[1]) == {name for name in named if re.search(need, sources[name])}


def test_the_page_of_splits_has_each_kind_with_its_settings_and_needs() -> None:
    told = {row[0].strip("`"): row for row in rows_of("splits.md")[1:]}
    assert len(told) >= 10
    for kind, (_, _, settings, leaks, needs) in told.items():  # who adds one need not tell of it
        rule = KINDS[kind]
        assert words(settings) == set(rule.model_fields) - {"kind"}, kind
        assert leaks == ("yes" if rule.leaks_the_future else "no"), kind
        baskets = ", and baskets" if rule.needs_baskets else ""
        assert needs == ("yes" if rule.needs_times else "no") + baskets, kind


def test_the_page_of_splits_says_which_settings_are_refused_elsewhere() -> None:
    sentence = re.search(r"one kind alone could mean \((.*?)\)", text_of("splits.md"))
    assert sentence
    told = [KINDS[row[0].strip("`")] for row in rows_of("splits.md")[1:]]
    assert words(sentence[1]) == {name for rule in told for name in rule.alone}


def test_the_page_of_the_architecture_has_the_layers_in_their_order() -> None:
    contracts: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "tool"
    ]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    sentence = re.search(r"before its group here: (.*?)\.", text_of("architecture.md"))
    assert sentence
    groups = [words(group) for group in sentence[1].split(";")]
    assert groups == [set(layer.split(" | ")) for layer in reversed(layers)]


def test_the_page_of_tables_names_those_that_were_measured() -> None:
    sentence = re.search(r"What was measured.*?nothing else does", text_of("tables.md"))
    assert sentence
    assert words(sentence[0]) == {f"{name}.csv" for name in MEASURED}


def test_the_page_on_clusters_says_which_stages_are_sent() -> None:
    (row,) = (row for row in rows_of("cluster.md") if "DVC and its cache" in row[0])
    here, there = row
    named = {name.removeprefix("make ") for name in words(there)}
    assert named == engines._SENT
    stages = {f"{stage.name}" for stage in STAGES} | {"report", "track"}
    assert words(here) == stages - engines._SENT


@pytest.mark.parametrize("what", TRIED)
def test_the_page_on_reliability_counts_what_is_tried(what: str) -> None:
    (mark,) = TRIED[what].pytestmark  # type: ignore[attr-defined]
    assert re.search(rf"\b{len(mark.args[1])} {what}", text_of("reliability.md"))


def test_the_page_on_simulations_has_the_figures_of_its_table() -> None:
    told = {tuple(row) for row in rows_of("simulated.md")}
    figures: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for row in read_csv(ROOT / "docs/simulated.csv"):
        figures.setdefault((row["of"], row["world"]), {})[row["n_users"]] = row
    for (_, world), sizes in figures.items():
        few, many = sizes["150"], sizes["900"]
        held = [f"{_short(row['before'])} → {_short(row['recipe'])}" for row in (few, many)]
        without = f"{_short(few['without'])} / {_short(many['without'])}"
        assert (world, *held, without) in told


def _short(share: str) -> str:
    """Return a share as the page writes it.

    >>> _short("0.067000"), _short("1.000000"), _short("0.000000")
    ('.067', '1', '0')
    """
    rounded = f"{float(share):.3f}"
    return rounded.partition(".")[0] if rounded.endswith(".000") else rounded.removeprefix("0")


def test_the_page_of_peers_has_each_implementation() -> None:
    source = (ROOT / "tools/peers/models.py").read_text("utf-8")
    peers = set(re.findall(r'Peer\(\s*"(\w+)",\s*"[\w-]+",\s*"(\w+)"', source))
    rows = rows_of("peers.md")[1:]
    told = {(row[0].strip("`"), name) for row in rows for name in words(row[1])}
    assert told == peers


def test_only_what_the_page_of_the_protocol_names_opens_the_test_part() -> None:
    """Others go by `results/folds.py`; `exchange/ready.py` only asks whether the file is there."""
    home = ROOT / "benchmarks"
    sources = {file.relative_to(home).as_posix(): file.read_bytes() for file in home.rglob("*.py")}
    opening = {name for name, source in sources.items() if b"paths.test(" in source}
    judging = {name for name, source in sources.items() if b"folds.read(" in source}
    own = {"stages/split.py", "results/folds.py", "exchange/ready.py"}
    assert opening == own | {"online/earlier.py", "dogfood/ground.py", "running/tune.py"}
    score = {"stages/score.py"}
    assert judging == score | {"exchange/check.py", "tuning/default_scores.py", "peers/judged.py"}
    sentence = re.search(
        r"is read only by what judges: .*? chooses nothing", text_of("protocol.md")
    )
    assert sentence
    assert words(sentence[0]) == {
        *("score", "online_plans", "check", "peers", "make tune DEFAULTS=1")
    }
