"""The base of every block of settings, and the blocks that several packages read."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.names import named
from benchmarks.contract.paths import PARAMS

T = TypeVar("T")


class Block(BaseModel):
    """A block of settings: unknown keys are refused, and nothing changes after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from error
    return mapping(text, path)


def mapping(text: str, path: Path) -> dict[str, object]:
    """Read YAML that holds a mapping, from the file that an error is to name; no tag is executed.

    Raises UserError if it means nothing: a date in month 13 is a ValueError, and brackets a
    thousand deep are a RecursionError.
    """
    try:
        content = YAML(typ="safe").load(text)
    except (ValueError, TypeError, AttributeError, RecursionError, YAMLError) as error:
        raise UserError(f"{path}: cannot be read: {one_line(error)}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise UserError(f"{path}: expected a mapping of settings.")
    return content


def explained(error: ValidationError, block: str = "", keys: Iterable[str] = ()) -> str:
    """Say each mistake as `key: what is wrong`.

    block : where the keys stand; keys : those that there are, of which the nearest is a hint
    """
    known_keys = sorted(keys)
    return "; ".join(_mistake(detail, block, known_keys) for detail in error.errors()) + "."


def _mistake(detail: ErrorDetails, block: str, known_keys: list[str]) -> str:
    keys = [block, *detail["loc"]] if block else detail["loc"]
    where = ".".join(str(key) for key in keys)
    what = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(keys[-1]), known_keys, n=1)
        what = "unknown key" + (f", did you mean '{near[0]}'?" if near else "")
    return f"{where}: {what}" if where else what
