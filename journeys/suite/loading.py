"""Reads a suite from a repository."""

from pathlib import Path

from pydantic import Field

from journeys.checked_yaml import CheckedModel, read_yaml
from journeys.errors import InputError
from journeys.journey import Journey, Suite
from journeys.scenario_yaml import load_scenario
from journeys.suite.choosing import suite_of
from journeys.suite.layout import MODEL_FILE, OVERRIDES, SCENARIOS, SUITE_FILE
from journeys_mining.navigation_model import NavigationModel, load_model


class _SuiteFile(CheckedModel):
    model: str
    seed: int
    version: int = Field(le=1, ge=1)
    journeys: list[str]


def load_suite(folder: Path) -> tuple[Suite, NavigationModel]:
    """The suite in a folder and the model it was made from.

    Generated scenarios come in the order of `suite.yaml`; one that `overrides/` holds under the
    same file name is taken from there. The user's own scenarios in `overrides/` come last.

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
    model = load_model(folder / MODEL_FILE)
    journeys = [_scenario(folder, name) for name in index.journeys]
    journeys += [
        load_scenario(file)
        for file in sorted((folder / OVERRIDES).glob("*.yaml"))
        if file.stem not in index.journeys
    ]
    _check_ids(folder, journeys)
    return suite_of(model, journeys, seed=index.seed), model


def _scenario(folder: Path, name: str) -> Journey:
    override = folder / OVERRIDES / f"{name}.yaml"
    return load_scenario(override if override.exists() else folder / SCENARIOS / f"{name}.yaml")


def _check_ids(folder: Path, journeys: list[Journey]) -> None:
    seen: set[str] = set()
    for one in journeys:
        if one.id in seen:
            raise InputError(f"two scenarios are called {one.id!r}", where=str(folder))
        seen.add(one.id)
