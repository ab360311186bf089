"""Reads a suite from a repository."""

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from journeys.checked_yaml import CheckedModel, read_yaml
from journeys.errors import InputError
from journeys.journey import Journey, JourneyId, Suite, actions_of
from journeys.scenario_yaml import load_scenario
from journeys.suite.choosing import suite_of
from journeys.suite.layout import MODEL_FILE, OVERRIDES, SCENARIOS, SUITE_FILE
from journeys_mining.guards.keeping import Guards
from journeys_mining.guards.overrides import GUARDS_FILE, override_guards
from journeys_mining.model.model_file import load_model
from journeys_mining.model.navigation_model import NavigationModel


class _SuiteFile(CheckedModel):
    model: str
    seed: int
    version: int = Field(le=1, ge=1)
    journeys: list[str]


def load_suite(folder: Path) -> tuple[Suite, NavigationModel]:
    """The suite in a folder and the model it was made from.

    Generated scenarios come in the order of `suite.yaml`; one that `overrides/` holds under the
    same file name is taken from there. The user's own scenarios in `overrides/` come last. What
    `overrides/guards.yaml` drops and adds is done to the model; a generated scenario that breaks
    a guard is left out.

    Raises
    ------
    InputError
        The folder is no suite, a file is missing, or a file has faults.
    """
    if not (folder / SUITE_FILE).is_file():
        raise InputError(
            f"there is no {SUITE_FILE} here: this is not a suite",
            where=str(folder),
            remedy="make one with `journeys generate model.json --into journey_suite`",
        )
    index = read_yaml(folder / SUITE_FILE, _SuiteFile)
    model = override_guards(load_model(folder / MODEL_FILE), folder).model
    own = {file.stem: file for file in overriding_scenarios(folder)}
    guards = Guards(model.guards)
    journeys, left_out = list[Journey](), list[JourneyId]()
    for name in index.journeys:
        one = load_scenario(own.get(name, folder / SCENARIOS / f"{name}.yaml"))
        if name not in own and guards.first_broken(actions_of(one.steps)):
            left_out.append(one.id)
        else:
            journeys.append(one)
    journeys += [load_scenario(file) for name, file in own.items() if name not in index.journeys]
    _check_ids(folder, journeys)
    suite = suite_of(model, journeys, seed=index.seed)
    return replace(suite, left_out=tuple(left_out)), model


def overriding_scenarios(folder: Path) -> tuple[Path, ...]:
    """The user's scenarios, in the order of their names."""
    files = sorted((folder / OVERRIDES).glob("*.yaml"))
    return tuple(file for file in files if file.name != GUARDS_FILE.name)


def _check_ids(folder: Path, journeys: list[Journey]) -> None:
    seen: set[str] = set()
    for one in journeys:
        if one.id in seen:
            raise InputError(f"two scenarios are called {one.id!r}", where=str(folder))
        seen.add(one.id)
