"""What a step expects is what production saw."""

from dataclasses import replace

import pytest

from journeys.journey import Expectation, JourneyKind
from journeys.sampling.journeys_from_actions import JourneyMaker
from tests.support.model_factory import a_model


def expectation(
    action: str, *statuses: tuple[str, int], refusals: tuple[tuple[int, int], ...] = ()
) -> Expectation:
    model = a_model((action,))
    (stats,) = model.actions
    stats = replace(stats, statuses=statuses, refusals=refusals)
    maker = JourneyMaker(replace(model, actions=(stats,)))
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


@pytest.mark.parametrize(
    ("counts", "refusals", "status", "or_status"),
    [
        ((69, 31), ((409, 31),), "2xx", (("409", 0.31),)),
        ((40, 60), ((404, 40), (409, 20)), "2xx", (("404", 0.4), ("409", 0.2))),
        # So few may be of few users each, or of the moment, that what is usual is not clear.
        ((60, 40), ((404, 12),), None, (("404", 0.12),)),
        ((60, 40), ((429, 40),), None, ()),
        ((97, 3), ((409, 3),), "2xx", ()),
        ((5, 95), ((404, 95),), "4xx", ()),
    ],
)
def test_what_production_refuses_at_times(
    counts: tuple[int, int],
    refusals: tuple[tuple[int, int], ...],
    status: str | None,
    or_status: tuple[tuple[str, float], ...],
) -> None:
    statuses = zip(("2xx", "4xx"), counts, strict=True)
    expected = expectation("POST /orders", *statuses, refusals=refusals)
    assert expected == Expectation(status=status, or_status=or_status)


def test_what_never_redirects_leads_to_itself() -> None:
    always = expectation("POST /groups", ("2xx", 100))
    assert always == Expectation(status="2xx", leads_to=("/groups",))
    assert not expectation("POST /groups", ("2xx", 97), ("3xx", 3)).leads_to


@pytest.mark.parametrize(("led_on", "leads_to"), [(30, ("/ticket/{id}",)), (33, ()), (15, ())])
def test_a_form_that_came_back_and_was_sent_again_leads_where_it_was_taken(
    led_on: int, leads_to: tuple[str, ...]
) -> None:
    action, page = "POST /tickets", "view /ticket/{id}"
    model = a_model(*[(action, page)] * 26, *[(action, action, page)] * 4)
    statuses = (("2xx", 34 - led_on), ("3xx", led_on))
    actions = [replace(one, statuses=statuses * (one.action == action)) for one in model.actions]
    maker = JourneyMaker(replace(model, actions=tuple(actions)))
    journey = maker.make(JourneyKind.TYPICAL, [action], prob=1.0, reason="", about=action)
    assert journey.steps[0].expect.leads_to == leads_to


def test_only_views_expect_a_page() -> None:
    assert expectation("POST /cart") == Expectation()
