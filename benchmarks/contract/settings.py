"""The base of every block of settings, and the blocks that several packages read."""

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from benchmarks.contract import mistakes
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_text
from benchmarks.contract.names import named
from benchmarks.contract.paths import PARAMS
from benchmarks.contract.yaml_text import mapping

T = TypeVar("T")
MOST_COUNTED = 1_000_000_000  # users or rows that a setting may name; codes have 32 bits


class Block(BaseModel):
    """A block of settings; nothing changes after it is read.

    Unknown keys are refused, and what stands twice in a list; a number is a finite one, and no text
    that looks like one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def _has_each_once(cls, value: Any) -> Any:  # of any field
        again = mistakes.repeated(value)
        if again:
            raise ValueError(f"{again} stands there twice; name it once")
        return value


class ViewRules(Block):
    """One ranking of a fit.

    mask : whether what the user has is left out; what is left out cannot be relevant
    candidates : all items, or only the cold ones, those without any interaction before the test
    benchmark : the name under which the results of this view stand; else they stand under the
    benchmark's own, with the view's name beside it
    """

    mask: Literal["seen", "none"] = "seen"
    candidates: Literal["all", "cold"] = "all"
    benchmark: Annotated[str, AfterValidator(named)] | None = None

    @property
    def leaves_out_seen(self) -> bool:
        """Whether what a user has is left out of the user's list."""
        return self.mask == "seen"

    @property
    def only_cold(self) -> bool:
        """Whether only items without any interaction are candidates."""
        return self.candidates == "cold"


class Relevance(Block):
    """Which interactions count as relevant: those with at least this rating, or all of them."""

    min_rating: float | None = None


class Groups(Block):
    """Attributes whose groups are compared: of users for fairness, of items for exposure."""

    users: list[str] = Field(default=[])
    items: list[str] = Field(default=[])


class Comparison(Block):
    """How baselines are compared.

    reference : the baseline that the short tables compare with, if any
    margin : differences below this share of a number are practically nothing
    """

    reference: str | None = None
    margin: float = Field(default=0.05, gt=0, lt=1)


class Trials(Block):
    """How many trials a search has; a whole number alone stands for all three.

    few : for a space of one or two parameters; many : of three and more
    beyond : more, in the extended space, where a search ends at an edge of its space
    """

    few: int = Field(ge=1, le=10_000)
    many: int = Field(ge=1, le=10_000)
    beyond: int = Field(ge=0, le=10_000)

    @model_validator(mode="before")
    @classmethod
    def _all_alike(cls, given: Any) -> Any:  # as params.yaml has it
        return dict.fromkeys(("few", "many", "beyond"), given) if type(given) is int else given

    def budget(self, parameters: int) -> int:
        """Return the number of trials for so many searched parameters.

        >>> Trials(few=20, many=60, beyond=20).budget(2)
        20
        """
        return self.few if parameters <= 2 else self.many


def read_block(kind: type[T], *keys: str, path: Path = PARAMS) -> T:
    """Read one block of params.yaml alone, such as `datasets.ml-100k`.

    For stages that need no more than that: they do not depend on what all of it means.
    Raises UserError if the block is not there or does not mean anything.
    """
    where = ".".join(keys)
    content: object = document(path)
    for key in keys:
        if not isinstance(content, dict) or content.get(key) is None:
            raise UserError(f"{path}: no block `{where}`.")
        content = content[key]
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        raise UserError(f"{path}: {explained(error, where)}") from error


def document(path: Path) -> dict[str, object]:
    """Read a YAML file that holds a mapping; an empty file is an empty one.

    Raises UserError if it cannot be read or holds something else.
    """
    return mapping(read_text(path), path)


def explained(error: ValidationError, block: str = "") -> str:
    """Say each mistake as `key: what is wrong`; block : where the keys stand."""
    return mistakes.explained(error, block, _keys(Block))


def _keys(kind: type[BaseModel]) -> set[str]:
    """Return every key that a block can have, of all that are in use."""
    return {*kind.model_fields}.union(*(_keys(inner) for inner in kind.__subclasses__()))
