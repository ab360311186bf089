"""Functions that bindings of tests name."""

from journeys_runners.ways.functions import StepInHand


async def make_board(step: StepInHand) -> None:
    """Make a board by the API."""
    answer = await step.send("POST", "/api/boards", json={"title": "From a function"})
    assert answer.status == 201


def deny(step: StepInHand) -> None:
    """Say that the product is at fault."""
    raise AssertionError("no such board")


def stumble(step: StepInHand) -> None:
    """Be at fault itself."""
    raise ValueError("no such board")
