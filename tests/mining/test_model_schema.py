"""The published JSON Schema says of a model file what reading it says."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from journeys.errors import InputError
from journeys_mining.model.model_file import load_model

SCHEMA = Path(__file__).parents[2] / "docs" / "model.schema.json"


def test_a_mined_model_fits_and_a_damaged_one_does_not(shop_suite: Path, tmp_path: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    model = json.loads((shop_suite / "model.json").read_text(encoding="utf-8"))
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
