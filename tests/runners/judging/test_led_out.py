"""A form that alone leads away from the application."""

import pytest

from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import redirect

FORMS = "".join(
    f'<form action="{one}" method="post"><button>Go</button></form>'
    for one in ("/login", "/coupon", "/items")
)


def replayed(to: str, *, others: int = 2, leads_to: str = "/cart") -> Replayed:
    forms = ("/login", "/coupon")[:others]
    steps = [step for one in forms for step in ("view /", f"POST {one}")]
    add = a_step("POST /items", expect=Expectation(leads_to=(leads_to,)))
    return replay_on(
        {
            "GET /": FORMS,
            "POST /login": redirect("/cart"),
            "POST /coupon": redirect("/cart"),
            "POST /items": redirect(to),
            "GET /cart": "cart",
        },
        a_journey(*steps, "view /", add),
        suite={
            "templates": ("/", "/cart", "/login", "/coupon", "/items"),
            "hosts": ("shop.example.com",),
        },
    )


@pytest.mark.parametrize("to", ["http://backend.internal:8080/cart", "//cart"])
def test_a_redirect_that_alone_leads_to_another_host_fails(to: str) -> None:
    run = replayed(to)
    assert (run.causes[-1], run.verdicts) == (Cause.WRONG_PAGE, [Verdict.FAILED])
    assert run.reason.startswith(f"POST /items redirects to {to!r}")


@pytest.mark.parametrize(
    "run",
    [
        lambda: replayed("https://pay.example.com/start"),
        lambda: replayed("https://shop.example.com/cart"),
        lambda: replayed("https://127.0.0.1/cart"),
        lambda: replayed("http://backend.internal:8080/cart", others=0),
        lambda: replayed("//cart", leads_to="/login"),
    ],
    ids=[
        "to pay",
        "to production, as configured",
        "to itself, by TLS",
        "other forms may do so, too",
        "a host without a dot",
    ],
)
def test_what_staging_may_be_set_up_to_do_is_inconclusive(run) -> None:  # type: ignore[no-untyped-def]
    assert (run().causes[-1], run().verdicts) == (Cause.REFUSED, [Verdict.INCONCLUSIVE])
