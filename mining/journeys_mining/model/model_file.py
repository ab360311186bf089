"""Reads model files, and says what is in one: docs/model-format.md, docs/model.schema.json."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from journeys.errors import Fault, FaultyFileError, InputError
from journeys_mining.model.guards import Guard
from journeys_mining.model.model_lines import FORMAT, VERSION
from journeys_mining.model.navigation_model import (
    END,
    START,
    ActionStats,
    NavigationModel,
    PrivacySummary,
    RequestField,
    SlotValue,
    SourceSummary,
    TemplateHost,
    Transition,
)
from journeys_mining.model.profiles import Profiling
from journeys_mining.model.slots import SlotSummary, SlotTuple
from journeys_mining.model.tuned_numbers import TunedNumbers


@dataclass(frozen=True, slots=True, kw_only=True)
class _ModelFile:
    __pydantic_config__: ClassVar = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    format: Literal["journeys.navigation-model"]
    version: Literal[1]
    floor: int
    order: int
    source: SourceSummary
    actions: tuple[ActionStats, ...]
    transitions: tuple[Transition, ...]
    slot_values: tuple[SlotValue, ...]
    tuned: TunedNumbers | None = None
    slot_tuples: tuple[SlotTuple, ...] = ()
    slots: tuple[SlotSummary, ...] = ()
    request_fields: tuple[RequestField, ...] = ()
    template_hosts: tuple[TemplateHost, ...] = ()
    guards: tuple[Guard, ...] = ()
    profiling: Profiling | None = None
    privacy: PrivacySummary | None = None


_FILE = TypeAdapter(_ModelFile)


def model_file_schema() -> dict[str, Any]:
    """The JSON Schema of a model file, without its name and address."""
    return _FILE.json_schema()


def load_model(path: Path) -> NavigationModel:
    """The model in a file.

    Raises
    ------
    InputError
        The file is missing, is not JSON, is no model, is of an unknown version, or its content is
        not what it should be; every fault is named with its path.
    """
    raw = _read_json(path)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise InputError(
            "this is not a navigation model",
            where=str(path),
            remedy="make one with `journeys mine EXPORT --output model.json`",
        )
    if raw.get("version") != VERSION:
        raise InputError(
            f"the model is of version {raw.get('version')!r}; this journeys reads {VERSION}",
            where=str(path),
            remedy="upgrade journeys, or mine the export again with this version",
        )
    try:
        file = _FILE.validate_python(raw)
    except ValidationError as error:
        raise FaultyFileError(
            str(path),
            [Fault(path=_path(one["loc"]), message=one["msg"]) for one in error.errors()],
            remedy="mine the export again; model files are not meant to be edited",
        ) from error
    model = NavigationModel(
        source=file.source,
        floor=file.floor,
        order=file.order,
        actions=file.actions,
        transitions=file.transitions,
        slot_values=file.slot_values,
        tuned=file.tuned,
        slot_tuples=file.slot_tuples,
        slots=file.slots,
        request_fields=file.request_fields,
        template_hosts=file.template_hosts,
        guards=file.guards,
        profiling=file.profiling,
        privacy=file.privacy,
    )
    _check_consistency(model, path)
    return model


def _check_consistency(model: NavigationModel, path: Path) -> None:
    known = {one.action for one in model.actions}
    faults = [
        Fault(path=path_, message=f"unknown action {name!r}")
        for path_, names in _names_used(model)
        for name in names
        if name not in known and name not in (START, END)
    ]
    if faults:
        raise FaultyFileError(str(path), faults[:20], remedy="mine the export again")


def _names_used(model: NavigationModel) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Places of the file that name actions, and the names."""
    for index, one in enumerate(model.transitions):
        yield f"$.transitions[{index}]", (*one.context, one.action)
    for number, profile in enumerate(model.profiling.profiles if model.profiling else ()):
        place = f"$.profiling.profiles[{number}]"
        for index, action in enumerate(profile.actions):
            yield f"{place}.actions[{index}]", (action.action,)
        for index, pair in enumerate(profile.transitions):
            yield f"{place}.transitions[{index}]", (pair.before, pair.action)


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            "there is no such file",
            where=str(path),
            remedy="make a model with `journeys mine EXPORT --output model.json`",
        ) from None
    except IsADirectoryError:
        raise InputError("this is a directory, not a model file", where=str(path)) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(
            f"this is not JSON ({error})",
            where=str(path),
            remedy="a model is the file that `journeys mine EXPORT --output model.json` writes",
        ) from error


def _path(loc: tuple[int | str, ...]) -> str:
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
