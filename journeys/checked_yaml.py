"""Reads a YAML file of ours: every fault at once, each with its path and, if it can be, a hint."""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from journeys.errors import Fault, FaultyFileError, InputError

FileModel = TypeVar("FileModel", bound="CheckedModel")
_Schema = dict[str, Any]
"""A JSON schema, or a part of one."""


class CheckedModel(BaseModel):
    """Base of the models of our files: unknown keys are faults, nothing can be changed."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, use_attribute_docstrings=True
    )


def read_yaml(path: Path, model: type[FileModel]) -> FileModel:
    """The file's content; an empty file is an empty mapping.

    Raises
    ------
    InputError
        The file is missing or is not YAML.
    FaultyFileError
        Its content does not fit `model`.
    """
    content = _load(path)
    try:
        return model.model_validate({} if content is None else content)
    except ValidationError as error:
        faults = [_fault(one["loc"], one, model) for one in error.errors()]
        raise FaultyFileError(str(path), faults) from error


def _load(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("there is no such file", where=str(path)) from None
    except IsADirectoryError:
        raise InputError("this is a directory, not a file", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"this is not UTF-8 text ({error.reason})", where=str(path)) from error
    except yaml.MarkedYAMLError as error:
        line = f"{path}:{error.problem_mark.line + 1}" if error.problem_mark else str(path)
        raise InputError(f"this is not YAML: {error.problem}", where=line) from error
    except yaml.YAMLError as error:
        raise InputError(f"this is not YAML: {error}", where=str(path)) from error


def _fault(loc: tuple[int | str, ...], error: Any, model: type[BaseModel]) -> Fault:
    path = "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    match error["type"]:
        case "extra_forbidden":
            here, near = _keys_at(model, loc[:-1]), difflib.get_close_matches
            known = near(str(loc[-1]), here, n=1) or near(str(loc[-1]), _field_names(model), n=1)
            if known and known[0] != loc[-1]:
                return Fault(path=path, message=f"unknown key; did you mean {known[0]!r}?")
            told = f"; known here: {', '.join(here)}" if here else ""
            what = "this key belongs elsewhere in the file" if known else "unknown key"
            return Fault(path=path, message=f"{what}{told}")
        case "missing":
            return Fault(path=path, message="this key is missing")
        case "value_error":
            return Fault(path=path, message=str(error["ctx"]["error"]))
        case _:
            seen = re.sub(r"\s+", " ", repr(error["input"]))
            message = f"{error['msg'][0].lower()}{error['msg'][1:]}, not {seen[:80]}"
            return Fault(path=path, message=message)


def _field_names(model: type[BaseModel]) -> set[str]:
    """Every key that the file may have at any depth: near enough for a hint."""
    names: set[str] = set()
    schema = model.model_json_schema(by_alias=True)
    for part in (schema, *schema.get("$defs", {}).values()):
        names.update(part.get("properties", {}))
    return names


def _keys_at(model: type[BaseModel], loc: Sequence[int | str]) -> tuple[str, ...]:
    """The keys that the file may have at one place, in the order of the documentation."""
    schema = model.model_json_schema(by_alias=True)
    parts = schema.get("$defs", {})
    found = _alternatives(schema, parts)
    for key in loc:
        below = [one for part in found for one in _below(part, key, parts)]
        # pydantic also names which one of several forms was tried; that is no key of the file.
        found = below or found
    return tuple(dict.fromkeys(key for part in found for key in part.get("properties", {})))


def _below(part: _Schema, key: int | str, parts: _Schema) -> list[_Schema]:
    if isinstance(key, int):
        inner = part.get("items")
    else:
        inner = part.get("properties", {}).get(key) or part.get("additionalProperties")
    return _alternatives(inner, parts) if isinstance(inner, dict) else []


def _alternatives(part: _Schema, parts: _Schema) -> list[_Schema]:
    """What may stand there: a part of a schema, without its references and its `anyOf`."""
    if reference := part.get("$ref"):
        return _alternatives(parts[reference.rpartition("/")[2]], parts)
    several = (*part.get("anyOf", ()), *part.get("oneOf", ()), *part.get("allOf", ()))
    return [one for inner in several for one in _alternatives(inner, parts)] or [part]
