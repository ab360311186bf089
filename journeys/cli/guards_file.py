"""Loads a model with the guards that a person has looked over, and tells what is out of date."""

from pathlib import Path
from typing import TYPE_CHECKING

from journeys.cli.output import Output

if TYPE_CHECKING:
    from journeys_mining.model.navigation_model import NavigationModel


def load_guarded_model(model: Path, folder: Path, out: Output) -> "NavigationModel":
    """The model, with `overrides/guards.yaml` of `folder` applied."""
    from journeys_mining.guards.overrides import GUARDS_FILE, override_guards
    from journeys_mining.model.model_file import load_model

    overridden = override_guards(load_model(model), folder)
    for line in overridden.stale:
        out.say(f"{folder / GUARDS_FILE} no longer applies at {line}")
    return overridden.model
