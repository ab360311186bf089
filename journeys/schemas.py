"""Writes the JSON Schemas of our files: `python -m journeys.schemas docs`."""

import json
import sys
from pathlib import Path

from journeys.checked_yaml import CheckedModel
from journeys.config import ConfigFile
from journeys.scenario_yaml import ScenarioFile
from journeys_mining.guard_overrides import GuardsFile
from journeys_mining.readers.mapping_file import Mapping
from journeys_runners.bindings import BindingsFile

SCHEMAS: dict[str, type[CheckedModel]] = {
    "bindings.schema.json": BindingsFile,
    "journeys.schema.json": ConfigFile,
    "scenario.schema.json": ScenarioFile,
    "guards.schema.json": GuardsFile,
    "mapping.schema.json": Mapping,
}


def schema_text(model: type[CheckedModel]) -> str:
    """The JSON Schema of a file of ours."""
    return json.dumps(model.model_json_schema(by_alias=True), indent=2) + "\n"


def main(folder: Path) -> None:
    """Write every schema into `folder`."""
    for name, model in SCHEMAS.items():
        (folder / name).write_text(schema_text(model), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
