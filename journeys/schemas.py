"""Writes the JSON Schemas of our files: `python -m journeys.schemas docs`."""

import json
import sys
from pathlib import Path

from journeys.checked_yaml import CheckedModel
from journeys.config import ConfigFile
from journeys.scenario_yaml import ScenarioFile
from journeys_mining.guards.overrides import GuardsFile
from journeys_mining.model.model_file import model_file_schema
from journeys_mining.model.model_lines import VERSION
from journeys_mining.readers.mapping_file import Mapping
from journeys_runners.bindings.bindings import BindingsFile

_YAML_FILES: dict[str, type[CheckedModel]] = {
    "bindings.schema.json": BindingsFile,
    "journeys.schema.json": ConfigFile,
    "scenario.schema.json": ScenarioFile,
    "guards.schema.json": GuardsFile,
    "mapping.schema.json": Mapping,
}


MODEL_SCHEMA = "model.schema.json"
SCHEMAS = (*_YAML_FILES, MODEL_SCHEMA)


def schema_text(name: str) -> str:
    """The JSON Schema of a file of ours, by the name of the schema's own file."""
    if name == MODEL_SCHEMA:
        about = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Navigation model",
            "description": f"A model file of journeys, version {VERSION}: see model-format.md.",
        }
        schema = {**about, **{k: v for k, v in model_file_schema().items() if k not in about}}
    else:
        schema = _YAML_FILES[name].model_json_schema(by_alias=True)
    return json.dumps(schema, indent=2) + "\n"


def main(folder: Path) -> None:
    """Write every schema into `folder`."""
    for name in SCHEMAS:
        (folder / name).write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
