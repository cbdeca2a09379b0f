"""A published figure, and where it was published."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Where figures were published, and how they were made.

    name : project with version; where : file or page in it
    protocol : in words, for the report
    """

    name: str
    where: str
    protocol: str

    @property
    def label(self) -> str:
        """What stands in the table."""
        return f"{self.name}, {self.where}"


@dataclass(frozen=True)
class Target:
    """One published figure, None where the source has none; `note` explains a difference or a condition."""

    dataset: str
    baseline: str
    metric: str
    published: float | None
    tolerance: float
    note: str = ""
