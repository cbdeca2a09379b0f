"""What a number of the report is about: a ranking, and the part of it."""

from dataclasses import dataclass, replace

from benchmarks.contract.documents import Study


@dataclass(frozen=True)
class Leaderboard:
    """A ranking that the report has a section on.

    name : where its results stand; benchmark, view : the fits and the view that it ranks
    second_views : views of the same fits whose results stand under the same name
    """

    name: str
    benchmark: str
    view: str
    second_views: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What part of a benchmark a number is about; every field "" is everybody.

    view : a second view; fold : a fold alone; attribute, group : a group of users or items
    """

    view: str = ""
    fold: str = ""
    attribute: str = ""
    group: str = ""


EVERYBODY = Part()


def leaderboards(settings: Study) -> list[Leaderboard]:
    """Return the rankings that the report has sections on, with their second views."""
    found: dict[str, Leaderboard] = {}
    for reported in settings.reported():
        name, view = reported.name, reported.view
        if name in found:
            others = (*found[name].second_views, view)
            found[name] = replace(found[name], second_views=others)
        else:
            found[name] = Leaderboard(name, reported.benchmark, view)
    return list(found.values())
