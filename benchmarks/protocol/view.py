"""A view: which items a ranking of a fit may hold."""

from benchmarks.contract.settings import ViewRules


class View(ViewRules):
    """One ranking of a fit; `contract.settings.ViewRules` says what its settings mean."""

    @classmethod
    def of(cls, rules: ViewRules) -> "View":
        """Return the view with the rules of a document."""
        return cls.model_validate(rules.model_dump())
