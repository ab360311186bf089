"""The published JSON Schema says of a model file what reading it says."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from journeys.cli import main
from journeys.demo.visitors import write_events_csv
from journeys.errors import InputError
from journeys_mining.model.model_file import load_model

SCHEMA = Path(__file__).parents[2] / "docs" / "model.schema.json"


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    write_events_csv(folder / "events.csv")
    assert main(["mine", str(folder / "events.csv"), "-o", str(folder / "model.json"), "-q"]) == 0
    return folder / "model.json"


def test_a_mined_model_fits_and_a_damaged_one_does_not(model_file: Path, tmp_path: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    model = json.loads(model_file.read_text(encoding="utf-8"))
    assert list(validator.iter_errors(model)) == []
    damages: list[dict[str, Any]] = [
        {"format": "something else"},
        {"version": 99},
        {"floor": "five"},
        {"visitors": []},
        {"actions": [{"action": "view /"}]},
        {"transitions": [{**model["transitions"][0], "count": 0.5}]},
    ]
    for damage in damages:
        damaged = {**model, **damage}
        assert list(validator.iter_errors(damaged)), damage
        path = tmp_path / "damaged.json"
        path.write_text(json.dumps(damaged), encoding="utf-8")
        with pytest.raises(InputError):
            load_model(path)
