"""The experimental setup of a paper: paragraphs of a methods section, with citations."""

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.latex import bibliography
from benchmarks.report.latex.tex import HEAD, cite, code, escape
from benchmarks.report.prose import setup, study


def experimental_setup(inputs: Inputs) -> str:
    """Return a paragraph for each benchmark, one for all, and one that names the baselines."""
    sentences = setup.paragraphs(inputs)
    of_benchmarks = [_of_benchmark(shown, sentences[shown.name], inputs) for shown in inputs.shown]
    return "\n\n".join([HEAD, *of_benchmarks, _protocol(inputs), _baselines(inputs)])


def _of_benchmark(shown: Leaderboard, sentences: list[str], inputs: Inputs) -> str:
    dataset = inputs.settings.benchmark(shown.benchmark).dataset
    first, *others = map(escape, sentences)
    keys = bibliography.keys_of_data(dataset, inputs)
    cited = f"{first.removesuffix('.')}~{cite(keys)}."
    return _paragraph(escape(shown.name), "\n".join([cited, *others]))


def _protocol(inputs: Inputs) -> str:
    used = ["statistics", *(["tuning"] if inputs.settings.tuning else [])]
    sentences = "\n".join(map(escape, study.sentences(inputs.settings)))
    return _paragraph("Protocol", f"{sentences}\nSee {cite(bibliography.keys(*used))}.")


def _baselines(inputs: Inputs) -> str:
    named = ",\n".join(map(_cited, inputs.settings.baselines))
    return _paragraph("Baselines", f"{named}.")


def _cited(baseline: str) -> str:
    keys = bibliography.keys(f"baseline:{baseline}")
    return f"{code(baseline)}~{cite(keys)}" if keys else code(baseline)


def _paragraph(title: str, text: str) -> str:
    return f"\\paragraph{{{title}}}\n{text}"
