"""The base of every block of settings."""

from pydantic import BaseModel, ConfigDict


class Block(BaseModel):
    """A block of params.yaml: unknown keys are refused, and nothing changes after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
