"""params.yaml: what it means, and one error with the key for everything that it does not mean."""

from pathlib import Path

import pytest

from benchmarks.config import load as config
from benchmarks.contract.errors import UserError
from tests.worlds.params import ABSENT, DOCUMENT, changed, load, refusal

REPOSITORY = Path(__file__).parents[2] / "params.yaml"


def test_the_params_of_this_repository_mean_something():
    settings = config.load(REPOSITORY)
    assert settings.benchmark("ml-100k").split.kind == "user_temporal"
    assert "ease" in settings.baselines


def test_a_document_is_read_with_its_defaults(tmp_path):
    settings = load(tmp_path, DOCUMENT)
    assert (settings.seeds, settings.cutoffs) == (3, [5, 10])
    later = settings.benchmark("films-later")
    assert later.split.test_from is None
    assert (later.relevance.min_rating, later.views["all"].mask) == (None, "none")


def test_two_benchmarks_under_one_name_are_refused(tmp_path):
    view = {"mask": "none", "benchmark": "films-later"}
    message = refusal(tmp_path, changed("benchmarks.films.views.again", view))
    assert message.startswith("results of films and of films-later would both stand under 'films-l")


def test_the_own_keys_of_a_baseline_are_its_parameters(tmp_path):
    document = changed(
        "baselines.ease", {"regularization": 250.0, "given": {"a": [1]}, "seed": None}
    )
    assert load(tmp_path, document).baseline("ease").given == document["baselines"]["ease"]


def test_tuned_values_are_those_of_the_file_of_their_benchmark(tmp_path):
    values = {"ease": {"rate": 0.5, "epochs": 7}}
    baseline = load(tmp_path, DOCUMENT, films=values).baseline("ease")
    assert baseline.given == {"regularization": 250.0}
    assert baseline.tuned == {"films": {"rate": 0.5, "epochs": 7}}


