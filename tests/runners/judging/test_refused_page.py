"""A page that refuses everybody is a fault; one that may want an account is not."""

import pytest

from journeys.journey import Expectation, Journey, Step
from journeys.verdict import Cause, Verdict
from tests.support.replaying import Replayed, a_journey, a_step, replay_on

OFFERS = a_step("view /offers", expect=Expectation(page="/offers", status="2xx"))
SEEN = a_step("view /offers", expect=Expectation(page="/offers"))
"""As product analytics tell of it."""
OTHERS = a_journey("view /login", "view /cart", name="others")
CART, LINK = '<a href="/cart">Cart</a>', '<a href="/offers">Offers</a>'


def replayed(
    others: Journey | None = OTHERS,
    *,
    step: Step = OFFERS,
    links: str = LINK,
    offers: int = 403,
    cart: int = 200,
) -> Replayed:
    return replay_on(
        {"GET /": links + CART, "GET /login": "", "GET /offers": offers, "GET /cart": cart},
        a_journey("view /", step),
        *((others,) if others else ()),
        suite={"templates": ("/", "/cart", "/offers", "/login")},
    )


def outcome(run: Replayed) -> tuple[Cause | None, Verdict]:
    return run.causes[1], run.verdicts[0]


@pytest.mark.parametrize("step", [OFFERS, SEEN], ids=["status known", "status unknown"])
@pytest.mark.parametrize("others", [OTHERS, None], ids=["others sign in", "there are no accounts"])
def test_a_page_that_refuses_everybody_fails(others: Journey | None, step: Step) -> None:
    run = replayed(others, step=step)
    assert outcome(run) == (Cause.WRONG_STATUS, Verdict.FAILED)
    problem = run.steps[1].problem
    assert problem is not None
    assert problem.reason.startswith("GET /offers answered 403, and again when asked once more; ")


@pytest.mark.parametrize(
    "run",
    [
        lambda: replayed(offers=401),
        lambda: replayed(cart=403),
        lambda: replayed(links=""),
        lambda: replayed(a_journey("view /login", OFFERS, name="others")),
        lambda: replayed(None, links=f'{LINK}<a href="/login">Sign in</a>'),
    ],
    ids=[
        "asks for credentials",
        "other pages refuse, too",
        "nothing leads there",
        "production's users signed in before",
        "production's users may have signed in earlier",
    ],
)
def test_what_an_account_could_explain_is_inconclusive(run) -> None:  # type: ignore[no-untyped-def]
    assert outcome(run()) == (Cause.AUTH, Verdict.INCONCLUSIVE)
