"""Settings of a project: `journeys.yaml`, read from the current folder.

A flag beats an environment variable, which beats this file. Secrets are never written here: they
come from the environment as `${NAME}`.
"""

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from journeys.checked_yaml import CheckedModel, read_yaml
from journeys.config_sections import (
    DataSource,
    DestructiveSection,
    ErrorPattern,
    HooksSection,
    IdentitySection,
    QuarantineFile,
    QuarantineItem,
)
from journeys.errors import Fault, FaultyFileError

CONFIG_FILE: Final = "journeys.yaml"
QUARANTINE_FILE: Final = "quarantine.yaml"
"""Beside the settings; a list of its own for teams that change it often."""
_EXPANDED: Final = ("identity", "data", "hosts", "sign_in_at")
"""Sections in which `${VARIABLE}` stands for one of the environment."""
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def _as_word(given: object) -> object:
    """YAML reads `on` and `off` without quotes as truth values."""
    return {True: "on", False: "off"}[given] if isinstance(given, bool) else given


_WORDS: Final = BeforeValidator(_as_word)


class ReplaySettings(CheckedModel):
    """Settings of `journeys replay`; each stands for the option of the same name."""

    base_url: str | None = None
    runner: str | None = None
    workers: Annotated[int, Field(ge=1, le=64)] | None = None
    retries: Annotated[int, Field(ge=0, le=10)] | None = None
    rate_limit: Annotated[str, Field(pattern=r"^\d+/[smh]$")] | None = None
    request_timeout: str | None = None
    tls_verify: bool | None = None
    allow_host: list[str] | None = None
    header: list[str] | None = None
    app_version: str | None = None
    results: str | None = None
    database: str | None = None
    budget: str | None = None
    patience: str | None = None
    max_inconclusive: Annotated[float, Field(ge=0, le=1)] | None = None
    fail_on_flaky: bool | None = None
    headed: bool | None = None
    slowmo: Annotated[float, Field(ge=0)] | None = None
    trace_mode: Annotated[Literal["off", "on", "retain-on-failure"], _WORDS] | None = None
    screenshot: Annotated[Literal["off", "on", "only-on-failure"], _WORDS] | None = None
    video: Annotated[Literal["off", "on", "retain-on-failure"], _WORDS] | None = None
    browser_path: str | None = None


class ConfigFile(CheckedModel):
    """The content of `journeys.yaml`; its JSON Schema is docs/journeys.schema.json."""

    replay: ReplaySettings = ReplaySettings()
    identity: IdentitySection = IdentitySection()
    hooks: HooksSection = HooksSection()
    data: tuple[DataSource, ...] = ()
    destructive: DestructiveSection = DestructiveSection()
    hosts: dict[str, str] = Field(default_factory=dict)
    """The base URL on staging of each of production's other hosts."""
    sign_in_at: tuple[str, ...] = ()
    """Base URLs of other applications on staging at which visitors sign in."""
    ignore_errors: tuple[ErrorPattern, ...] = ()
    """Errors of scripts that are no faults: a part of the message, `*` stands for anything."""
    quarantine: tuple[QuarantineItem, ...] = ()


def replay_defaults(path: Path, only: Collection[str] | None = None) -> dict[str, Any]:
    """The settings that the file makes, by the name of the option; empty where there is no file.

    `only` names the options that are wanted: no variable need be set for the others.

    Raises
    ------
    InputError
        The file has faults, or names an environment variable that is not set.
    """
    if not path.exists():
        return {}
    settings = read_yaml(path, ConfigFile).replay.model_dump(exclude_none=True)
    if only is not None:
        settings = {key: value for key, value in settings.items() if key in only}
    expanded: dict[str, Any] = _expanded(path, settings, "$.replay")
    return expanded


def read_config(path: Path) -> ConfigFile:
    """The sections beside `replay`, with environment variables put in, and the quarantine list.

    Raises
    ------
    InputError
        A file has faults, or names an environment variable that is not set.
    """
    config = read_yaml(path, ConfigFile) if path.exists() else ConfigFile()
    listed = path.with_name(QUARANTINE_FILE)
    if listed.exists():
        known = (*config.quarantine, *read_yaml(listed, QuarantineFile).quarantine)
        config = config.model_copy(update={"quarantine": known})
    sections = config.model_dump(include=set(_EXPANDED), exclude_defaults=True)
    if not sections:
        return config
    expanded = ConfigFile.model_validate(_expanded(path, sections, "$"))
    return config.model_copy(update={name: getattr(expanded, name) for name in _EXPANDED})


def _expanded(path: Path, content: Any, where: str) -> Any:
    faults: list[Fault] = []
    expanded = _expand(content, where, faults)
    if faults:
        raise FaultyFileError(str(path), faults, remedy="export the variable before the run")
    return expanded


def _expand(value: Any, where: str, faults: list[Fault]) -> Any:
    if isinstance(value, dict):
        return {key: _expand(one, f"{where}.{key}", faults) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_expand(one, f"{where}[{index}]", faults) for index, one in enumerate(value)]
    if not isinstance(value, str):
        return value
    faults.extend(
        Fault(path=where, message=f"environment variable {name} is not set")
        for name in _VARIABLE.findall(value)
        if name not in os.environ
    )
    return _VARIABLE.sub(lambda match: os.environ.get(match[1], ""), value)
