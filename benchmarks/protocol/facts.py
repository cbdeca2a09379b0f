"""What metrics may ask about lists, by the names in the heads of the modules of metrics."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Fact = Callable[[], Any]  # returns an array, CSR or number, or None where the data lacks it


@dataclass(frozen=True, eq=False)
class Facts(Mapping[str, Any]):
    """All that metrics may ask about lists, by name; worked out when first asked for.

    of_places : (n_users, length) each, or None where the data lacks it
    others : what is the same for every length
    k : length at which the former are cut, None for all of it
    """

    of_places: dict[str, Fact]
    others: dict[str, Fact]
    k: int | None = None

    def __getitem__(self, name: str) -> Any:
        if name in self.others:
            return self.others[name]()
        values = self.of_places[name]()
        return None if values is None else values[:, : self.k]

    def __iter__(self) -> Iterator[str]:
        yield from self.of_places
        yield from self.others

    def __len__(self) -> int:
        return len(self.of_places) + len(self.others)

    def cut(self, k: int) -> "Facts":
        """Return the same for lists of the first k items."""
        return Facts(self.of_places, self.others, k)
