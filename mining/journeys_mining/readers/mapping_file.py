"""`mapping.yaml`: how to read a format that is not known, said by the person who knows it."""

import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, model_validator

from journeys.checked_yaml import CheckedModel, read_yaml
from journeys_mining.readers.cells import ROLES

Places = str | tuple[str, ...]
PLACE_IN_TEMPLATE: Final = re.compile(r"\{([^{}]+)\}")


class Condition(CheckedModel):
    """Rows whose value at a place is one of several."""

    column: str
    values: Annotated[tuple[str, ...], Field(alias="is", min_length=1)]


class RecognisedBy(CheckedModel):
    """What tells files of the format from others."""

    columns: Annotated[tuple[str, ...], Field(min_length=1)]
    """All of them stand in the header, or in the first records."""


class Mapping(CheckedModel):
    """The content of a mapping file; its JSON Schema is docs/mapping.schema.json."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = "mapping"
    """What the reader is called in what is printed and in models."""
    recognise: RecognisedBy | None = None
    columns: Annotated[dict[str, Places], Field(min_length=1)]
    """For each part of an event the column that has it; of several the first that is filled; or a
    text with columns in braces, `{category} {action}`."""
    leave_out: tuple[Condition, ...] = ()
    """Rows that are no step of a user."""
    rename: dict[str, str] = Field(default_factory=dict)
    """Names of events as they are written, and as they shall be called."""

    @model_validator(mode="after")
    def _check(self) -> "Mapping":
        unknown = sorted(self.columns.keys() - set(ROLES))
        if unknown:
            raise ValueError(
                f"{unknown[0]!r} is no part of an event; the parts are {', '.join(ROLES)}"
            )
        for needed in ("user", "time"):
            if needed not in self.columns:
                raise ValueError(f"the column of the {needed} is missing")
        if "event" not in self.columns and "url" not in self.columns:
            raise ValueError("neither the column of the event nor that of the url is named")
        return self


def load_mapping(path: Path) -> Mapping:
    """The mapping in a file.

    Raises
    ------
    InputError
        There is no such file or it is not YAML.
    FaultyFileError
        It does not say what a mapping has to say; every fault with its path.
    """
    return read_yaml(path, Mapping)