def test_values_tuned_for_a_benchmark_or_a_baseline_that_is_gone_say_nothing(tmp_path):
    values = {"gone": {"rate": 0.5}}
    settings = load(tmp_path, DOCUMENT, gone={"ease": {"rate": 1}}, films=values)
    assert not settings.baseline("ease").tuned
    assert list(settings.baselines) == ["popular", "ease"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_a_file_of_tuned_values_may_be_empty(text, tmp_path):
    (tmp_path / "tuned").mkdir()
    (tmp_path / "tuned/films.yaml").write_text(text)
    assert not load(tmp_path, DOCUMENT).baseline("ease").tuned


@pytest.mark.parametrize("empty", [None, {}])
def test_a_baseline_without_parameters_is_an_empty_block(empty, tmp_path):
    assert load(tmp_path, changed("baselines.popular", empty)).baseline("popular").given == {}


MISSPELT = [
    "seed",
    "datasets.films.reader",
    "benchmarks.films.view",
    "benchmarks.films.split.tset",
    "benchmarks.films.relevance.min_ratings",
    "benchmarks.films.views.all.masks",
]


@pytest.mark.parametrize("where", MISSPELT)
def test_a_misspelt_key_at_any_level_is_an_error_that_names_it_with_the_blocks_it_is_in(
    where, tmp_path
):
    assert refusal(tmp_path, changed(where, 1)).startswith(f"{where}: unknown key")


def test_a_headline_without_a_direction_is_refused_in_one_sentence(tmp_path):
    document = changed("metrics", ["ndcg", "item_age", "gini"])
    document["headline"] = ["ndcg@10", "item_age@10", "gini@10"]
    assert refusal(tmp_path, document) == (
        "headline: of item_age@10 and gini@10 neither more nor less is better, so that nothing can"
        " be ranked by it; take metrics with a direction, as reports/metrics.csv says."
    )


REQUIRED = [
    *("seeds", "cutoffs", "metrics", "headline", "datasets", "benchmarks", "baselines"),
    *(f"benchmarks.films.{key}" for key in ("dataset", "split", "relevance", "views")),
    *(f"benchmarks.films.split.{key}" for key in ("kind",)),
]


@pytest.mark.parametrize("where", REQUIRED)
def test_a_missing_key_is_an_error_that_names_it(where, tmp_path):
    assert f"{where}: missing, write it" in refusal(tmp_path, changed(where, ABSENT))


OUT_OF_RANGE = [
    ("seeds", 0),
    ("seeds", "three"),
    ("cutoffs", []),
    ("metrics", []),
    ("headline", []),
    ("datasets", {}),
    ("benchmarks.films.views", {}),
    ("benchmarks.films.split.kind", "chronological"),
    ("benchmarks.films.split.kind", "User_Temporal"),
    *(("benchmarks.films.split.test", share) for share in (0, 1, -0.2, 20, "much", None)),
    *(("benchmarks.films.split.validation", share) for share in (0, 1, -0.1, 1.5)),
    *(("benchmarks.films.split.folds", folds) for folds in (0, 2, 101, 4.5, "five", None)),
    *(("benchmarks.films.split.seed", seed) for seed in (-1, 2**32, 0.5)),
    *(("benchmarks.films.fresh_days", days) for days in (0, -1, "a week")),
    ("benchmarks.films.relevance.min_rating", "four"),
    ("benchmarks.films.views.all.mask", "sen"),
    *(("benchmarks.films.split.test_rows", rows) for rows in (0, 10**9 + 1, 10**30)),
    ("benchmarks.films.split.known", list(range(101))),
]


@pytest.mark.parametrize(("where", "value"), OUT_OF_RANGE)
def test_a_value_that_is_unknown_or_out_of_range_is_an_error_that_names_its_key(
    where, value, tmp_path
):
    message = refusal(tmp_path, changed(where, value))
    assert message.startswith(f"{where}: ")
    assert message.count(": ") == 1


def test_a_history_of_more_rows_than_any_user_has_is_refused(tmp_path):
    message = refusal(tmp_path, changed("benchmarks.films.split.known", [0, 10**30]))
    assert message.startswith("benchmarks.films.split.known.1: must be 1000000000 or less, got ")


@pytest.mark.parametrize("name", ["two-tower", "EASE", "1st", "a b"])
def test_a_baseline_that_could_not_be_a_stage_or_a_module_is_refused(name, tmp_path):
    assert name in refusal(tmp_path, changed(f"baselines.{name}", {}))


@pytest.mark.parametrize("cutoff", [0, -1])
def test_a_cutoff_below_1_is_an_error_that_names_its_key(cutoff, tmp_path):
    assert refusal(tmp_path, changed("cutoffs", [10, cutoff])).startswith("cutoffs")


def test_a_negative_seed_which_no_hash_takes_is_an_error_that_names_its_key(tmp_path):
    assert refusal(tmp_path, changed("benchmarks.films.split.seed", -1)).startswith(
        "benchmarks.films.split.seed: "
    )


@pytest.mark.parametrize(("test", "validation"), [(0.5, 0.5), (0.6, 0.6), (0.1, 0.95)])
@pytest.mark.parametrize(
    "kind", ["user_temporal", "temporal", "random", "stratified", "cold_items"]
)
def test_shares_that_leave_nothing_for_training_are_an_error_that_names_the_split(
    kind, test, validation, tmp_path
):
    document = changed(
        "benchmarks.films.split", {"kind": kind, "test": test, "validation": validation}
    )
    assert refusal(tmp_path, document).startswith("benchmarks.films.split")


@pytest.mark.parametrize(
    ("where", "names", "message"),
    [
        ("benchmarks.films.baselines", ["esae"], "benchmarks.films.baselines: unknown baseline"),
        ("baselines.ease", {"only": ["flims"]}, "baselines.ease.only: unknown benchmark 'flims'"),
        ("baselines.ease", {"only": "films"}, "baselines.ease.only"),
        ("comparison", {"reference": "popular"}, "benchmarks.films: popular does not run here"),
    ],
)
def test_a_selection_that_means_nothing_is_an_error_that_names_its_key(
    where, names, message, tmp_path
):
    document = changed(where, names)
    if where == "comparison":
        document["benchmarks"]["films"]["baselines"] = ["ease"]
    assert message in refusal(tmp_path, document)


def test_a_benchmark_on_which_nothing_runs_is_refused(tmp_path):
    document = changed("baselines", {"ease": {"only": ["films-later"]}})
    assert refusal(tmp_path, document).startswith("benchmarks.films: no baseline runs here")


def test_a_benchmark_of_an_unknown_dataset_is_an_error_that_names_both(tmp_path):
    message = refusal(tmp_path, changed("benchmarks.films.dataset", "flims"))
    assert "benchmarks.films" in message
    assert "unknown dataset 'flims'. Did you mean 'films'?" in message


def test_a_benchmark_whose_first_view_is_not_called_all_is_an_error_that_names_it(tmp_path):
    message = refusal(tmp_path, changed("benchmarks.films.views", {"unseen": {"mask": "seen"}}))
    assert message.startswith("benchmarks.films.views")


@pytest.mark.parametrize("block", ["cosine", [1, 2], 5, True])
def test_a_baseline_whose_block_is_not_a_mapping_is_an_error_that_names_it(block, tmp_path):
    message = refusal(tmp_path, changed("baselines.ease", block))
    assert message == f"baselines.ease: expected a mapping of parameters, got {block!r}."


@pytest.mark.parametrize("block", ["ease", ["ease"], None, {}])
def test_baselines_that_are_not_a_mapping_of_blocks_are_an_error(block, tmp_path):
    assert refusal(tmp_path, changed("baselines", block)).startswith("baselines: ")


@pytest.mark.parametrize("values", [None, 5, [1]])
def test_tuned_values_that_are_not_mappings_are_an_error_that_names_the_baseline(values, tmp_path):
    with pytest.raises(UserError, match=r"tuned/films\.yaml: ease: expected a mapping of param"):
        load(tmp_path, DOCUMENT, films={"ease": values})


def test_a_file_of_tuned_values_that_is_a_list_is_an_error_that_names_it(tmp_path):
    with pytest.raises(UserError, match=r"tuned/films\.yaml: expected a mapping of settings\."):
        load(tmp_path, DOCUMENT, films=["ease"])


def test_tuned_values_in_the_block_of_a_baseline_are_sent_to_their_file(tmp_path):
    document = changed("baselines.ease.tuned", {"films": {"regularization": 1.0}})
    assert "chosen values stand in tuned/<benchmark>.yaml now" in refusal(tmp_path, document)


def test_all_mistakes_are_said_at_once(tmp_path):
    document = changed(
        "benchmarks.films.split", {"kind": "user_temporal", "tset": 0.2, "validation": 2}
    )
    document["seeds"] = 0
    message = refusal(tmp_path, document)
    for where in ("seeds", *(f"benchmarks.films.split.{key}" for key in ("tset", "validation"))):
        assert f"{where}: " in message


UNREADABLE = {
    "a bracket that is never closed": b"seeds: [1, 2",
    "a tab for indentation": b"seeds: 3\n\tcutoffs: [5]\n",
    "a key twice": b"seeds: 3\nseeds: 4\n",
    "a control character": b"seeds: 3 # \x07\n",
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_yaml_that_cannot_be_read_is_an_error_that_names_the_file(what, tmp_path):
    path = tmp_path / "params.yaml"
    path.write_bytes(UNREADABLE[what])
    with pytest.raises(UserError, match=r"params\.yaml: cannot be read: "):
        config.load(path)


def test_another_encoding_is_named_by_its_line(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_bytes("seeds: 3\ncutoffs: [5]  # für alle\n".encode("latin-1"))
    with pytest.raises(UserError, match=r"params\.yaml: line 2 is not in UTF-8; save it as UTF-8"):
        config.load(path)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "- seeds\n", "seeds\n"])
def test_a_document_that_is_not_a_mapping_is_an_error(text, tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text(text)
    with pytest.raises(UserError, match=r"params\.yaml: expected a mapping of settings\.$"):
        config.load(path)


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path):
    with pytest.raises(
        UserError, match=r"none\.yaml: cannot be read: No such file or directory\.$"
    ):
        config.load(tmp_path / "none.yaml")


@pytest.mark.parametrize("kind", ["dataset", "benchmark", "baseline"])
def test_asking_for_an_unknown_name_is_an_error_with_the_known_ones(kind, tmp_path):
    settings = load(tmp_path, DOCUMENT)
    with pytest.raises(UserError, match=rf"^params\.yaml: unknown {kind} 'zzz'\. Known: "):
        getattr(settings, kind)("zzz")


@pytest.mark.parametrize(
    ("where", "name", "why"),
    [
        ("benchmarks", "tiny-v1.5", "'.' separates keys in DVC"),
        ("benchmarks", "tiny (5-core)", "means something to a shell"),
        ("datasets", "100", "YAML reads it as a value"),
    ],
)
def test_a_name_that_tools_misread_is_refused_with_the_reason(where, name, why, tmp_path):
    block = DOCUMENT[where]["films"]
    message = refusal(tmp_path, changed(where, DOCUMENT[where] | {name: block}))
    assert message.startswith(f"{where}.{name}")
    assert f"'{name}' cannot be a name: " in message
    assert why in message


def test_the_name_under_which_a_view_is_reported_is_one_too(tmp_path):
    message = refusal(tmp_path, changed("benchmarks.films.views.all.benchmark", "films 2"))
    assert "'films 2' cannot be a name: ' ' means something to a shell" in message


@pytest.mark.parametrize("engine", ["local", "dask", "tcp://10.0.0.1:8786"])
def test_an_engine_is_one_of_two_or_the_address_of_a_scheduler(tmp_path, engine):
    assert load(tmp_path, changed("engine", engine)).engine == engine


def test_another_engine_is_refused_with_those_that_there_are(tmp_path):
    with pytest.raises(UserError, match=r"engine: .*'spark' runs no stages; say local, dask, or"):
        load(tmp_path, changed("engine", "spark"))


@pytest.mark.parametrize("named", ["cold", "new"])
def test_parameters_are_chosen_by_a_view_under_the_benchmarks_own_name(tmp_path, named):
    document = changed("benchmarks.films.views.new", {"mask": "none", "benchmark": "films-new"})
    document["benchmarks"]["films"]["tuned_by"] = named
    message = refusal(tmp_path, document)
    assert (
        f"tuned_by: '{named}' is no view whose results stand under the benchmark's own" in message
    )


def test_a_search_has_trials_by_the_number_of_parameters_or_one_number_for_all(tmp_path):
    trials = {"few": 2, "many": 6, "beyond": 3}
    told = load(tmp_path, DOCUMENT | {"tuning": {"trials": trials}}).tuning.trials
    assert told.model_dump() == trials
    alike = load(tmp_path, DOCUMENT | {"tuning": {"trials": 5}}).tuning.trials
    assert alike.model_dump() == {"few": 5, "many": 5, "beyond": 5}


@pytest.mark.parametrize("name", ["setup", "across", "comparison-films", "films-short"])
def test_a_benchmark_is_not_called_as_another_table_for_papers(name, tmp_path):
    document = changed("seeds", 1)
    document["benchmarks"][name] = document["benchmarks"]["films"]
    said = f"benchmarks.{name}: a file of reports/tables/ has this name"
    assert said in refusal(tmp_path, document)
