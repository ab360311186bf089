"""Settings of a project: `journeys.yaml`, read from the current folder.

A flag beats an environment variable, which beats this file. Secrets are never written here: they
come from the environment as `${NAME}`.
"""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from journeys.checked_yaml import CheckedModel, read_yaml
from journeys.errors import Fault, FaultyFileError

CONFIG_FILE: Final = "journeys.yaml"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class ReplaySettings(CheckedModel):
    """Settings of `journeys replay`; each stands for the option of the same name."""

    base_url: str | None = None
    runner: str | None = None
    workers: Annotated[int, Field(ge=1, le=64)] | None = None
    retries: Annotated[int, Field(ge=0, le=10)] | None = None
    rate_limit: Annotated[str, Field(pattern=r"^\d+/[smh]$")] | None = None
    request_timeout: str | None = None
    allow_host: list[str] | None = None
    header: list[str] | None = None
    app_version: str | None = None
    results: str | None = None
    headed: bool | None = None
    slowmo: Annotated[float, Field(ge=0)] | None = None
    trace_mode: Literal["off", "on", "retain-on-failure"] | None = None
    screenshot: Literal["off", "on", "only-on-failure"] | None = None
    browser_path: str | None = None


class ConfigFile(CheckedModel):
    """The content of `journeys.yaml`; its JSON Schema is docs/journeys.schema.json."""

    replay: ReplaySettings = ReplaySettings()


def replay_defaults(path: Path) -> dict[str, Any]:
    """The settings that the file makes, by the name of the option; empty where there is no file.

    Raises
    ------
    InputError
        The file has faults, or names an environment variable that is not set.
    """
    if not path.exists():
        return {}
    settings = read_yaml(path, ConfigFile).replay.model_dump(exclude_none=True)
    faults: list[Fault] = []
    expanded = {key: _expand(value, f"$.replay.{key}", faults) for key, value in settings.items()}
    if faults:
        raise FaultyFileError(str(path), faults, remedy="export the variable before the run")
    return expanded


def _expand(value: Any, where: str, faults: list[Fault]) -> Any:
    if isinstance(value, list):
        return [_expand(one, f"{where}[{index}]", faults) for index, one in enumerate(value)]
    if not isinstance(value, str):
        return value
    faults.extend(
        Fault(path=where, message=f"environment variable {name} is not set")
        for name in _VARIABLE.findall(value)
        if name not in os.environ
    )
    return _VARIABLE.sub(lambda match: os.environ.get(match[1], ""), value)
