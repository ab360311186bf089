"""What is said where staging shows everybody the same page."""

import pytest

from journeys.journey import Expectation
from journeys.verdict import Cause
from tests.support.replaying import a_journey, a_step, replay_on
from tests.support.tiny_web import redirect

GATE = '<h1>Staging</h1><form method="post"><input name="user"><input type="password" name="pw">'


HOME = a_step("view /", expect=Expectation())


@pytest.mark.parametrize("before", [(), (HOME,)], ids=["at once", "later"])
@pytest.mark.parametrize(
    ("routes", "cause", "told", "remedy"),
    [
        ({"GET /": "<h1>Back soon</h1>"}, Cause.UNBOUND, "'Back soon' at /, and", "maintenance"),
        (
            {"GET /": redirect("/gate"), "GET /gate": GATE},
            Cause.AUTH,
            "'Staging' at /gate, which asks for a password",
            "credentials",
        ),
        (
            {"GET /": '<h1>Shop</h1><a href="/cart">Cart</a>'},
            Cause.UNBOUND,
            "no link, form or address seen on staging leads to /product/{id}",
            "seed staging",
        ),
    ],
    ids=["a maintenance", "a gate", "the application"],
)
def test_a_page_that_leads_nowhere_is_named(routes, cause, told, remedy, before) -> None:  # type: ignore[no-untyped-def]
    run = replay_on(routes, a_journey(*before, "view /product/{id}"))
    assert run.causes[-1] is cause
    assert told in run.reason
    assert remedy in run.remedy
