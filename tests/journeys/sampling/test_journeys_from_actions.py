"""What a step expects is what production saw."""

from dataclasses import replace

import pytest

from journeys.journey import Expectation, JourneyKind
from journeys.sampling.journeys_from_actions import JourneyMaker
from tests.support.model_factory import a_model


def expectation(action: str, *statuses: tuple[str, int]) -> Expectation:
    model = a_model((action,))
    (stats,) = model.actions
    maker = JourneyMaker(replace(model, actions=(replace(stats, statuses=statuses),)))
    kind = JourneyKind.TYPICAL
    return maker.make(kind, [action], prob=1.0, reason="", about=action).steps[0].expect


@pytest.mark.parametrize(
    ("statuses", "status", "page"),
    [
        ((), None, "/cart"),
        ((("2xx", 99), ("3xx", 1)), "2xx", "/cart"),
        ((("2xx", 60), ("4xx", 40)), None, "/cart"),
        ((("2xx", 80), ("3xx", 20)), None, None),
        ((("3xx", 95), ("2xx", 5)), "3xx", None),
        ((("4xx", 100),), "4xx", "/cart"),
    ],
)
def test_status_and_page(
    statuses: tuple[tuple[str, int], ...], status: str | None, page: str | None
) -> None:
    assert expectation("view /cart", *statuses) == Expectation(status=status, page=page)


def test_only_views_expect_a_page() -> None:
    assert expectation("POST /cart") == Expectation()
