"""The experimental setup of a paper: paragraphs of a methods section, with citations."""

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.latex import bibliography
from benchmarks.report.latex.tex import HEAD, cite, code, escape
from benchmarks.report.prose import setup, study


def experimental_setup(inputs: Inputs) -> str:
    """Return a paragraph for each benchmark, one for all, and one that names the baselines."""
    paragraphs = [HEAD]
    sentences = setup.paragraphs(inputs)
    for leaderboard in inputs.shown:
        paragraph = _of_benchmark(leaderboard, sentences[leaderboard.name], inputs)
        paragraphs.append(paragraph)
    paragraphs.append(_protocol(inputs))
    paragraphs.append(_baselines(inputs))
    return "\n\n".join(paragraphs)


def _of_benchmark(leaderboard: Leaderboard, sentences: list[str], inputs: Inputs) -> str:
    dataset = inputs.settings.benchmark(leaderboard.benchmark).dataset
    keys = bibliography.keys_of_data(dataset, inputs)
    first, *others = map(escape, sentences)
    first = first.removesuffix(".")
    cited = f"{first}~{cite(keys)}."
    text = "\n".join([cited, *others])
    return _paragraph(escape(leaderboard.name), text)


def _protocol(inputs: Inputs) -> str:
    topics = ["statistics"]
    if inputs.settings.tuning:
        topics.append("tuning")
    keys = bibliography.keys(*topics)
    every = (estimate for numbers in inputs.estimates.values() for estimate in numbers.values())
    n_users = max((estimate.n_users for estimate in every), default=0)
    sentences = map(escape, study.sentences(inputs.settings, n_users))
    text = "\n".join([*sentences, f"See {cite(keys)}."])
    return _paragraph("Protocol", text)


def _baselines(inputs: Inputs) -> str:
    names = map(_cited, inputs.settings.baselines)
    text = ",\n".join(names)
    return _paragraph("Baselines", f"{text}.")


def _cited(baseline: str) -> str:
    keys = bibliography.keys(f"baseline:{baseline}")
    name = code(baseline)
    return f"{name}~{cite(keys)}" if keys else name


def _paragraph(title: str, text: str) -> str:
    return f"\\paragraph{{{title}}}\n{text}"
